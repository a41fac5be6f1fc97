// Rate-limit headers of three eras.
import { expect, test } from 'vitest';
import { readRateHeaders, strictest } from '../../../server/limits/rates.ts';

test('the headers of 2026 are read', () => {
  const headers = new Headers({
    'x-ratelimit-limit-req-minute': '50',
    'x-ratelimit-remaining-req-minute': '49',
    'x-ratelimit-limit-tokens-minute': '500000',
    'x-ratelimit-remaining-tokens-minute': '499000',
    'x-ratelimit-tokens-query-cost': '1000',
  });
  expect(readRateHeaders(headers)).toEqual({
    rates: { requestsPerMinute: 50, tokensPerMinute: 500_000 },
    requestsLeft: 49,
    tokensLeft: 499_000,
    booked: 1000,
  });
});

test.each(['ratelimitbysize-limit', 'x-ratelimitbysize-limit-minute'])('the older name %s means tokens', (name) => {
  expect(readRateHeaders(new Headers({ [name]: '500000' }))?.rates.tokensPerMinute).toBe(500_000);
});

test('a limit of 0 is a limit', () => {
  expect(readRateHeaders(new Headers({ 'x-ratelimit-limit-req-minute': '0' }))?.rates.requestsPerMinute).toBe(0);
});

test('a response without such headers, or with nonsense in them, tells nothing', () => {
  expect(readRateHeaders(new Headers({ 'content-type': 'text/html' }))).toBeUndefined();
  expect(
    readRateHeaders(new Headers({ 'x-ratelimit-limit-req-minute': 'lots', 'ratelimitbysize-limit': '-5' })),
  ).toBeUndefined();
});

test('of settings and headers the stricter one holds, each limit on its own', () => {
  const settings = { requestsPerMinute: 10, tokensPerMinute: undefined };
  const headers = { requestsPerMinute: 50, tokensPerMinute: 500_000 };
  expect(strictest(settings, headers)).toMatchObject({ requestsPerMinute: 10, tokensPerMinute: 500_000 });
});
