// Readers for the files that several servers share. They take whatever lies there: a torn line, or a note from another version, is just not known.
import type { Opening, Trouble } from './breaker.ts';
import type { Rates } from './rates.ts';

/** Something another process spent (`at` given), or a correction of it. */
export interface SpendLine {
  /** Tag of the process. */
  readonly by: string;
  readonly id: string;
  readonly at: number | undefined;
  readonly tokens: number;
}

export type BreakerNote =
  | { readonly by: string; readonly kind: 'opened'; readonly opening: Opening }
  | { readonly by: string; readonly kind: 'closed'; readonly at: number };

const troubles: readonly Trouble[] = ['rate-limit', 'capacity', 'credit', 'network', 'key'];

/** One line of a slice; `undefined` for anything else. */
export function parseSpendLine(line: string): SpendLine | undefined {
  const value = parseObject(line);
  if (value === undefined) return undefined;
  const { by, id, at, tokens } = value;
  if (typeof by !== 'string' || typeof id !== 'string' || !isAmount(tokens)) return undefined;
  if (at !== undefined && !isAmount(at)) return undefined;
  return { by, id, at, tokens };
}

/** The breaker's note; `undefined` for anything else, and for news from after `latest`. */
export function parseBreakerNote(text: string, latest: number): BreakerNote | undefined {
  const value = parseObject(text);
  if (value === undefined || typeof value.by !== 'string') return undefined;
  const { by, closedAt, trouble, at, until, level } = value;
  if (isAmount(closedAt)) return closedAt > latest ? undefined : { by, kind: 'closed', at: closedAt };
  const known = troubles.find((name) => name === trouble);
  if (known === undefined || !isAmount(at) || !isAmount(until) || !isAmount(level) || at > latest) return undefined;
  return { by, kind: 'opened', opening: { trouble: known, at, until, level: Math.min(level, 10) } };
}

export function parseRates(text: string): Rates | undefined {
  const value = parseObject(text);
  if (value === undefined) return undefined;
  const { requestsPerMinute, tokensPerMinute } = value;
  return {
    requestsPerMinute: isAmount(requestsPerMinute) ? requestsPerMinute : undefined,
    tokensPerMinute: isAmount(tokensPerMinute) ? tokensPerMinute : undefined,
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
