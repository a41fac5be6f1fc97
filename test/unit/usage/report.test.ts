// What a time of use adds up to, and how it reads in a terminal.
import { expect, test } from 'vitest';
import { Days } from '../../../server/usage/days.ts';
import type { CallLine } from '../../../server/usage/ledgerLine.ts';
import { percentile, reportOf } from '../../../server/usage/report.ts';
import { count, dollars, reportText } from '../../../server/usage/reportText.ts';

const noon = Date.UTC(2026, 0, 15, 12);
const dayMs = 86_400_000;
const days = new Days('UTC');
let ids = 0;

function call(fields: Partial<CallLine> = {}): CallLine {
  return {
    at: noon,
    id: String(ids++),
    provider: 'mistral',
    model: 'codestral-latest',
    use: 'fim',
    inputTokens: 1000,
    cachedTokens: 400,
    outputTokens: 50,
    costUsd: 0.01,
    estimated: false,
    firstTokenMs: 200,
    ms: 400,
    outcome: 'shown',
    ...fields,
  };
}

const sample: readonly CallLine[] = [
  call({ outcome: 'accepted', costUsd: 0.02 }),
  call({ outcome: 'accepted-partly', firstTokenMs: 150, ms: 300 }),
  call({ estimated: true, outcome: 'dropped:repeats-text' }),
  call({ at: noon + dayMs, firstTokenMs: 900, ms: 1200 }),
  call({
    at: noon + dayMs,
    outcome: 'failed:timeout',
    ms: 10_000,
    firstTokenMs: null,
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    costUsd: 0,
  }),
  call({
    at: noon + dayMs,
    provider: 'openrouter',
    model: 'x/y',
    use: 'chat',
    outcome: 'answered',
    costUsd: null,
    inputTokens: 20_000,
    cachedTokens: 0,
  }),
];

test('days and models are added up, the oldest day and the dearest model first', () => {
  const report = reportOf(sample, days);
  expect(report.days.map((day) => [day.day, day.calls, day.costUsd.toFixed(2)])).toEqual([
    ['2026-01-15', 3, '0.04'],
    ['2026-01-16', 3, '0.01'],
  ]);
  expect(report.models.map((model) => [model.model, model.calls])).toEqual([
    ['mistral/codestral-latest', 5],
    ['openrouter/x/y', 1],
  ]);
  expect(report.total).toMatchObject({
    calls: 6,
    inputTokens: 24_000,
    cachedTokens: 1600,
    unpricedCalls: 1,
    estimatedCalls: 1,
  });
  expect([report.from, report.to]).toEqual([noon, noon + dayMs]);
});

test('an accepted completion was shown too; chats, drops and failures were not', () => {
  const { completions } = reportOf(sample, days);
  expect(completions).toMatchObject({ shown: 3, accepted: 2, acceptedPartly: 1 });
  expect(completions.outcomes['failed:timeout']).toBe(1);
  expect(completions.outcomes.answered).toBeUndefined();
});

test("failed and cancelled calls say nothing about a model's speed", () => {
  const [codestral] = reportOf(sample, days).models;
  expect(codestral?.firstTokenMs).toEqual({ p50: 200, p90: 900, p99: 900 });
  expect(codestral?.ms).toEqual({ p50: 400, p90: 1200, p99: 1200 });
});

test('a percentile is a value that occurred', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect([0.5, 0.9, 0.99].map((share) => percentile(values, share))).toEqual([50, 90, 99]);
  expect(percentile([7], 0.99)).toBe(7);
  expect(percentile([], 0.5)).toBeNull();
});

test('the terminal shows tables, bars and what is estimated or unknown', () => {
  const text = reportText(reportOf(sample, days), { budget: undefined });
  expect(`\n${text}`).toBe(`
By day

day         calls     in  cached  out       cost  cost by day
2026-01-15      3  3,000     40%  150    $0.0400  ████████████████████████
2026-01-16      3  21.0k      2%  100  $0.0100+?  ██████
total           6  24.0k      7%  250  $0.0500+?

By model

model                     calls     in  cached  out     cost     first token  whole call
mistral/codestral-latest      5  4,000     40%  200  $0.0500  200/900/900 ms  400/1200/1200 ms
openrouter/x/y                1  20.0k      0%   50        ?  200/200/200 ms  400/400/400 ms

Completions: 3 shown, 2 accepted (1 of them in part): 67%.

Times: half, 90% and 99% of the answered calls were faster.
Estimated tokens in 1 call: the stream was closed before its end.
"?": 1 call of models whose price is not known, missing in the cost.
`);
});

test('nothing spent is one sentence', () => {
  expect(reportText(reportOf([], days), { budget: undefined })).toBe('No calls in this time.\n');
});

test('local models have bars of calls', () => {
  const free = [call({ provider: 'ngram', model: 'ngram', costUsd: 0 })];
  const text = reportText(reportOf(free, days), { budget: 'Today has cost much.' });
  expect(text).toContain('calls by day');
  expect(text).toMatch(/^ngram /m);
  expect(text.trimEnd().endsWith('Today has cost much.')).toBe(true);
});

test('a hundred thousand calls are added up', () => {
  const many = Array.from({ length: 150_000 }, () => call());
  expect(reportOf(many, days).total.calls).toBe(150_000);
});

test('small amounts of money stay visible, large counts short', () => {
  expect([0, 0.0042, 0.1, 12.345].map(dollars)).toEqual(['$0.00', '$0.0042', '$0.10', '$12.35']);
  expect([0, 9999, 12_345, 999_949, 999_950, 23_456_789].map(count)).toEqual([
    '0',
    '9,999',
    '12.3k',
    '999.9k',
    '1.0M',
    '23M',
  ]);
});
