// Silence after trouble, and the one call that ends it.
import { expect, test } from 'vitest';
import { Breaker } from '../../../server/limits/breaker.ts';
import { ModelError, type ModelErrorFields, type ModelErrorKind } from '../../../server/model/errors.ts';

function failure(kind: ModelErrorKind, fields: Partial<ModelErrorFields> = {}): ModelError {
  return new ModelError(kind, { message: 'mistral answered', hint: '', ...fields });
}

/** A breaker whose jitter is in the middle, so that pauses are what the table says. */
function breaker(): Breaker {
  return new Breaker(() => 0.5);
}

function fail(subject: Breaker, at: number, error: ModelError): void {
  subject.failed(subject.begin(at), error, at);
}

test('a Retry-After is waited out to the millisecond', () => {
  const subject = breaker();
  fail(subject, 1000, failure('rate-limit', { retryAfterMs: 12_000 }));
  expect(subject.waitMs(1000)).toBe(12_000);
  expect(subject.waitMs(12_999)).toBe(1);
  expect(subject.waitMs(13_000)).toBe(0);
});

test('without Retry-After the pause doubles with each refusal, up to a minute', () => {
  const subject = breaker();
  const pauses: number[] = [];
  let now = 0;
  for (let i = 0; i < 7; i++) {
    fail(subject, now, failure('rate-limit'));
    pauses.push(subject.waitMs(now));
    now += subject.waitMs(now);
  }
  expect(pauses).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
});

test('the jitter moves the pause by a quarter at most', () => {
  const low = new Breaker(() => 0);
  const high = new Breaker(() => 0.999);
  fail(low, 0, failure('rate-limit'));
  fail(high, 0, failure('rate-limit'));
  expect(low.waitMs(0)).toBe(1500);
  expect(high.waitMs(0)).toBeGreaterThan(2490);
  expect(high.waitMs(0)).toBeLessThanOrEqual(2500);
});

test('two calls refused in the same storm count once', () => {
  const subject = breaker();
  const first = subject.begin(0);
  const second = subject.begin(1);
  subject.failed(first, failure('rate-limit'), 100);
  subject.failed(second, failure('rate-limit'), 110);
  expect(subject.opening?.level).toBe(1);
});

test('after the pause one call tries, and the others wait for it', () => {
  const subject = breaker();
  fail(subject, 0, failure('rate-limit', { retryAfterMs: 5000 }));
  const probe = subject.begin(5000);
  expect(probe.probe).toBe(true);
  expect(subject.waitMs(5001)).toBeGreaterThan(0);
  subject.succeeded(probe, 5200);
  expect(subject.waitMs(5201)).toBe(0);
  expect(subject.opening).toBeUndefined();
});

test('a probe the user typed away lets the next call try', () => {
  const subject = breaker();
  fail(subject, 0, failure('rate-limit', { retryAfterMs: 5000 }));
  subject.released(subject.begin(5000));
  expect(subject.waitMs(5001)).toBe(0);
  expect(subject.begin(5001).probe).toBe(true);
});

test('an answer to a call from before the trouble does not end it', () => {
  const subject = breaker();
  const early = subject.begin(0);
  fail(subject, 10, failure('rate-limit', { retryAfterMs: 5000 }));
  subject.succeeded(early, 20);
  expect(subject.waitMs(20)).toBe(4990);
});

test('codes 3505 and 3810 mean seconds, however often they come', () => {
  for (const code of ['3505', '3810']) {
    const subject = breaker();
    fail(subject, 0, failure('rate-limit', { message: `Mistral answered 429, rate_limited, code ${code}` }));
    fail(subject, 2000, failure('rate-limit', { message: `Mistral answered 429, rate_limited, code ${code}` }));
    expect(subject.waitMs(2000)).toBe(2000);
    expect(subject.opening?.trouble).toBe('capacity');
  }
});

test('a refused key holds until the settings change', () => {
  const subject = breaker();
  fail(subject, 0, failure('key', { status: 401 }));
  expect(subject.waitMs(1e12)).toBe(Number.POSITIVE_INFINITY);
  subject.reset(1e12);
  expect(subject.waitMs(1e12)).toBe(0);
});

test('two network failures change nothing, the third in a row pauses for 30 s', () => {
  const subject = breaker();
  fail(subject, 0, failure('network'));
  fail(subject, 1, failure('timeout'));
  expect(subject.waitMs(1)).toBe(0);
  fail(subject, 2, failure('server', { status: 503 }));
  expect(subject.waitMs(2)).toBe(30_000);
});

test('an answer between them starts the count of network failures anew', () => {
  const subject = breaker();
  fail(subject, 0, failure('network'));
  fail(subject, 1, failure('network'));
  subject.succeeded(subject.begin(2), 3);
  fail(subject, 4, failure('network'));
  expect(subject.waitMs(4)).toBe(0);
});

test('a failed probe after a network pause pauses again at once', () => {
  const subject = breaker();
  for (const at of [0, 1, 2]) fail(subject, at, failure('network'));
  fail(subject, 30_002, failure('network'));
  expect(subject.waitMs(30_002)).toBe(30_000);
});

test('a request the provider calls wrong shows that the provider is there', () => {
  const subject = breaker();
  for (const at of [0, 1, 2]) fail(subject, at, failure('network'));
  fail(subject, 30_002, failure('refused', { status: 422 }));
  expect(subject.waitMs(30_003)).toBe(0);
});

test('a Retry-After of a year is a mistake; a day is the longest pause', () => {
  const subject = breaker();
  fail(subject, 0, failure('rate-limit', { retryAfterMs: 31_536_000_000 }));
  expect(subject.waitMs(0)).toBe(86_400_000);
});

test('trouble that another process saw is believed, unless we were answered since', () => {
  const subject = breaker();
  subject.adopt({ trouble: 'rate-limit', at: 100, until: 5100, level: 1 });
  expect(subject.waitMs(200)).toBe(4900);
  subject.adoptClosing(300);
  expect(subject.waitMs(300)).toBe(0);
  subject.adopt({ trouble: 'rate-limit', at: 100, until: 5100, level: 1 });
  expect(subject.waitMs(400)).toBe(0);
});
