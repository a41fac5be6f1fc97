// The list of models as text.
import { expect, test } from 'vitest';
import { modelsText } from '../../../server/cli/modelsText.ts';
import type { ListedModel } from '../../../server/providers/models.ts';

const chat: ListedModel = {
  id: 'mistral/mistral-large-latest',
  fim: false,
  chat: true,
  contextTokens: 256_000,
  price: { input: 0.5, cachedInput: 0.05, output: 1.5 },
  deprecation: '2026-12-01',
};
const fim: ListedModel = {
  id: 'ollama/qwen2.5-coder',
  fim: true,
  chat: undefined,
  contextTokens: undefined,
  price: { input: 0, cachedInput: 0, output: 0 },
  deprecation: undefined,
};

test('models that can complete come first, and what is not known is a question mark', () => {
  expect(modelsText('api.example', [chat, fim]).split('\n').slice(0, 4)).toEqual([
    'model                         FIM  chat  context  in/out   remark',
    'ollama/qwen2.5-coder          yes  ?     ?        free',
    'mistral/mistral-large-latest  no   yes   256,000  0.5/1.5  ends 2026-12-01',
    '',
  ]);
});

test('an empty list is told as a sentence', () => {
  expect(modelsText('api.example', [])).toBe('api.example lists no models for this key.\n');
});
