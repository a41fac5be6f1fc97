// A known budget of requests, spent on the newest text: who waits for a slot loses it to whoever was asked for later.
import { throwIfAborted } from '../async/abort.ts';
import type { Clock } from '../world/clock.ts';

export interface SlotsParts {
  readonly clock: Clock;
  /** Milliseconds until the account may be asked something of so many tokens: 0 = now, `Infinity` = not before a change. */
  readonly readyInMs: (tokens: number) => number;
}

/** How long an account that has not yet answered is given one request at a time: its first answer tells what it allows. */
const strangerMs = 1050;
/** Shortest sleep before the budget is looked at again. */
const shortestSleepMs = 10;

export class Slots {
  readonly #parts: SlotsParts;
  readonly #waiting: symbol[] = [];
  #firstAt: number | undefined;
  #isKnown = false;

  constructor(parts: SlotsParts) {
    this.#parts = parts;
  }

  /**
   * Waits until a request of `tokens` (prompt and longest answer) may be sent. False as soon as it is known that it may not
   * within `patienceMs`: then somebody else has to answer. Aborting the signal gives the place in the queue away.
   */
  async free(tokens: number, patienceMs: number, signal: AbortSignal): Promise<boolean> {
    const { clock } = this.#parts;
    const until = clock.now() + patienceMs;
    const turn = Symbol();
    this.#waiting.push(turn);
    try {
      for (;;) {
        throwIfAborted(signal);
        const now = clock.now();
        const waitMs = Math.max(this.#parts.readyInMs(tokens), this.#strangeForMs(now));
        if (waitMs <= 0 && this.#waiting.at(-1) === turn) return true;
        if (now + waitMs > until) return false;
        await clock.sleep(Math.max(waitMs, shortestSleepMs), signal);
      }
    } finally {
      this.#waiting.splice(this.#waiting.indexOf(turn), 1);
    }
  }

  /** A request was sent. */
  begun(): void {
    this.#firstAt ??= this.#parts.clock.now();
  }

  /** The account has answered: from now on its own word counts. */
  heard(): void {
    this.#isKnown = true;
  }

  #strangeForMs(now: number): number {
    if (this.#isKnown || this.#firstAt === undefined) return 0;
    return Math.max(0, this.#firstAt + strangerMs - now);
  }
}
