// How long answers may take unless an adapter knows better.
import type { Deadlines } from './watch.ts';

/** A completion that comes later than this is of no use any more. */
export const fimDeadlines: Deadlines = { firstMs: 10_000, idleMs: 5_000, totalMs: 30_000 };

/** Long prompts and reasoning take their time before the first word. Mistral itself closes silent streams after 10 minutes. */
export const chatDeadlines: Deadlines = { firstMs: 90_000, idleMs: 60_000, totalMs: 600_000 };

/** A model that has to be read from disk first, as local servers do with the first request. */
export function whileLoading(deadlines: Deadlines): Deadlines {
  return { ...deadlines, firstMs: deadlines.firstMs + loadingMs, totalMs: deadlines.totalMs + loadingMs };
}

const loadingMs = 120_000;
