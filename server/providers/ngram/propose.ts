// Writes on from a place, token by token, and offers as much as it is sure of.
import { Draft, type Layout } from './draft.ts';
import { type Guesser, isNewline, type Source } from './guesser.ts';
import type { Place } from './place.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface ProposeOptions {
  /** Least probability that the whole offer is right. */
  readonly threshold: number;
  /** The same for offers that go beyond the line: a wrong line costs the reader more than a wrong word. */
  readonly linesThreshold: number;
  readonly maxLines: number;
  readonly layout: () => Layout;
}

export interface Proposal {
  readonly text: string;
  /** How likely all of it is right: the product of the guesses. */
  readonly probability: number;
}

/** How a line came to an end: at its line break, at what follows the cursor on its line, in a contradiction to that, or in doubt. */
type LineEnd = 'line-break' | 'joined' | 'contradiction' | 'doubt';

/** Writes offers for places; holds only scratch memory. */
export class Proposer {
  readonly #vocabulary: Vocabulary;
  readonly #guesser: Guesser;

  constructor(vocabulary: Vocabulary, guesser: Guesser) {
    this.#vocabulary = vocabulary;
    this.#guesser = guesser;
  }

  /** The longest text that is likely enough; `undefined` when there is none. The place is used up. */
  propose(place: Place, sources: readonly Source[], options: ProposeOptions): Proposal | undefined {
    const draft = new Draft(place, this.#vocabulary);
    const end = this.#writeLine(draft, sources, { threshold: options.threshold, following: place.following });
    if (end === 'contradiction' || draft.text === '') return undefined;
    if (end === 'line-break' && mayGoOn(place)) return this.#writeLines(draft, place, sources, options);
    return draft.mark();
  }

  #writeLine(draft: Draft, sources: readonly Source[], limits: LineLimits): LineEnd {
    const { following } = limits;
    while (!draft.full) {
      const guess = this.#guesser.next(draft, sources, 'any-newline');
      if (guess === undefined) return 'doubt';
      const probability = draft.probability * guess.probability;
      if (probability < limits.threshold) return 'doubt';
      // The line must go on as it does behind the cursor; a line break would cut that off.
      if (isNewline(guess.token)) return following.length > 0 ? 'contradiction' : 'line-break';
      if (draft.depth === 0 && draft.partial === '' && guess.token >> 1 === following[0]) return 'joined';
      draft.probability = probability;
      draft.addToken(guess.token);
    }
    return 'doubt';
  }

  /** Goes on by whole lines. */
  #writeLines(draft: Draft, place: Place, sources: readonly Source[], options: ProposeOptions): Proposal {
    let sure = draft.mark();
    const limits = { threshold: options.linesThreshold, following: [] };
    for (let line = 1; line < options.maxLines && !draft.full; line++) {
      const newline = this.#guesser.next(draft, sources, 'each-newline');
      if (newline === undefined || !isNewline(newline.token)) break;
      draft.probability *= newline.probability;
      if (draft.probability < options.linesThreshold) break;
      const start = draft.text.length;
      draft.addNewline(newline.token, options.layout());
      if (this.#writeLine(draft, sources, limits) !== 'line-break') break;
      if (draft.text.slice(start).trim() === place.nextLine?.trim()) break;
      sure = draft.mark();
    }
    return sure;
  }
}

interface LineLimits {
  readonly threshold: number;
  /** Cores of what stands behind the cursor on its line. */
  readonly following: readonly number[];
}

/** More lines only where a block ends or nothing follows: in the midst of lines, the next ones are there already. */
function mayGoOn(place: Place): boolean {
  return place.nextLine === undefined || place.nextIsApart;
}
