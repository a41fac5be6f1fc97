// What is on the user's screen: typing as suggested, what was accepted, what was typed past.
import type { Completion } from '../fim/request.ts';
import { agreement, type Origin, typedSince } from './agreement.ts';

/** Completions offered together, and the place they were offered at. */
export interface Shown {
  readonly completions: readonly Completion[];
  readonly origin: Origin;
}

/** What became of a completion that was shown. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly completion: Completion }
  | { readonly kind: 'accepted-partly'; readonly completion: Completion; readonly characters: number }
  | { readonly kind: 'typed-past'; readonly completion: Completion };

/** Shortest inserted text that counts as a partial acceptance: people type single characters and paste long texts. */
const leastPartial = 2;

export class LastShown {
  #shown: Shown | undefined;
  /** Set once the outcome of `#shown` is known, so that it is told once. */
  #settled = false;
  #accepted: { readonly uri: string; readonly tail: string } | undefined;

  set(shown: Shown): void {
    this.#shown = shown;
    this.#settled = false;
  }

  /** The completion with this `id`, which the editor reports as accepted, if it is on screen. */
  accept(id: string): Outcome | undefined {
    const completion = this.#shown?.completions.find((candidate) => candidate.id === id);
    if (this.#settled || completion === undefined) return undefined;
    this.#settled = true;
    return { kind: 'accepted', completion };
  }

  /** The rest of a shown text when the user has typed a part of it. `undefined` when none belongs at this place. */
  continueWith(here: Origin, prefix: string): Completion | undefined {
    const shown = this.#shown;
    if (shown === undefined || shown.origin.uri !== here.uri || shown.origin.suffixKey !== here.suffixKey)
      return undefined;
    const typed = typedSince(shown.origin, prefix);
    if (typed === undefined) return undefined;
    for (const completion of shown.completions) {
      const agrees = agreement(completion.text, typed);
      if (agrees.kind !== 'agrees' || agrees.rest >= completion.text.length) continue;
      return { ...completion, text: completion.text.slice(agrees.rest), from: 'last-shown' };
    }
    return undefined;
  }

  /**
   * A change put `inserted` into the document and its cursor stands behind `prefix`. Editors that run no command on
   * acceptance (Helix, Eglot) are understood this way; a text typed key by key to its end counts as typed, not accepted.
   */
  changed(uri: string, prefix: string, inserted: string): Outcome | undefined {
    const shown = this.#shown;
    const [first] = shown?.completions ?? [];
    if (shown === undefined || first === undefined || this.#settled || shown.origin.uri !== uri) return undefined;
    const typed = typedSince(shown.origin, prefix);
    const found = typed === undefined ? undefined : furthest(shown.completions, typed);
    if (found === undefined) {
      this.#settled = true;
      return { kind: 'typed-past', completion: first };
    }
    const { completion, whole } = found;
    if (whole && inserted.length >= Math.min(leastPartial, completion.text.length)) {
      this.#settled = true;
      this.#accepted = { uri, tail: tailOf(prefix) };
      return { kind: 'accepted', completion };
    }
    if (whole || inserted.trim().length < leastPartial) return undefined;
    return { kind: 'accepted-partly', completion, characters: inserted.length };
  }

  /** True while nothing but blanks and line breaks was typed behind the last acceptance. */
  followsAcceptance(uri: string, prefix: string): boolean {
    return this.#accepted?.uri === uri && this.#accepted.tail === tailOf(prefix);
  }

  clear(): void {
    this.#shown = undefined;
    this.#accepted = undefined;
  }
}

/** The first completion that agrees with what was typed, and whether it was typed to its end. */
function furthest(completions: readonly Completion[], typed: string) {
  for (const completion of completions) {
    const agrees = agreement(completion.text, typed);
    if (agrees.kind === 'disagrees') continue;
    return { completion, whole: agrees.kind === 'short' || agrees.rest >= completion.text.length };
  }
  return undefined;
}

function tailOf(prefix: string): string {
  return prefix.slice(-400).trimEnd().slice(-100);
}
