// Lines written by us are read back; anything else is not a line.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatLine, isOutcome, mergeOutcomes, parseLine, stronger } from '../../../server/usage/ledgerLine.ts';

const call = {
  at: 1_768_478_400_000,
  id: 'a.1',
  provider: 'mistral',
  model: 'codestral-latest',
  use: 'fim',
  inputTokens: 10,
  cachedTokens: 5,
  outputTokens: 3,
  costUsd: null,
  estimated: true,
  firstTokenMs: null,
  ms: 12,
  outcome: 'hung-up',
} as const;

test('a call and an outcome are read as they were written', () => {
  const outcome = { at: 5, of: 'a.1', outcome: 'accepted' } as const;
  expect(parseLine(formatLine(call))).toEqual(call);
  expect(parseLine(formatLine(outcome))).toEqual(outcome);
});

test('a line behind the torn half of another is found, wherever the tear is', () => {
  const whole = formatLine(call);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: whole.length - 1 }), (length) => {
      expect(parseLine(whole.slice(0, length) + whole)).toEqual(call);
    }),
  );
});

test('a torn line alone is nothing', () => {
  const whole = formatLine(call);
  for (let length = 0; length < whole.length; length++) expect(parseLine(whole.slice(0, length))).toBeUndefined();
});

test('whatever lies in the file, reading does not fail', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseLine(text)));
});

test('fields of other versions are ignored, wrong ones make no line', () => {
  expect(parseLine(JSON.stringify({ ...call, later: 1 }))).toEqual(call);
  expect(parseLine(JSON.stringify({ ...call, inputTokens: -1 }))).toBeUndefined();
  expect(parseLine(JSON.stringify({ ...call, outcome: 'some text of the user' }))).toBeUndefined();
});

test('an outcome has no room for text', () => {
  expect(isOutcome('dropped:repeats-text')).toBe(true);
  expect(isOutcome('failed:rate-limit')).toBe(true);
  expect(isOutcome('dropped:const password = 1')).toBe(false);
  expect(isOutcome('dropped:')).toBe(false);
});

test('accepted outdoes shown, shown outdoes the end of the stream, in any order', () => {
  const ranked = ['hung-up', 'cancelled', 'dropped:empty', 'shown', 'accepted-partly', 'accepted'] as const;
  for (const [rank, weak] of ranked.entries()) {
    for (const strong of ranked.slice(rank + 1)) {
      expect(stronger(weak, strong)).toBe(strong);
      expect(stronger(strong, weak)).toBe(strong);
    }
  }
});

test('a call written twice counts once, and an outcome without its call not at all', () => {
  const merged = mergeOutcomes([call, call, { at: 1, of: 'other', outcome: 'shown' }]);
  expect(merged).toEqual([call]);
});
