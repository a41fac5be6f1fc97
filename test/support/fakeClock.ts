// A clock whose time moves only when the test says so.
import { abortError } from '../../server/async/abort.ts';
import type { Clock } from '../../server/world/clock.ts';

interface Sleeper {
  readonly wakeAt: number;
  /** Tie-breaker: of two sleepers due at the same millisecond, the one that slept first wakes first. */
  readonly order: number;
  readonly wake: () => void;
}

/**
 * A `Clock` for tests. `advance` wakes the sleepers that are due, earliest first, and lets each one run on before the next
 * one wakes; a sleeper that goes to sleep again within the advanced span is woken again in the same call.
 */
export class FakeClock implements Clock {
  #now: number;
  #order = 0;
  #sleepers: Sleeper[] = [];

  /** Begins at 2026-01-15 12:00 UTC unless told otherwise. */
  constructor(startMs: number = Date.UTC(2026, 0, 15, 12)) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  /** How many are asleep; lets a test assert that somebody waits before it advances. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortError(signal));
        return;
      }
      const sleeper: Sleeper = {
        wakeAt: this.#now + Math.max(0, ms),
        order: this.#order++,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(abortError(signal as AbortSignal));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.push(sleeper);
    });
  }

  /** Moves time on by `ms` milliseconds and resolves when everybody who was due has run on as far as it can without I/O. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let due = this.#nextDue(end); due !== undefined; due = this.#nextDue(end)) {
      const sleeper = due;
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
      this.#now = Math.max(this.#now, sleeper.wakeAt);
      sleeper.wake();
      await settle();
    }
    this.#now = end;
  }

  #nextDue(end: number): Sleeper | undefined {
    return this.#sleepers
      .filter((sleeper) => sleeper.wakeAt <= end)
      .sort((a, b) => a.wakeAt - b.wakeAt || a.order - b.order)[0];
  }
}

/** Lets pending promise reactions run: `setImmediate` comes only after all microtasks, however long their chain. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
