// One account's limits: what its responses teach, and who may call when.
import { expect, test } from 'vitest';
import { AccountLimits } from '../../../server/limits/account.ts';
import type { Ask } from '../../../server/limits/permit.ts';
import type { Rates } from '../../../server/limits/rates.ts';
import { ModelError } from '../../../server/model/errors.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const fim: Ask = { model: 'mistral/codestral-latest', use: 'fim', inputTokens: 100, maxTokens: 100 };
const chat: Ask = { ...fim, use: 'chat' };

function account(rates: Rates = {}) {
  const clock = new FakeClock();
  return { clock, limits: new AccountLimits({ provider: 'mistral', clock, rates: () => rates, random: () => 0.5 }) };
}

function headers(limit: number, left: number): Headers {
  return new Headers({
    'x-ratelimit-limit-req-minute': String(limit),
    'x-ratelimit-remaining-req-minute': String(left),
  });
}

function refusal(limits: AccountLimits, ask: Ask): ModelError {
  try {
    limits.take(ask);
  } catch (error) {
    if (error instanceof ModelError) return error;
  }
  throw new Error('the call was allowed');
}

function failure(kind: ModelError['kind'], status?: number, retryAfterMs?: number): ModelError {
  return new ModelError(kind, { message: 'm', hint: 'what mistral said', status, retryAfterMs });
}

test('a completion beyond the limit of the settings is refused at once and told when', async () => {
  const { clock, limits } = account({ requestsPerSecond: 1 });
  limits.take(fim).done();
  expect(limits.readyInMs(200)).toBe(1250);
  const error = refusal(limits, fim);
  expect(error).toMatchObject({ kind: 'rate-limit', retryAfterMs: 1250 });
  expect(error.hint).toContain('2 s');
  await clock.advance(1250);
  expect(limits.readyInMs(200)).toBe(0);
  limits.take(fim).done();
});

test('a cancelled call has been sent all the same: its request stays spent', () => {
  const { limits } = account({ requestsPerMinute: 1 });
  limits.take(fim).done();
  expect(refusal(limits, fim).kind).toBe('rate-limit');
});

test('limits are learned from headers', () => {
  const { limits } = account();
  limits.take(fim).done();
  limits.learn(headers(2, 1));
  limits.take(chat).done();
  expect(refusal(limits, chat).retryAfterMs).toBe(60_250);
});

test('what another machine spent with the same key is seen in what is left', async () => {
  const { clock, limits } = account();
  limits.take(fim).done();
  limits.learn(headers(50, 0));
  expect(refusal(limits, chat).kind).toBe('rate-limit');
  await clock.advance(60_251);
  limits.take(chat).done();
});

test('a later response with more left takes that back', () => {
  const { limits } = account();
  limits.take(fim).done();
  limits.learn(headers(50, 0));
  limits.learn(headers(50, 48));
  expect(limits.readyInMs(100)).toBe(0);
});

test('the estimate of tokens is corrected by the usage', () => {
  const { limits } = account({ tokensPerMinute: 250 });
  const permit = limits.take(fim);
  expect(limits.readyInMs(200)).toBeGreaterThan(0);
  permit.settle({ inputTokens: 30, cachedTokens: 0, outputTokens: 10 });
  expect(limits.readyInMs(200)).toBe(0);
});

test('where the provider says that it books max_tokens, so do we', () => {
  const { limits } = account({ tokensPerMinute: 250 });
  const permit = limits.take(fim);
  limits.learn(new Headers({ 'x-ratelimit-tokens-query-cost': '200' }));
  permit.settle({ inputTokens: 30, cachedTokens: 0, outputTokens: 10 });
  expect(limits.readyInMs(120)).toBe(0);
  expect(limits.readyInMs(121)).toBeGreaterThan(0);
});

test('a limit of 0 stops this model with the words of the provider, and no other model', () => {
  const { clock, limits } = account();
  const permit = limits.take(fim);
  limits.learn(headers(0, 0));
  permit.failed(failure('rate-limit', 429));
  void clock.advance(3_600_000);
  expect(refusal(limits, fim)).toMatchObject({ kind: 'quota', hint: 'what mistral said', retryAfterMs: undefined });
  limits.take({ ...fim, model: 'mistral/mistral-small-latest' }).done();
});

test('a refused key stops everybody until the reset', () => {
  const { limits } = account();
  limits.take(fim).failed(failure('key', 401));
  expect(refusal(limits, fim)).toMatchObject({ kind: 'key', hint: 'what mistral said' });
  expect(refusal(limits, chat).kind).toBe('key');
  expect(limits.readyInMs(1)).toBe(Number.POSITIVE_INFINITY);
  limits.reset();
  limits.take(fim).done();
});

test('a call that found no key to send was not sent: nothing is spent and nothing is held', () => {
  const { limits } = account({ requestsPerMinute: 1 });
  limits.take(fim).failed(failure('key'));
  limits.take(fim).done();
});

test('a key that may not use one model (403) may use the others', () => {
  const { limits } = account();
  limits.take(fim).failed(failure('key', 403));
  expect(refusal(limits, fim).kind).toBe('key');
  limits.take({ ...chat, model: 'mistral/mistral-small-latest' }).done();
  limits.reset();
  limits.take(fim).done();
});

test('a 429 to a chat stops completions too, for as long as it says', async () => {
  const { clock, limits } = account();
  limits.take(chat).failed(failure('rate-limit', 429, 20_000));
  expect(refusal(limits, fim)).toMatchObject({ kind: 'rate-limit', retryAfterMs: 20_000 });
  await clock.advance(20_000);
  limits.take(fim).answered();
  expect(limits.opening).toBeUndefined();
});

test('a chat asked for by hand tries a dead network at once, completions do not', () => {
  const { limits } = account();
  for (let i = 0; i < 3; i++) limits.take(fim).failed(failure('network'));
  expect(refusal(limits, fim)).toMatchObject({ kind: 'network', retryAfterMs: 30_000 });
  limits.take(chat).answered();
  limits.take(fim).done();
});
