// The lines of the ledger: what is written and how it is read back. No text, no path, no uri, no key ever gets in here.

/**
 * What became of a call. `answered` = it came to its end and nobody has said more; `hung-up` = we had enough and closed the
 * connection; `cancelled` = the user typed on.
 */
export type Outcome =
  | 'answered'
  | 'shown'
  | 'accepted'
  | 'accepted-partly'
  | 'hung-up'
  | 'cancelled'
  | `dropped:${string}`
  | `failed:${string}`;

/** One call to a model. */
export interface CallLine {
  /** When it began, in milliseconds since the epoch. */
  readonly at: number;
  /** Unique among all processes of this machine. */
  readonly id: string;
  readonly provider: string;
  /** The model's name at its provider. */
  readonly model: string;
  readonly use: 'fim' | 'chat';
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** `null` when the model's price is not known. */
  readonly costUsd: number | null;
  /** The provider did not report the tokens (the stream was cut), so they are estimated from the text's length. */
  readonly estimated: boolean;
  /** Milliseconds to the first piece of text; `null` when none came. */
  readonly firstTokenMs: number | null;
  readonly ms: number;
  readonly outcome: Outcome;
}

/** What is known about a call only after it has ended: shown, dropped, accepted. */
export interface OutcomeLine {
  readonly at: number;
  /** Id of the call. */
  readonly of: string;
  readonly outcome: Outcome;
}

export type LedgerLine = CallLine | OutcomeLine;

export function isCall(line: LedgerLine): line is CallLine {
  return 'id' in line;
}

/** The calls among the lines, each once, with the outcome that says most; in the order they were written. */
export function mergeOutcomes(lines: Iterable<LedgerLine>): readonly CallLine[] {
  const calls = new Map<string, CallLine>();
  const outcomes = new Map<string, Outcome>();
  for (const line of lines) {
    if (isCall(line)) calls.set(line.id, line);
    else outcomes.set(line.of, stronger(outcomes.get(line.of), line.outcome));
  }
  return [...calls.values()].map((call) => ({ ...call, outcome: stronger(outcomes.get(call.id), call.outcome) }));
}

/** Accepted says more than shown, shown more than how the stream ended. Of equals the first one stays. */
export function stronger(one: Outcome | undefined, other: Outcome): Outcome {
  return one === undefined || rank(other) > rank(one) ? other : one;
}

function rank(outcome: Outcome): number {
  if (outcome === 'accepted') return 5;
  if (outcome === 'accepted-partly') return 4;
  if (outcome === 'shown') return 3;
  if (outcome.startsWith('dropped:')) return 2;
  return outcome === 'answered' || outcome === 'hung-up' ? 0 : 1;
}

export function formatLine(line: LedgerLine): string {
  return JSON.stringify(line);
}

/** Reads one line; `undefined` for an empty or torn one. A line that a torn one got stuck to is found behind it. */
export function parseLine(text: string): LedgerLine | undefined {
  if (text.trim() === '') return undefined;
  return readLine(text) ?? readLine(text.slice(Math.max(0, text.lastIndexOf('{"at":'))));
}

function readLine(text: string): LedgerLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  const { at, outcome } = fields;
  if (!isAmount(at) || !isOutcome(outcome)) return undefined;
  if (typeof fields.of === 'string') return { at, of: fields.of, outcome };
  return readCall(fields, at, outcome);
}

function readCall(fields: Record<string, unknown>, at: number, outcome: Outcome): CallLine | undefined {
  const { id, provider, model, use, inputTokens, cachedTokens, outputTokens, costUsd, estimated, firstTokenMs, ms } =
    fields;
  if (typeof id !== 'string' || typeof provider !== 'string' || typeof model !== 'string') return undefined;
  if (use !== 'fim' && use !== 'chat') return undefined;
  if (!isAmount(inputTokens) || !isAmount(cachedTokens) || !isAmount(outputTokens) || !isAmount(ms)) return undefined;
  return {
    at,
    id,
    provider,
    model,
    use,
    inputTokens,
    cachedTokens,
    outputTokens,
    costUsd: isAmount(costUsd) ? costUsd : null,
    estimated: estimated === true,
    firstTokenMs: isAmount(firstTokenMs) ? firstTokenMs : null,
    ms,
    outcome,
  };
}

/** Reasons and kinds are our own words of letters and hyphens; whatever else stands there is not an outcome. */
export function isOutcome(value: unknown): value is Outcome {
  return (
    typeof value === 'string' &&
    /^(answered|shown|accepted|accepted-partly|hung-up|cancelled|(dropped|failed):[a-z-]{1,40})$/.test(value)
  );
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
