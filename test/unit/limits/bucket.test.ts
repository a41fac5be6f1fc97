// When an account may spend again.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bucket } from '../../../server/limits/bucket.ts';
import type { Rates } from '../../../server/limits/rates.ts';

const margin = 250;

function spend(bucket: Bucket, at: number, tokens = 0, id = `${at}`): void {
  bucket.add({ id, at, requests: 1, tokens });
}

test('without limits everything may go at once', () => {
  const bucket = new Bucket();
  for (let i = 0; i < 100; i++) spend(bucket, 0, 5000, `${i}`);
  expect(bucket.readyInMs(5000, {}, 0)).toBe(0);
  expect(bucket.spreadMs({}, 0)).toBe(0);
});

test('a second of one request a second is waited out', () => {
  const bucket = new Bucket();
  spend(bucket, 1000);
  expect(bucket.readyInMs(1, { requestsPerSecond: 1 }, 1400)).toBe(600 + margin);
  expect(bucket.readyInMs(1, { requestsPerSecond: 1 }, 2000 + margin)).toBe(0);
});

test('half a request a second is one in two seconds', () => {
  const bucket = new Bucket();
  spend(bucket, 0);
  expect(bucket.readyInMs(1, { requestsPerSecond: 0.5 }, 500)).toBe(1500 + margin);
});

test('tokens come back a minute after they were spent', () => {
  const bucket = new Bucket();
  spend(bucket, 0, 600);
  spend(bucket, 10_000, 300);
  expect(bucket.readyInMs(100, { tokensPerMinute: 1000 }, 20_000)).toBe(0);
  expect(bucket.readyInMs(200, { tokensPerMinute: 1000 }, 20_000)).toBe(40_000 + margin);
  expect(bucket.readyInMs(800, { tokensPerMinute: 1000 }, 20_000)).toBe(50_000 + margin);
});

test('a call larger than a minute of tokens waits for an empty minute, not forever', () => {
  const bucket = new Bucket();
  expect(bucket.readyInMs(5000, { tokensPerMinute: 1000 }, 0)).toBe(0);
  spend(bucket, 0, 10);
  expect(bucket.readyInMs(5000, { tokensPerMinute: 1000 }, 0)).toBe(60_000 + margin);
});

test('a correction gives back what was booked too much', () => {
  const bucket = new Bucket();
  spend(bucket, 0, 1000, 'a');
  expect(bucket.readyInMs(500, { tokensPerMinute: 1000 }, 1)).toBeGreaterThan(0);
  bucket.correct('a', 100);
  expect(bucket.readyInMs(500, { tokensPerMinute: 1000 }, 1)).toBe(0);
});

test('after the clock was set back, nothing waits for the lost hour', () => {
  const bucket = new Bucket();
  spend(bucket, 3_600_000);
  expect(bucket.readyInMs(1, { requestsPerMinute: 1 }, 1000)).toBe(0);
});

test('limits of 0 mean nothing here: a limit of 0 is told by the breaker', () => {
  expect(new Bucket().readyInMs(1, { requestsPerMinute: 0, tokensPerMinute: 0, requestsPerSecond: 0 }, 0)).toBe(0);
});

test('whatever comes when, no span of a minute or second holds more than the limit', () => {
  const gaps = fc.array(fc.record({ gap: fc.nat(8000), tokens: fc.integer({ min: 1, max: 400 }) }), { maxLength: 150 });
  const limits = fc.record({
    requestsPerSecond: fc.integer({ min: 1, max: 3 }),
    requestsPerMinute: fc.integer({ min: 1, max: 40 }),
    tokensPerMinute: fc.integer({ min: 400, max: 4000 }),
  });
  fc.assert(
    fc.property(gaps, limits, (asks, rates) => {
      const sent = drive(asks, rates, false);
      for (const first of sent) {
        const minute = sent.filter((one) => one.at >= first.at && one.at < first.at + 60_000);
        const second = sent.filter((one) => one.at >= first.at && one.at < first.at + 1000);
        expect(minute.length).toBeLessThanOrEqual(rates.requestsPerMinute);
        expect(second.length).toBeLessThanOrEqual(rates.requestsPerSecond);
        expect(minute.reduce((sum, one) => sum + one.tokens, 0)).toBeLessThanOrEqual(rates.tokensPerMinute);
      }
    }),
    { numRuns: 60 },
  );
});

test('someone who types without pause gets completions all through the minute, and the whole quota', () => {
  const rates = { requestsPerMinute: 50 };
  const keystrokes = Array.from({ length: 3000 }, () => ({ gap: 100, tokens: 100 }));
  const sent = drive(keystrokes, rates, true).map((one) => one.at);
  const pauses = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
  expect(Math.max(...pauses)).toBeLessThan(5000);
  expect(sent.length).toBeGreaterThan(5 * 50 * 0.95);
});

test('without spreading the same typing is left alone for most of a minute', () => {
  const keystrokes = Array.from({ length: 3000 }, () => ({ gap: 100, tokens: 100 }));
  const sent = drive(keystrokes, { requestsPerMinute: 50 }, false).map((one) => one.at);
  const pauses = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
  expect(Math.max(...pauses)).toBeGreaterThan(50_000);
});

/** Sends each ask if it may go at its time, and drops it otherwise; gives what was sent. */
function drive(asks: readonly { gap: number; tokens: number }[], rates: Rates, spread: boolean) {
  const bucket = new Bucket();
  const sent: { at: number; tokens: number }[] = [];
  let now = 1_000_000;
  for (const ask of asks) {
    now += ask.gap;
    const wait = Math.max(bucket.readyInMs(ask.tokens, rates, now), spread ? bucket.spreadMs(rates, now) : 0);
    if (wait > 0) continue;
    spend(bucket, now, ask.tokens, `${sent.length}`);
    sent.push({ at: now, tokens: ask.tokens });
  }
  return sent;
}

test('a request that was long on its way comes back later: the provider counts from when it had it', () => {
  const bucket = new Bucket();
  bucket.add({ id: 'slow', at: 10_000, requests: 1, tokens: 10 });
  expect(bucket.readyInMs(10, { requestsPerSecond: 1 }, 10_000)).toBe(1250);
  bucket.arrived('slow', 10_600);
  expect(bucket.readyInMs(10, { requestsPerSecond: 1 }, 10_600)).toBe(1020);
  bucket.arrived('slow', 10_100);
  expect(bucket.readyInMs(10, { requestsPerSecond: 1 }, 10_600)).toBe(650);
});
