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
/** Of the spacing, what a request may travel faster than the one before it; known once that one has arrived. */
const wayMs = 230;

/** One request: when it was sent, and when the provider had it at the latest. */
interface Sent {
  readonly at: number;
  arrivedAt: number | undefined;
}

export class Slots {
  readonly #parts: SlotsParts;
  readonly #waiting: symbol[] = [];
  #last: Sent | undefined;

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

  /** A request was sent. Call what it gives when the request is answered, or over: the provider has it by then. */
  begun(): () => void {
    const sent: Sent = { at: this.#parts.clock.now(), arrivedAt: undefined };
    this.#last = sent;
    return () => {
      sent.arrivedAt ??= this.#parts.clock.now();
    };
  }

  #spacedMs(now: number): number {
    const spacingMs = this.#parts.spacingMs();
    if (this.#last === undefined || spacingMs === 0) return 0;
    const { at, arrivedAt } = this.#last;
    const from = Math.max(at, (arrivedAt ?? at) - wayMs);
    return Math.max(0, from + spacingMs - now);
  }
}
