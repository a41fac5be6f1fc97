// From a request to a running question: window, related code, prompt, model.
import { divideBudget, estimateTokens } from '../fim/budget.ts';
import { planFim } from '../fim/prompt.ts';
import type { PartUnit, Place, Resolved } from '../fim/resolve.ts';
import type { FimCall } from '../model/fim.ts';
import { type AskHost, askInTurn } from './ask.ts';
import { Calibration } from './calibration.ts';
import type { FlightStart } from './flight.ts';
import type { Asked, EngineParts } from './options.ts';
import { Windows } from './window.ts';

/** What to show of a raw text at a place, when these snippets were sent: the answer, or what already stands of it. */
export interface ResolveAnswer {
  whole(place: Place, raw: string, done: boolean, snippets: readonly string[]): Resolved;
  part(place: Place, raw: string, unit: PartUnit, snippets: readonly string[]): Resolved | undefined;
}

export class Launcher {
  readonly #parts: EngineParts;
  readonly #windows = new Windows();
  readonly #calibration = new Calibration();
  /** Random per document and session, with no path in it: it goes to the provider. */
  readonly #cacheKeys = new Map<string, string>();

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** What a flight for this request begins with. */
  prepare(asked: Asked, resolve: ResolveAnswer, temperature = 0): FlightStart {
    const { here, place } = asked;
    const call = this.#call(asked, temperature);
    const snippets = call.snippets.map(({ text }) => text);
    const host: AskHost = {
      failed: this.#parts.failed,
      used: (_model, sent, usage) => this.#calibration.learn(place.languageId, charactersOf(sent), usage.inputTokens),
    };
    return {
      origin: here,
      place,
      call,
      stream: (signal, answeredBy) => askInTurn(this.#parts.models(), call, host, answeredBy, signal),
      resolve: (at, raw, done) => resolve.whole(at, raw, done, snippets),
      part: (at, raw, unit) => resolve.part(at, raw, unit, snippets),
    };
  }

  forget(uri: string): void {
    this.#windows.forget(uri);
    this.#cacheKeys.delete(uri);
  }

  #call({ request, place, options }: Asked, temperature: number): FimCall {
    const { uri, languageId } = request.snapshot;
    const budget = divideBudget(options.contextTokens, this.#calibration.charactersPerToken(languageId));
    const window = this.#windows.cut(uri, place.prefix, place.suffix, budget);
    return planFim({
      uri,
      path: this.#parts.pathOf(uri),
      languageId,
      ...window,
      snippets: this.#parts.context.take(uri, window, budget.snippets),
      maxTokens: options.maxTokens,
      temperature,
      cacheKey: this.#cacheKeyOf(uri),
    });
  }

  #cacheKeyOf(uri: string): string {
    const key = this.#cacheKeys.get(uri) ?? this.#parts.newId();
    this.#cacheKeys.set(uri, key);
    return key;
  }
}

/** What a call will be booked with: its prompt, and as much answer as it may get. */
export function tokensOf(call: FimCall): number {
  return estimateTokens(call.prefix) + estimateTokens(call.suffix) + call.maxTokens;
}

function charactersOf(call: FimCall): number {
  return call.snippets.reduce((sum, { text }) => sum + text.length, call.prefix.length + call.suffix.length);
}
