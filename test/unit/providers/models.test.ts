// Model lists of each provider.
import { expect, test } from 'vitest';
import { silentLogger } from '../../../server/log/logger.ts';
import { createFetch } from '../../../server/providers/http.ts';
import { listModels, readModels } from '../../../server/providers/models.ts';
import { systemClock } from '../../../server/world/clock.ts';
import { FakeMistral } from '../../support/fakeMistral.ts';

const parts = { fetch: createFetch(), clock: systemClock, log: silentLogger };
const live = new AbortController().signal;

test('Mistral tells what each model can; price and window are added where known', async () => {
  const fake = await FakeMistral.start({ key: 'k' });
  const models = await listModels({ ...parts, provider: 'mistral', endpoint: fake.url, key: async () => 'k' }, live);
  await fake.stop();
  expect(models.map((model) => [model.id, model.fim, model.chat, model.price?.output])).toEqual([
    ['mistral/codestral-2508', true, true, 0.9],
    ['mistral/codestral-latest', true, true, 0.9],
    ['mistral/mistral-medium-latest', false, true, 7.5],
    ['mistral/mistral-small-latest', false, true, 0.6],
  ]);
  expect(models[0]?.contextTokens).toBe(256_000);
});

test('a refused key is an error like that of a completion', async () => {
  const fake = await FakeMistral.start({ key: 'k' });
  const asked = listModels({ ...parts, provider: 'mistral', endpoint: fake.url, key: async () => 'wrong' }, live);
  await expect(asked).rejects.toMatchObject({ kind: 'key', status: 401 });
  await fake.stop();
});

test('OpenRouter’s prices per token become prices per million', () => {
  const data = [
    {
      id: 'mistralai/codestral-2508',
      context_length: 256000,
      pricing: { prompt: '0.0000003', completion: '0.0000009' },
    },
    { id: 'openrouter/auto', context_length: 2000000, pricing: { prompt: '-1', completion: '-1' } },
  ];
  const [codestral, auto] = readModels('openrouter', { data });
  expect(codestral).toMatchObject({
    id: 'openrouter/mistralai/codestral-2508',
    fim: false,
    chat: true,
    contextTokens: 256_000,
    price: { input: 0.3, output: 0.9, cachedInput: 0.3 },
  });
  expect(auto?.price).toBeUndefined();
});

test('Ollama’s models are marked for FIM when their family is known', () => {
  const models = [{ name: 'qwen2.5-coder:7b' }, { name: 'llama3.2:1b' }, { size: 3 }];
  expect(readModels('ollama', { models }).map((model) => [model.id, model.fim, model.price?.input])).toEqual([
    ['ollama/qwen2.5-coder:7b', true, 0],
    ['ollama/llama3.2:1b', undefined, 0],
  ]);
});

test('vLLM and llama.cpp tell the window in words of their own', () => {
  expect(readModels('openaiCompatible', { data: [{ id: 'm', max_model_len: 32768 }] })[0]?.contextTokens).toBe(32_768);
  const meta = { n_ctx_train: 4096 };
  expect(readModels('llamaCpp', { data: [{ id: 'm', meta }] })[0]?.contextTokens).toBe(4096);
});

test('a model that will go away says when, and what follows', () => {
  const data = [{ id: 'old', deprecation: '2026-07-31', deprecation_replacement_model: 'new' }];
  expect(readModels('mistral', { data })[0]?.deprecation).toBe('2026-07-31, then new');
});

test('an answer of another shape is an empty list', () => {
  expect(readModels('mistral', { data: 'none' })).toEqual([]);
});
