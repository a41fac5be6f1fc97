// What the calls of some time add up to (pure): by day, by model, acceptance, latency.
import type { Days } from './days.ts';
import type { CallLine } from './ledgerLine.ts';

/** Sums over some calls. */
export interface Sums {
  readonly calls: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Of the calls whose price is known. */
  readonly costUsd: number;
  /** Calls of models whose price is not known; their cost is missing above. */
  readonly unpricedCalls: number;
  /** Calls whose tokens are estimated because the stream was cut. */
  readonly estimatedCalls: number;
}

/** Milliseconds below which this share of the calls stayed; `null` without calls. */
export interface Latency {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

/** What became of completions. Chats count nowhere here. */
export interface Fates {
  /** Shown, whether or not accepted. */
  readonly shown: number;
  /** Accepted as a whole or in part. */
  readonly accepted: number;
  readonly acceptedPartly: number;
  /** How many of each outcome, by its name in the ledger. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** The shape of `codestral-lsp usage --json`. */
export interface UsageReport {
  /** Milliseconds since the epoch of the first and last call; `null` without calls. */
  readonly from: number | null;
  readonly to: number | null;
  readonly total: Sums;
  /** Oldest first; days without calls are left out. */
  readonly days: readonly ({ readonly day: string } & Sums)[];
  /** Most expensive first, then most used. */
  readonly models: readonly ModelReport[];
  readonly completions: Fates;
}

export interface ModelReport extends Sums {
  /** `provider/model`. */
  readonly model: string;
  /** To the first piece of text. */
  readonly firstTokenMs: Latency;
  /** To the end of the call. */
  readonly ms: Latency;
  readonly completions: Fates;
}

/** Adds up calls that have their last outcome already (`Ledger.read`). */
export function reportOf(calls: readonly CallLine[], days: Days): UsageReport {
  const times = calls.map((call) => call.at);
  return {
    from: least(times),
    to: greatest(times),
    total: sumsOf(calls),
    days: groups(calls, (call) => days.dayOf(call.at))
      .map(([day, some]) => ({ day, ...sumsOf(some) }))
      .sort((one, other) => one.day.localeCompare(other.day)),
    models: groups(calls, modelOf)
      .map(([model, some]) => modelReport(model, some))
      .sort((one, other) => other.costUsd - one.costUsd || other.calls - one.calls),
    completions: fatesOf(calls),
  };
}

/** Accepted completions per shown one, from 0 to 1; `undefined` when none was shown. */
export function acceptance(fates: Fates): number | undefined {
  return fates.shown === 0 ? undefined : fates.accepted / fates.shown;
}

/** Input tokens that came from the provider's prompt cache, from 0 to 1; `undefined` without input. */
export function cachedShare(sums: Sums): number | undefined {
  return sums.inputTokens === 0 ? undefined : sums.cachedTokens / sums.inputTokens;
}

/** The value below which `share` of the values lie (nearest rank); `null` without values. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

function modelReport(model: string, calls: readonly CallLine[]): ModelReport {
  // A call that failed or was cancelled took as long as it was let; it says nothing about the model.
  const answered = calls.filter((call) => !call.outcome.startsWith('failed:') && call.outcome !== 'cancelled');
  const first = answered.map((call) => call.firstTokenMs).filter((ms) => ms !== null);
  return {
    model,
    ...sumsOf(calls),
    firstTokenMs: latencyOf(first),
    ms: latencyOf(answered.map((call) => call.ms)),
    completions: fatesOf(calls),
  };
}

function sumsOf(calls: readonly CallLine[]): Sums {
  const sum = (amountOf: (call: CallLine) => number) => calls.reduce((total, call) => total + amountOf(call), 0);
  return {
    calls: calls.length,
    inputTokens: sum((call) => call.inputTokens),
    cachedTokens: sum((call) => call.cachedTokens),
    outputTokens: sum((call) => call.outputTokens),
    costUsd: sum((call) => call.costUsd ?? 0),
    unpricedCalls: sum((call) => (call.costUsd === null ? 1 : 0)),
    estimatedCalls: sum((call) => (call.estimated ? 1 : 0)),
  };
}

function fatesOf(calls: readonly CallLine[]): Fates {
  const completions = calls.filter((call) => call.use === 'fim');
  const outcomes = Object.fromEntries(
    groups(completions, (call) => call.outcome).map(([name, some]) => [name, some.length]),
  );
  const acceptedPartly = outcomes['accepted-partly'] ?? 0;
  const accepted = (outcomes.accepted ?? 0) + acceptedPartly;
  return { shown: (outcomes.shown ?? 0) + accepted, accepted, acceptedPartly, outcomes };
}

function latencyOf(values: readonly number[]): Latency {
  return { p50: percentile(values, 0.5), p90: percentile(values, 0.9), p99: percentile(values, 0.99) };
}

function modelOf(call: CallLine): string {
  return call.provider === call.model ? call.model : `${call.provider}/${call.model}`;
}

function groups(
  calls: readonly CallLine[],
  keyOf: (call: CallLine) => string,
): readonly (readonly [string, readonly CallLine[]])[] {
  const found = new Map<string, CallLine[]>();
  for (const call of calls) {
    const group = found.get(keyOf(call));
    if (group === undefined) found.set(keyOf(call), [call]);
    else group.push(call);
  }
  return [...found];
}

// Math.min(...values) overflows the stack beyond some 100,000 values.
function least(values: readonly number[]): number | null {
  return values.reduce<number | null>((found, value) => (found === null || value < found ? value : found), null);
}

function greatest(values: readonly number[]): number | null {
  return values.reduce<number | null>((found, value) => (found === null || value > found ? value : found), null);
}
