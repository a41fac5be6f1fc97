// Writes on from a place, token by token, and offers as much as it is sure of.
import type { Corpus } from './corpus.ts';
import type { Place } from './place.ts';
import { FIRST_NEWLINE, FIRST_WORD, isNewlineCore, type Vocabulary } from './vocabulary.ts';
import { type Guess, type Level, Votes } from './votes.ts';

/** One body of text to learn from. */
export interface Source {
  readonly corpus: Corpus;
  readonly level: Level;
  /** Places visited per chain. */
  readonly limit: number;
}

export interface ProposeOptions {
  /** Least probability that the whole offer is right. */
  readonly threshold: number;
  readonly maxTokens: number;
}

export interface Proposal {
  readonly text: string;
  /** The product of the guesses. */
  readonly probability: number;
  /** The offer reaches the end of the line, or what follows on it. */
  readonly complete: boolean;
}

/** All line breaks are one candidate: where the line ends matters, not how the next one is indented. */
const END_OF_LINE = FIRST_NEWLINE << 1;

/** Writes offers for places; holds only scratch memory. */
export class Proposer {
  readonly #vocabulary: Vocabulary;
  readonly #votes = new Votes();

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** The longest text whose probability is above the threshold; `undefined` when no text is. The place's context is written to. */
  propose(place: Place, sources: readonly Source[], options: ProposeOptions): Proposal | undefined {
    const { context, following } = place;
    let { count } = place;
    let { partial } = place;
    let spaced: boolean | undefined = place.spaced ? true : partial === '' ? undefined : false;
    if (place.partial === '' && !place.spaced && place.count > 0 && place.atLineStart) spaced = false;
    let text = '';
    let probability = 1;
    let depth = 0;
    for (let step = 0; step < options.maxTokens && count < context.length; step++) {
      const guess = this.#next(context, count, { partial, spaced }, sources);
      if (guess === undefined) break;
      if (probability * guess.probability < options.threshold) break;
      const core = guess.token >> 1;
      if (isNewlineCore(core)) {
        if (following.length > 0) return undefined;
        return { text, probability: probability * guess.probability, complete: true };
      }
      if (depth === 0 && partial === '' && core === following[0]) {
        return { text, probability: probability * guess.probability, complete: true };
      }
      probability *= guess.probability;
      const word = this.#vocabulary.text(core);
      depth += depthChange(word);
      if (partial !== '') text += word.slice(partial.length);
      else text += spaced === undefined && (guess.token & 1) === 1 ? ` ${word}` : word;
      context[count++] = guess.token;
      partial = '';
      spaced = undefined;
    }
    return text === '' ? undefined : { text, probability, complete: false };
  }

  #next(context: Int32Array, count: number, wanted: Wanted, sources: readonly Source[]): Guess | undefined {
    const votes = this.#votes;
    votes.clear();
    const vocabulary = this.#vocabulary;
    for (const { corpus, level, limit } of sources) {
      corpus.visit(context, count, limit, (follower, matched) => {
        const core = follower >> 1;
        if (core < FIRST_WORD) {
          if (wanted.spaced === undefined && isNewlineCore(core)) votes.add(END_OF_LINE, level, matched);
          return;
        }
        if (wanted.partial !== '') {
          if (vocabulary.text(core).startsWith(wanted.partial)) votes.add(core << 1, level, matched);
        } else if (wanted.spaced === undefined || wanted.spaced === ((follower & 1) === 1)) {
          votes.add(follower, level, matched);
        }
      });
    }
    return votes.best();
  }
}

/** What the next token must be like. */
interface Wanted {
  /** It begins with this. */
  readonly partial: string;
  /** Whether a space stands before it; `undefined` when that is open. */
  readonly spaced: boolean | undefined;
}

function depthChange(word: string): number {
  if (word === '(' || word === '[' || word === '{') return 1;
  if (word === ')' || word === ']' || word === '}') return -1;
  return 0;
}
