// Writes on from a place, token by token, and offers as much as it is sure of.
import type { Guesser, Source } from './guesser.ts';
import type { Place } from './place.ts';
import { isNewlineCore, type Vocabulary } from './vocabulary.ts';

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

/** Writes offers for places; holds only scratch memory. */
export class Proposer {
  readonly #vocabulary: Vocabulary;
  readonly #guesser: Guesser;

  constructor(vocabulary: Vocabulary, guesser: Guesser) {
    this.#vocabulary = vocabulary;
    this.#guesser = guesser;
  }

  /** The longest text whose probability is above the threshold; `undefined` when no text is. The place's context is written to. */
  propose(place: Place, sources: readonly Source[], options: ProposeOptions): Proposal | undefined {
    const { context, following } = place;
    let { count } = place;
    let { partial } = place;
    let spaced = spacedBefore(place);
    let text = '';
    let probability = 1;
    let depth = 0;
    for (let step = 0; step < options.maxTokens && count < context.length; step++) {
      const guess = this.#guesser.next(context, count, { partial, spaced }, sources);
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
}

/** Whether a space must stand before the next token: open only right behind a token. */
export function spacedBefore(place: Place): boolean | undefined {
  if (place.spaced) return true;
  return place.atLineStart || place.partial !== '' ? false : undefined;
}

function depthChange(word: string): number {
  if (word === '(' || word === '[' || word === '{') return 1;
  if (word === ')' || word === ']' || word === '}') return -1;
  return 0;
}
