// A growing sequence of tokens in which every earlier place with the same last tokens is found without searching.

/** Contexts longer than this are not compared further: the order of the model is one more. */
export const LONGEST_CONTEXT = 12;

/** A place where the context was seen. The same object is filled for every place of a visit: read it at once. */
export interface SeenPlace {
  /** The token that followed there. */
  follower: number;
  /** How many tokens of context agree. */
  matched: number;
  /** The token before those, which does not agree; 0 when it is not known. */
  different: number;
  /** How many tokens agree before that one: much for lines of one pattern that differ in a name. */
  beyond: number;
}

/** Comparing stops after this many tokens beyond the one that differs. */
export const FARTHEST_BEYOND = 8;

/**
 * Tokens with, for some orders k, chains through the places that follow the same k tokens, the newest first. So n-gram counts
 * need no tables of their own: the places are visited (a bounded number) and counted. It costs 4 bytes per token and per chain,
 * finds contexts of any length, and forgets exactly.
 */
export class Corpus {
  #tokens = new Int32Array(0);
  #length = 0;
  #chains: readonly Chain[] = [];
  readonly #orders: readonly number[];

  /**
   * `orders`: ascending lengths of context that get a chain. `capacity`: how many tokens it can hold. Nothing is ever moved,
   * so that adding a token never makes a keystroke wait; room that was not written to costs no memory.
   */
  constructor(orders: readonly number[], capacity: number) {
    this.#orders = orders;
    this.#allocate(capacity);
  }

  get length(): number {
    return this.#length;
  }

  get full(): boolean {
    return this.#length >= this.#tokens.length;
  }

  /** Bytes of the arrays, written to or not. */
  get bytes(): number {
    let sum = this.#tokens.byteLength;
    for (const chain of this.#chains) sum += chain.heads.byteLength + chain.previous.byteLength;
    return sum;
  }

  token(index: number): number {
    return this.#tokens[index] ?? 0;
  }

  /** Adds one token; does nothing when full. */
  append(token: number): void {
    const at = this.#length;
    if (at >= this.#tokens.length) return;
    this.#tokens[at] = token;
    this.#length = at + 1;
    for (const chain of this.#chains) if (at >= chain.order) link(chain, this.#tokens, at);
  }

  /** Forgets everything; afterwards there is room for at least `capacity` tokens. */
  reset(capacity: number): void {
    this.#length = 0;
    if (capacity > this.#tokens.length) this.#allocate(Math.ceil(capacity * 1.5));
    else for (const chain of this.#chains) chain.heads.fill(0);
  }

  /** Takes the tokens of [from, to) out: they match nothing and follow nothing any more. Their room is not reused. */
  blot(from: number, to: number): void {
    this.#tokens.fill(0, from, Math.min(to, this.#length));
  }

  /**
   * Visits places where the end of `context` (its first `count` tokens) was seen, at most `limit` per chain, newest first, each
   * place once. Spaces before context tokens do not count.
   */
  visit(context: Int32Array, count: number, limit: number, sink: (place: SeenPlace) => void): void {
    this.#visit(context, count, { limit, skipped: 0 }, sink);
  }

  /**
   * Like `visit`, but the last token of the context may be any: for names that stand nowhere else. `matched` counts the tokens
   * before it, and `different` is what stood in its place.
   */
  visitSkipping(context: Int32Array, count: number, limit: number, sink: (place: SeenPlace) => void): void {
    this.#visit(context, count - 1, { limit, skipped: 1 }, sink);
  }

  #visit(context: Int32Array, count: number, how: Visit, sink: (place: SeenPlace) => void): void {
    const { limit, skipped } = how;
    const tokens = this.#tokens;
    const seen: SeenPlace = { follower: 0, matched: 0, different: 0, beyond: 0 };
    let longer = LONGEST_CONTEXT + 1;
    for (let index = this.#chains.length - 1; index >= 0; index--) {
      const chain = this.#chains[index];
      if (chain === undefined || count < chain.order) continue;
      let place = chain.heads[hashBefore(context, count, chain)] ?? 0;
      for (let visited = 0; place !== 0 && visited < limit; visited++) {
        const at = place - 1;
        const matched = agreeing(tokens, at, context, count, LONGEST_CONTEXT);
        const follower = at + skipped < this.#length ? (tokens[at + skipped] ?? 0) : 0;
        if (matched >= chain.order && matched < longer && follower > 1) {
          seen.follower = follower;
          seen.matched = matched;
          seen.different = tokens[skipped === 1 ? at : at - 1 - matched] ?? 0;
          seen.beyond = agreeing(tokens, at - 1 - matched, context, count - 1 - matched, FARTHEST_BEYOND);
          sink(seen);
        }
        place = chain.previous[at] ?? 0;
      }
      longer = chain.order;
    }
  }

  #allocate(capacity: number): void {
    this.#tokens = new Int32Array(capacity);
    this.#chains = this.#orders.map((order) => newChain(order, capacity));
  }
}

interface Visit {
  readonly limit: number;
  readonly skipped: 0 | 1;
}

interface Chain {
  readonly order: number;
  /** By hash of the context: the newest place + 1; 0 for none. */
  readonly heads: Int32Array;
  /** By place: the next older place + 1. */
  readonly previous: Int32Array;
  /** How far a 32-bit hash is shifted to index `heads`. */
  readonly shift: number;
}

function newChain(order: number, capacity: number): Chain {
  const bits = Math.max(8, Math.ceil(Math.log2(capacity + 1)) - 1);
  return { order, heads: new Int32Array(1 << bits), previous: new Int32Array(capacity), shift: 32 - bits };
}

function link(chain: Chain, tokens: Int32Array, at: number): void {
  const hash = hashBefore(tokens, at, chain);
  chain.previous[at] = chain.heads[hash] ?? 0;
  chain.heads[hash] = at + 1;
}

function hashBefore(tokens: Int32Array, at: number, chain: Chain): number {
  let hash = 0x2545f491;
  for (let back = 1; back <= chain.order; back++) {
    hash = Math.imul(hash ^ ((tokens[at - back] ?? 0) >> 1), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return Math.imul(hash, 0x85ebca6b) >>> chain.shift;
}

/** How many tokens before `at` and before `count` agree. */
function agreeing(tokens: Int32Array, at: number, context: Int32Array, count: number, limit: number): number {
  const most = Math.min(limit, at, count);
  let matched = 0;
  while (matched < most) {
    const core = (tokens[at - 1 - matched] ?? 0) >> 1;
    // Breaks and unknown tokens (0 and 1) agree with nothing.
    if (core < 2 || core !== (context[count - 1 - matched] ?? 0) >> 1) break;
    matched++;
  }
  return matched;
}
