// Writes on from a place, token by token, and offers as much as it is sure of.
import { Draft, type DraftMark, type Layout } from './draft.ts';
import { type Guesser, isNewline, type Source } from './guesser.ts';
import type { Place } from './place.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface ProposeOptions {
  /** Least probability that the whole offer is right. */
  readonly threshold: number;
  /** The same for an offer that finishes the line: worth more than one that stops a bracket before. */
  readonly wholeLineThreshold: number;
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
    const limits = { sure: options.threshold, least: options.wholeLineThreshold, following: place.following };
    const { end, sure } = this.#writeLine(draft, sources, limits);
    if (end === 'contradiction') return undefined;
    if (end === 'line-break' && mayGoOn(place)) return this.#writeLines(draft, place, sources, options);
    const offer = end === 'doubt' ? sure : draft.mark();
    return offer.text === '' ? undefined : offer;
  }

  /** Writes to the end of the line, or as far as it is at least `least` likely; `sure` is the part that is so by itself. */
  #writeLine(draft: Draft, sources: readonly Source[], limits: LineLimits): { end: LineEnd; sure: DraftMark } {
    const { following } = limits;
    let sure = draft.mark();
    while (!draft.full) {
      const guess = this.#guesser.next(draft, sources, 'any-newline');
      if (guess === undefined) return { end: 'doubt', sure };
      const probability = draft.probability * guess.probability;
      if (probability < limits.least) return { end: 'doubt', sure };
      // The line must go on as it does behind the cursor; a line break would cut that off.
      if (isNewline(guess.token)) return { end: following.length > 0 ? 'contradiction' : 'line-break', sure };
      if (draft.depth === 0 && draft.partial === '' && guess.token >> 1 === following[0])
        return { end: 'joined', sure };
      draft.probability = probability;
      draft.addToken(guess.token);
      if (probability >= limits.sure) sure = draft.mark();
    }
    return { end: 'doubt', sure };
  }

  /** Goes on by whole lines. */
  #writeLines(draft: Draft, place: Place, sources: readonly Source[], options: ProposeOptions): Proposal | undefined {
    let sure = draft.mark();
    const limits = { sure: options.linesThreshold, least: options.linesThreshold, following: [] };
    for (let line = 1; line < options.maxLines && !draft.full; line++) {
      const newline = this.#guesser.next(draft, sources, 'each-newline');
      if (newline === undefined || !isNewline(newline.token)) break;
      draft.probability *= newline.probability;
      if (draft.probability < options.linesThreshold) break;
      const start = draft.text.length;
      draft.addNewline(newline.token, options.layout());
      if (this.#writeLine(draft, sources, limits).end !== 'line-break') break;
      if (draft.text.slice(start).trim() === place.nextLine?.trim()) break;
      sure = draft.mark();
    }
    return sure.text === '' ? undefined : sure;
  }
}

interface LineLimits {
  readonly sure: number;
  readonly least: number;
  /** Cores of what stands behind the cursor on its line. */
  readonly following: readonly number[];
}

/** More lines only where a block ends or nothing follows: in the midst of lines, the next ones are there already. */
function mayGoOn(place: Place): boolean {
  return place.nextLine === undefined || place.nextIsApart;
}
