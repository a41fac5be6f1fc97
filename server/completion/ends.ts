// Why a request may end before its answer.
import type { CompletionRequest } from '../fim/request.ts';
import type { Clock } from '../world/clock.ts';
import type { CompletionOptions } from './options.ts';

/** Signals: whole statements will do, and later whole lines. */
export type Hurry = readonly [statements: AbortSignal, lines: AbortSignal] | readonly [];

export interface Ends {
  /** The client cancelled. */
  readonly cancel: AbortSignal;
  /** A newer request or change came. */
  readonly turn: AbortSignal;
  /** The deadline passed. */
  readonly late: AbortSignal;
  /** Any of them. */
  readonly any: AbortSignal;
  /** No end yet, but what stands by now will do. */
  readonly hurry: Hurry;
}

/** Milliseconds after which a request ends, and after which a part of an answer will do. */
export interface Times {
  readonly deadlineMs: number;
  readonly patienceMs: number;
}

/** Runs `work` with a deadline and a patience beside the two signals that come from outside; the timers end with the work. */
export async function withEnds<T>(
  clock: Clock,
  { deadlineMs, patienceMs }: Times,
  { cancel, turn }: Pick<Ends, 'cancel' | 'turn'>,
  work: (ends: Ends) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const [statements, lines] = [new AbortController(), new AbortController()];
  const timer = new AbortController();
  const after = (ms: number, end: AbortController) =>
    clock.sleep(ms, timer.signal).then(
      () => end.abort(),
      () => {},
    );
  void after(deadlineMs, late);
  void after(patienceMs, statements);
  void after(2 * patienceMs, lines);
  try {
    return await work({
      cancel,
      turn,
      late: late.signal,
      any: AbortSignal.any([cancel, turn, late.signal]),
      hurry: [statements.signal, lines.signal],
    });
  } finally {
    timer.abort();
  }
}

/** Who asks by hand waits for all of it, and gets a part only rather than nothing. */
export function timesOf({ trigger }: CompletionRequest, { deadlineMs, patienceMs }: CompletionOptions): Times {
  const longest = 0.9 * deadlineMs;
  return { deadlineMs, patienceMs: trigger === 'invoked' ? longest : Math.min(patienceMs, longest) };
}
