// Completions seen: what was answered where, found again by the document around the cursor and not by the prompt.
import type { FimCall, ModelId } from '../model/fim.ts';
import { agreement, type Origin, typedSince } from './agreement.ts';

/** An answer as it came, and what was shown of it. */
export interface Answer {
  readonly origin: Origin;
  /** The model's text; without its last, incomplete line where the stream was closed early. */
  readonly raw: string;
  /** What `resolve` made of it at `origin`; empty when it was dropped. */
  readonly shown: string;
  /** UTF-16 units of the rest of the line that `shown` replaces. */
  readonly replace: number;
  readonly model: ModelId;
  /** The call that brought it. */
  readonly call: FimCall;
}

/** Where in an answer the cursor stands now. */
export interface Found {
  readonly answer: Answer;
  /** The rest of what was shown; empty when the cursor is behind it. */
  readonly shown: string;
  /** The rest of the model's text, from the cursor on. */
  readonly raw: string;
  /** True at the very place the question was asked. */
  readonly same: boolean;
}

/** A bounded store of answers of one connection. Entries are never changed; the oldest leave first. */
export class CompletionCache {
  readonly #capacity: number;
  readonly #byUri = new Map<string, Answer[]>();
  #size = 0;

  constructor(capacity = 200) {
    this.#capacity = capacity;
  }

  /** Remembers an answer. Failures must not come here. */
  add(answer: Answer): void {
    const known = this.#byUri.get(answer.origin.uri) ?? [];
    this.#byUri.delete(answer.origin.uri);
    this.#byUri.set(answer.origin.uri, [...known, Object.freeze(answer)]);
    this.#size++;
    while (this.#size > this.#capacity) this.#dropOldest();
  }

  /** The newest answer that agrees with the text before the cursor and with what follows it. */
  find(here: Origin, prefix: string): Found | undefined {
    const known = this.#byUri.get(here.uri) ?? [];
    for (let index = known.length - 1; index >= 0; index--) {
      const found = continueAnswer(known[index] as Answer, here, prefix);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Forgets everything: settings or the model changed. */
  clear(): void {
    this.#byUri.clear();
    this.#size = 0;
  }

  #dropOldest(): void {
    for (const [uri, answers] of this.#byUri) {
      const rest = answers.slice(1);
      if (rest.length === 0) this.#byUri.delete(uri);
      else this.#byUri.set(uri, rest);
      this.#size--;
      return;
    }
  }
}

/** The rest of an answer at the cursor behind `prefix`, or `undefined` when it does not belong there. */
export function continueAnswer(answer: Answer, here: Origin, prefix: string): Found | undefined {
  if (answer.origin.uri !== here.uri || answer.origin.suffixKey !== here.suffixKey) return undefined;
  const typed = typedSince(answer.origin, prefix);
  if (typed === undefined) return undefined;
  if (typed === '') return { answer, shown: answer.shown, raw: answer.raw, same: true };
  const inShown = agreement(answer.shown, typed);
  const inRaw = agreement(answer.raw, typed);
  const shown = inShown.kind === 'agrees' ? answer.shown.slice(inShown.rest) : '';
  const raw = inRaw.kind === 'agrees' ? answer.raw.slice(inRaw.rest) : '';
  return shown === '' && raw.trim() === '' ? undefined : { answer, shown, raw, same: false };
}
