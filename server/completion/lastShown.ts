// What is on the user's screen: typing as suggested, what was accepted, what was typed past.
import type { Completion } from '../fim/request.ts';
import { agreement, type Origin, typedSince } from './agreement.ts';

/** A completion and the place it was shown at. */
export interface Shown {
  readonly completion: Completion;
  readonly origin: Origin;
}

/** What became of the completion that was shown last. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly id: string }
  | { readonly kind: 'accepted-partly'; readonly id: string; readonly characters: number }
  | { readonly kind: 'typed-past'; readonly id: string };

/** Shortest inserted text that counts as a partial acceptance: people type single characters and paste long texts. */
const leastPartial = 2;

export class LastShown {
  #shown: Shown | undefined;
  /** Set once the outcome of `#shown` is known, so that it is told once. */
  #settled = false;

  set(shown: Shown): void {
    this.#shown = shown;
    this.#settled = false;
  }

  /** The completion whose `id` the editor reports as accepted, if it is the one on screen. */
  accept(id: string): Outcome | undefined {
    if (this.#settled || this.#shown?.completion.id !== id) return undefined;
    this.#settled = true;
    return { kind: 'accepted', id };
  }

  /** The rest of the shown text when the user has typed a part of it. `undefined` when it does not belong at this place. */
  continueWith(here: Origin, prefix: string): Completion | undefined {
    const shown = this.#shown;
    if (shown === undefined || shown.origin.uri !== here.uri || shown.origin.suffixKey !== here.suffixKey)
      return undefined;
    const typed = typedSince(shown.origin, prefix);
    if (typed === undefined) return undefined;
    const agrees = agreement(shown.completion.text, typed);
    if (agrees.kind !== 'agrees' || agrees.rest >= shown.completion.text.length) return undefined;
    return { ...shown.completion, text: shown.completion.text.slice(agrees.rest), from: 'last-shown' };
  }

  /**
   * A change put `inserted` into the document and its cursor stands behind `prefix`. Editors that run no command on
   * acceptance (Helix, Eglot) are understood this way; a text typed key by key to its end counts as typed, not accepted.
   */
  changed(uri: string, prefix: string, inserted: string): Outcome | undefined {
    const shown = this.#shown;
    if (shown === undefined || this.#settled || shown.origin.uri !== uri) return undefined;
    const { id, text } = shown.completion;
    const typed = typedSince(shown.origin, prefix);
    const agrees = typed === undefined ? undefined : agreement(text, typed);
    if (typed === undefined || agrees === undefined || agrees.kind === 'disagrees') {
      this.#settled = true;
      return { kind: 'typed-past', id };
    }
    const whole = agrees.kind === 'short' || agrees.rest >= text.length;
    if (whole && inserted.length >= Math.min(leastPartial, text.length)) {
      this.#settled = true;
      return { kind: 'accepted', id };
    }
    if (!whole && inserted.trim().length >= leastPartial)
      return { kind: 'accepted-partly', id, characters: inserted.length };
    return undefined;
  }

  clear(): void {
    this.#shown = undefined;
  }
}
