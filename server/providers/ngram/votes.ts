// Counts what followed the places like this one, by level and length of agreement, and interpolates them into probabilities.
import { LONGEST_CONTEXT } from './corpus.ts';

/** From far to near; at the same length of context the nearer level is believed more. */
export const LEVELS = { workspace: 0, open: 1, current: 2 } as const;
export type Level = (typeof LEVELS)[keyof typeof LEVELS];

export interface Vote {
  readonly level: Level;
  /** Tokens of context that agree, 0 for a mere occurrence. */
  readonly matched: number;
  /** Tokens that agree beyond the one that differs. */
  readonly beyond: number;
  /** The place says another name, which stands where the cursor's line has this one. */
  readonly renamed: boolean;
}

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
  /** Whether it is what followed the nearest of the most similar places in the current document; `undefined` without such a place. */
  readonly nearest: boolean | undefined;
  /** Part of its votes that come from places with another name (0 to 1). */
  readonly renamed: number;
  /** The most tokens that agree at one of its places beyond the first that differs, and at one of the others' places. */
  readonly beyond: number;
  readonly beyondOfOthers: number;
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
  /** By candidate: votes, and those of them with another name. */
  readonly #votes: number[] = [];
  readonly #renamed: number[] = [];
  readonly #beyond: number[] = [];
  #nearestToken = 0;
  #nearestMatched = 0;

  clear(): void {
    this.#counts.fill(0, 0, this.#tokens.length * CELLS);
    this.#candidates.clear();
    this.#tokens.length = 0;
    this.#nearestMatched = 0;
  }

  get isEmpty(): boolean {
    return this.#tokens.length === 0;
  }

  /** Of places in the same level, the nearest must come first. */
  add(token: number, vote: Vote): void {
    let candidate = this.#candidates.get(token);
    if (candidate === undefined) {
      candidate = this.#tokens.length;
      this.#tokens.push(token);
      this.#candidates.set(token, candidate);
      this.#votes[candidate] = 0;
      this.#renamed[candidate] = 0;
      this.#beyond[candidate] = 0;
      if ((candidate + 1) * CELLS > this.#counts.length) this.#grow();
    }
    const cell = candidate * CELLS + vote.level * ORDERS + vote.matched;
    this.#counts[cell] = (this.#counts[cell] ?? 0) + 1;
    this.#votes[candidate] = (this.#votes[candidate] ?? 0) + 1;
    if (vote.beyond > (this.#beyond[candidate] ?? 0)) this.#beyond[candidate] = vote.beyond;
    if (vote.renamed) this.#renamed[candidate] = (this.#renamed[candidate] ?? 0) + 1;
    if (vote.level === LEVELS.current && vote.matched > this.#nearestMatched) {
      this.#nearestMatched = vote.matched;
      this.#nearestToken = token;
    }
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
      nearest: this.#nearestMatched === 0 ? undefined : this.#nearestToken === this.#tokens[best],
      renamed: (this.#renamed[best] ?? 0) / Math.max(1, this.#votes[best] ?? 0),
      beyond: this.#beyond[best] ?? 0,
      beyondOfOthers: this.#tokens.reduce(
        (most, _, other) => (other === best ? most : Math.max(most, this.#beyond[other] ?? 0)),
        0,
      ),
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
