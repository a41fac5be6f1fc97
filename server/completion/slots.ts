// A known budget of requests, spent on the newest text: who waits for a slot loses it to whoever was asked for later.
import { throwIfAborted } from '../async/abort.ts';
import type { Clock } from '../world/clock.ts';

export interface SlotsParts {
  readonly clock: Clock;
  /** Milliseconds until the account may be asked something of so many tokens: 0 = now, `Infinity` = not before a change. */
  readonly readyInMs: (tokens: number) => number;
  /** How far apart requests should be sent even so, in milliseconds; 0 = as they come. */
  readonly spacingMs: () => number;
}

/** Shortest sleep before the budget is looked at again. */
const shortestSleepMs = 10;

export class Slots {
  readonly #parts: SlotsParts;
  readonly #waiting: symbol[] = [];
  #lastAt: number | undefined;

  constructor(parts: SlotsParts) {
    this.#parts = parts;
  }

  /**
   * Waits until a request of `tokens` (prompt and longest answer) may be sent. False as soon as it is known that the account has
   * no room within `patienceMs`: then somebody else has to answer. Aborting the signal gives the place in the queue away.
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
        const readyMs = this.#parts.readyInMs(tokens);
        const waitMs = Math.max(readyMs, this.#spacedMs(now));
        if (waitMs <= 0 && this.#waiting.at(-1) === turn) return true;
        if (now + readyMs > until) return false;
        await clock.sleep(Math.max(waitMs, shortestSleepMs), signal);
      }
    } finally {
      this.#waiting.splice(this.#waiting.indexOf(turn), 1);
    }
  }

  /** A request was sent. */
  begun(): void {
    this.#lastAt = this.#parts.clock.now();
  }

  #spacedMs(now: number): number {
    return this.#lastAt === undefined ? 0 : Math.max(0, this.#lastAt + this.#parts.spacingMs() - now);
  }
}
