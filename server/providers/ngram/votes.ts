// Counts what followed the places like this one, by level and length of agreement, and interpolates them into probabilities.
import { LONGEST_CONTEXT } from './corpus.ts';

/** From far to near; at the same length of context the nearer level is believed more. */
export const LEVELS = { workspace: 0, open: 1, current: 2 } as const;
export type Level = (typeof LEVELS)[keyof typeof LEVELS];

/** What comes next, and how sure that is (0 to 1). */
export interface Guess {
  readonly token: number;
  readonly probability: number;
}

const LEVEL_COUNT = 3;
const ORDERS = LONGEST_CONTEXT + 1;
const CELLS = LEVEL_COUNT * ORDERS;

/**
 * One election: `add` the followers seen, then ask for the `best`. Witten-Bell interpolation: an estimate from a longer context
 * counts as much as it was seen, against as many doubts as it has different followers; what is doubted goes to the estimate from
 * the shorter context. Levels are nested within each length (Hellendoorn and Devanbu, FSE 2017).
 */
export class Votes {
  readonly #candidates = new Map<number, number>();
  readonly #tokens: number[] = [];
  #counts = new Float64Array(64 * CELLS);
  readonly #totals = new Float64Array(CELLS);
  readonly #distinct = new Float64Array(CELLS);

  clear(): void {
    this.#counts.fill(0, 0, this.#tokens.length * CELLS);
    this.#candidates.clear();
    this.#tokens.length = 0;
  }

  /** `matched`: tokens of context that agree, 0 for a mere occurrence. */
  add(token: number, level: Level, matched: number): void {
    let candidate = this.#candidates.get(token);
    if (candidate === undefined) {
      candidate = this.#tokens.length;
      this.#tokens.push(token);
      this.#candidates.set(token, candidate);
      if ((candidate + 1) * CELLS > this.#counts.length) this.#grow();
    }
    const cell = candidate * CELLS + level * ORDERS + matched;
    this.#counts[cell] = (this.#counts[cell] ?? 0) + 1;
  }

  /** The most probable follower; `undefined` when there are no votes. */
  best(): Guess | undefined {
    this.#accumulate();
    let best: Guess | undefined;
    for (let candidate = 0; candidate < this.#tokens.length; candidate++) {
      const probability = this.#probability(candidate);
      if (best === undefined || probability > best.probability)
        best = { token: this.#tokens[candidate] ?? 0, probability };
    }
    return best;
  }

  /** Makes each cell mean "agreed in at least so many tokens", and sums over the candidates. */
  #accumulate(): void {
    const counts = this.#counts;
    this.#totals.fill(0);
    this.#distinct.fill(0);
    for (let candidate = 0; candidate < this.#tokens.length; candidate++) {
      for (let level = 0; level < LEVEL_COUNT; level++) {
        let sum = 0;
        for (let order = ORDERS - 1; order >= 0; order--) {
          const cell = level * ORDERS + order;
          sum += counts[candidate * CELLS + cell] ?? 0;
          if (sum === 0) continue;
          counts[candidate * CELLS + cell] = sum;
          this.#totals[cell] = (this.#totals[cell] ?? 0) + sum;
          this.#distinct[cell] = (this.#distinct[cell] ?? 0) + 1;
        }
      }
    }
  }

  #probability(candidate: number): number {
    let probability = 0;
    for (let order = 0; order < ORDERS; order++) {
      for (let level = 0; level < LEVEL_COUNT; level++) {
        const cell = level * ORDERS + order;
        const total = this.#totals[cell] ?? 0;
        if (total === 0) continue;
        const doubts = this.#distinct[cell] ?? 0;
        probability = ((this.#counts[candidate * CELLS + cell] ?? 0) + doubts * probability) / (total + doubts);
      }
    }
    return probability;
  }

  #grow(): void {
    const counts = new Float64Array(this.#counts.length * 2);
    counts.set(this.#counts);
    this.#counts = counts;
  }
}
