// Why a request may end before its answer.
import type { Clock } from '../world/clock.ts';

export interface Ends {
  /** The client cancelled. */
  readonly cancel: AbortSignal;
  /** A newer request or change came. */
  readonly turn: AbortSignal;
  /** The deadline passed. */
  readonly late: AbortSignal;
  /** Any of them. */
  readonly any: AbortSignal;
}

/** Runs `work` with a deadline of `ms` beside the two signals that come from outside; the timer ends with the work. */
export async function withEnds<T>(
  clock: Clock,
  ms: number,
  { cancel, turn }: Pick<Ends, 'cancel' | 'turn'>,
  work: (ends: Ends) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = new AbortController();
  clock.sleep(ms, timer.signal).then(
    () => late.abort(),
    () => {},
  );
  try {
    return await work({ cancel, turn, late: late.signal, any: AbortSignal.any([cancel, turn, late.signal]) });
  } finally {
    timer.abort();
  }
}
