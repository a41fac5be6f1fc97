// What calls cost.
import { expect, test } from 'vitest';
import { priceUsd, splitModel } from '../../../server/usage/pricing.ts';

const million = { inputTokens: 1_000_000, cachedTokens: 0, outputTokens: 1_000_000 };

test.each([
  ['mistral/codestral-latest', 1.2],
  ['mistral/codestral-2508', 1.2],
  ['mistral/mistral-medium-3-5', 9],
  ['mistral/mistral-small-latest', 0.75],
  ['mistral/mistral-large-2512', 2],
  ['mistral/ministral-3b-latest', 0.2],
  ['mistral/devstral-latest', 2.4],
  ['mistral/devstral-small-latest', 0.4],
  ['ngram', 0],
  ['ollama/qwen2.5-coder:7b', 0],
  ['llamaCpp/anything', 0],
])('a million tokens in and out of %s cost $%f', (model, usd) => {
  expect(priceUsd(model, million)).toBeCloseTo(usd, 9);
});

test('a model whose price nobody told is not free but unknown', () => {
  expect(priceUsd('mistral/codestral-2999', million)).toBeUndefined();
  expect(priceUsd('mistral/magistral-medium-latest', million)).toBeUndefined();
  expect(priceUsd('openrouter/mistralai/codestral-2508', million)).toBeUndefined();
  expect(priceUsd('openaiCompatible/codestral-latest', million)).toBeUndefined();
});

test('cached input costs a tenth', () => {
  const usage = { inputTokens: 1_000_000, cachedTokens: 1_000_000, outputTokens: 0 };
  expect(priceUsd('mistral/codestral-latest', usage)).toBeCloseTo(0.03, 9);
});

test('more cached tokens than input tokens are taken for all of them', () => {
  const usage = { inputTokens: 1_000_000, cachedTokens: 5_000_000, outputTokens: 0 };
  expect(priceUsd('mistral/codestral-latest', usage)).toBeCloseTo(0.03, 9);
});

test('regional hosts cost a tenth more, hosts that only look so do not', () => {
  const at = (endpoint: string) => priceUsd('mistral/codestral-latest', million, endpoint);
  expect(at('https://api.eu.mistral.ai')).toBeCloseTo(1.32, 9);
  expect(at('https://api.us.mistral.ai/v1')).toBeCloseTo(1.32, 9);
  expect(at('https://api.mistral.ai')).toBeCloseTo(1.2, 9);
  expect(at('https://api.eu.mistral.ai.example.com')).toBeCloseTo(1.2, 9);
});

test('what the provider reports wins, also when it is nothing', () => {
  expect(priceUsd('openrouter/a/b', { ...million, costUsd: 0.42 })).toBe(0.42);
  expect(priceUsd('mistral/codestral-latest', { ...million, costUsd: 0 })).toBe(0);
});

test('a model name may itself contain slashes', () => {
  expect(splitModel('openrouter/mistralai/codestral-2508')).toEqual({
    provider: 'openrouter',
    name: 'mistralai/codestral-2508',
  });
  expect(splitModel('ngram')).toEqual({ provider: 'ngram', name: 'ngram' });
});
