// Counts what followed the places like this one, by level and length of agreement, and interpolates them into probabilities.
import { LONGEST_CONTEXT } from './corpus.ts';

/** From far to near; at the same length of context the nearer level is believed more. */
export const LEVELS = { workspace: 0, open: 1, current: 2 } as const;
export type Level = (typeof LEVELS)[keyof typeof LEVELS];

/** The most probable follower, and what speaks for it. */
export interface Evidence {
  readonly token: number;
  /** Its interpolated probability, and that of the second: good for ranking, far too sure of what was seen once. */
  readonly estimate: number;
  readonly second: number;
  /** The longest context that any place shares with the cursor, and the longest of those that this token follows. */
  readonly longest: number;
  readonly matched: number;
  /** How many places share the longest context, and which part of them this token follows (0 to 1). */
  readonly places: number;
  readonly share: number;
  /** The same for a context of one token. */
  readonly placesOfOne: number;
  readonly shareOfOne: number;
  /** How often it follows some of the context in the current document. */
  readonly own: number;
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
  best(): Evidence | undefined {
    this.#accumulate();
    let best = -1;
    let estimate = -1;
    let second = 0;
    for (let candidate = 0; candidate < this.#tokens.length; candidate++) {
      const probability = this.#probability(candidate);
      if (probability > estimate) {
        second = Math.max(0, estimate);
        estimate = probability;
        best = candidate;
      } else if (probability > second) second = probability;
    }
    if (best < 0) return undefined;
    let longest = LONGEST_CONTEXT;
    while (longest > 0 && this.#places(longest) === 0) longest--;
    let matched = longest;
    while (matched > 0 && this.#votesFor(best, matched) === 0) matched--;
    const places = this.#places(longest);
    const placesOfOne = this.#places(1);
    return {
      token: this.#tokens[best] ?? 0,
      estimate,
      second,
      longest,
      matched,
      places,
      share: this.#votesFor(best, longest) / Math.max(1, places),
      placesOfOne,
      shareOfOne: this.#votesFor(best, 1) / Math.max(1, placesOfOne),
      own: this.#counts[best * CELLS + LEVELS.current * ORDERS + 1] ?? 0,
    };
  }

  #places(order: number): number {
    let sum = 0;
    for (let level = 0; level < LEVEL_COUNT; level++) sum += this.#totals[level * ORDERS + order] ?? 0;
    return sum;
  }

  #votesFor(candidate: number, order: number): number {
    let sum = 0;
    for (let level = 0; level < LEVEL_COUNT; level++)
      sum += this.#counts[candidate * CELLS + level * ORDERS + order] ?? 0;
    return sum;
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
