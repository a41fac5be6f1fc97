// What the engine is given: options of one request, and the parts it works with.
import type { CompletionRequest, NoneReason } from '../fim/request.ts';
import type { Place } from '../fim/resolve.ts';
import type { Logger } from '../log/logger.ts';
import type { FimCall, FimModel, ModelId, Snippet } from '../model/fim.ts';
import type { Clock } from '../world/clock.ts';
import type { Origin } from './agreement.ts';
import type { AskHost } from './ask.ts';
import type { Outcome } from './lastShown.ts';
import type { TriggerMemory } from './triggerMemory.ts';

/** What one request needs to know of the settings: read once, at the door. */
export interface CompletionOptions {
  readonly enabled: boolean;
  readonly trigger: 'automatic' | 'invoked';
  readonly excluded: (uri: string) => boolean;
  readonly debounceMs: number;
  readonly maxTokens: number;
  readonly contextTokens: number;
  readonly multiline: 'auto' | 'always' | 'never';
  /** How long a request may take in all before it is answered empty. */
  readonly deadlineMs: number;
  /** How long it waits for the end of an answer before whole statements of it are shown. */
  readonly patienceMs: number;
}

export interface EngineParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly options: () => CompletionOptions;
  /** The models to ask; the first that answers wins. */
  readonly models: () => readonly FimModel[];
  /** Milliseconds until the first model may be asked something of so many tokens: 0 = now, `Infinity` = not before a change. */
  readonly readyInMs: (tokens: number) => number;
  /** How far apart requests should be sent even so, in milliseconds; 0 = as they come. */
  readonly spacingMs: () => number;
  readonly context: Context;
  /** What this user takes, as far as it was learned. */
  readonly habits: TriggerMemory;
  /** What to call a document towards the model. */
  readonly pathOf: (uri: string) => string;
  /** Told when a model failed: the user hears of it once per kind. */
  readonly failed: AskHost['failed'];
  /** Told what became of a call that `model` has answered: shown, or dropped and why. */
  readonly noted: (call: FimCall, fact: CallFact, model: ModelId) => void;
  /** Told what the user did with a completion, and the call that had brought it. */
  readonly outcome: (outcome: Outcome, call: FimCall | undefined) => void;
  /** Unique in this process. */
  readonly newId: () => string;
}

/** Where related code comes from. */
export interface Context {
  /** Begins to collect for a cursor; what is found is there for the next `take`. Never rejects. */
  collect(place: Place & { readonly uri: string }): Promise<void>;
  /** Resolves when something is known for this document, or after a short while. */
  first(place: Place & { readonly uri: string }, signal: AbortSignal): Promise<void>;
  /** What is known now for this document, at most `budget` characters. */
  take(uri: string, window: { readonly prefix: string; readonly suffix: string }, budget: number): readonly Snippet[];
  /** Texts that the user deleted lately. */
  deleted(uri: string): readonly string[];
}

/** What became of a call. */
export type CallFact = { readonly kind: 'shown' } | { readonly kind: 'dropped'; readonly reason: NoneReason };

/** A change of a document as the engine wants to know it. */
export interface DocumentChange {
  readonly uri: string;
  readonly text: string;
  /** Where the cursor most likely stands now: behind the last inserted text. */
  readonly offset: number;
  readonly inserted: string;
  readonly removed: string;
  readonly languageId: string;
}

/** One request with what is derived from it. */
export interface Asked {
  readonly request: CompletionRequest;
  readonly place: Place;
  readonly here: Origin;
  readonly options: CompletionOptions;
}
