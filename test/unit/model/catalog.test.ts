// Names to families, windows and prices; unknown names stay unknown.
import { expect, test } from 'vitest';
import { familyOf, priceOf, windowOf } from '../../../server/model/catalog.ts';

test.each([
  ['codestral-latest', 'codestral'],
  ['mistralai/codestral-2508', 'codestral'],
  ['Codestral-22B-v0.1-Q4_K_M.gguf', 'codestral'],
  ['qwen2.5-coder:7b-base', 'qwen2.5-coder'],
  ['Qwen/Qwen2.5-Coder-1.5B', 'qwen2.5-coder'],
  ['qwen3-coder:30b', 'qwen2.5-coder'],
  ['starcoder2:3b', 'starcoder2'],
  ['deepseek-coder-v2:16b', 'deepseek-coder'],
  ['codellama:7b-code', 'codellama'],
  ['codegemma:2b', 'codegemma'],
  ['granite-4.0-h-tiny', 'granite'],
  ['granite-code:8b', 'granite-code'],
])('%s is of the family %s', (model, family) => {
  expect(familyOf(model)).toBe(family);
});

test.each(['mistral-small-latest', 'llama3.2:1b', 'granite3.3:8b', 'qwen2.5:7b', 'gemma3', ''])(
  '%j is of no family we know',
  (model) => {
    expect(familyOf(model)).toBeUndefined();
  },
);

test('Mistral’s prices are per million tokens, cached input at a tenth', () => {
  expect(priceOf('mistral/codestral-latest')).toEqual({ input: 0.3, cachedInput: 0.03, output: 0.9 });
});

test('what runs on this machine costs nothing, what is unknown has no price', () => {
  expect(priceOf('ollama/codestral')).toEqual({ input: 0, cachedInput: 0, output: 0 });
  expect(priceOf('ngram')?.input).toBe(0);
  expect(priceOf('mistral/some-new-model')).toBeUndefined();
  expect(priceOf('openaiCompatible/codestral-latest')).toBeUndefined();
});

test('the window is known for Mistral’s models', () => {
  expect(windowOf('mistral/codestral-2508')).toBe(128_000);
  expect(windowOf('ollama/x')).toBeUndefined();
});
