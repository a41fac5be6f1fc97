// Waiting for an observable event: the only way the editor tests wait.
import { setTimeout as pause } from 'node:timers/promises';

export interface WaitOptions {
  /** What is awaited, for the error message. */
  readonly what: string;
  readonly timeoutMs?: number;
}

/**
 * Looks again and again until `look` gives something that is neither `undefined` nor `false`, and gives that.
 * An error thrown by `look` counts as "not yet". Rejects after `timeoutMs` (default 10 s) with what was seen last.
 */
export async function waitFor<Found>(
  look: () => Found | undefined | false | Promise<Found | undefined | false>,
  { what, timeoutMs = 10_000 }: WaitOptions,
): Promise<Found> {
  const end = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      last = found;
    } catch (error) {
      last = error instanceof Error ? error.message : error;
    }
    if (performance.now() > end) throw new Error(`no ${what} within ${timeoutMs} ms; last: ${String(last)}`);
    await pause(15);
  }
}

/**
 * Lets the time pass that a person needs between typing and a command; to the server anything faster is part of the typing.
 * Who has stopped to look gets several answers instead of one.
 */
export async function pauseOfAPerson(to: 'press a key' | 'look' = 'press a key'): Promise<void> {
  await pause(to === 'look' ? 1050 : 350);
}
