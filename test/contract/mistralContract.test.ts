// The strict fake against Mistral's published OpenAPI, and everything we send against the strict fake.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLogger } from '../../server/log/logger.ts';
import type { ChatMessage } from '../../server/model/chat.ts';
import { createFetch } from '../../server/providers/http.ts';
import { mistralChat, mistralFim } from '../../server/providers/mistral.ts';
import { systemClock } from '../../server/world/clock.ts';
import { messageFields } from '../support/fakeMistral/chatContract.ts';
import { chatFields, complaintsAbout, type FieldRule, fimFields } from '../support/fakeMistral/contract.ts';
import { FakeMistral } from '../support/fakeMistral.ts';
import { chatCall, fimCall, hear } from '../support/streams.ts';
import { type DerivedContract, type DerivedField, deriveContract } from './derive.ts';

// The published file is no part of this repository. Where it lies beside it, it is the judge; elsewhere our derived copy is.
const published = join(import.meta.dirname, '../../../shared/data/mistral-openapi.yaml');
const copy = JSON.parse(readFileSync(join(import.meta.dirname, 'requests.json'), 'utf8')) as DerivedContract;
const isHere = existsSync(published);
const judge = isHere ? deriveContract(readFileSync(published, 'utf8')) : copy;
const source = isHere
  ? 'the published OpenAPI'
  : 'requests.json, derived from the published OpenAPI, which is not here';

test(`the copy in requests.json agrees with ${source}`, () => {
  expect(copy).toEqual(judge);
});

describe(`the fake, judged by ${source}`, () => {
  test.each([
    ['FIMCompletionRequest', fimFields],
    ['ChatCompletionRequest', chatFields],
    ['SystemMessage', messageFields.system],
    ['UserMessage', messageFields.user],
    ['AssistantMessage', messageFields.assistant],
    ['ToolMessage', messageFields.tool],
  ])('knows the fields, types and ranges of %s, and refuses others', (name, rules = {}) => {
    const schema = judge[name];
    // The default role is of no use: the role decides which of the four schemas is meant.
    const required = Object.keys(rules).filter((field) => rules[field]?.required === true && field !== 'role');
    expect(typesOf(rules)).toEqual(schema?.fields);
    expect(required.sort()).toEqual(schema?.required);
    expect(schema?.closed).toBe(true);
  });

  test('takes in a tool what the schema knows', () => {
    expect(Object.keys(judge.Tool?.fields ?? {})).toEqual(['type', 'function']);
    expect(Object.keys(judge.Function?.fields ?? {})).toEqual(['name', 'description', 'strict', 'parameters']);
    expect(judge.Function?.required).toEqual(['name', 'parameters']);
    expect(Object.keys(judge.Prediction?.fields ?? {})).toEqual(['type', 'content']);
  });
});

describe('the fake refuses', () => {
  const valid = { model: 'codestral-latest', prompt: 'a' };
  test.each([
    ['an unknown field', { stream_options: {} }, 'extra_forbidden'],
    ['a high temperature', { temperature: 1.6 }, 'less_than_equal'],
    ['a negative count', { max_tokens: -1 }, 'greater_than_equal'],
    ['a broken count', { max_tokens: 1.5 }, 'int_from_float'],
    ['a number as prompt', { prompt: 1 }, 'string_type'],
    ['an empty stop list', { stop: [] }, 'too_short'],
    ['five stop sequences', { stop: ['a', 'b', 'c', 'd', 'e'] }, 'too_long'],
    ['a missing prompt', { prompt: undefined }, 'missing'],
  ])('%s', (_, change, type) => {
    const body: unknown = JSON.parse(JSON.stringify({ ...valid, ...change }));
    expect(complaintsAbout(fimFields, valid)).toEqual([]);
    expect(complaintsAbout(fimFields, body)).toMatchObject([{ type }]);
  });
});

describe('whatever we are asked, what we send is valid', () => {
  let fake: FakeMistral;
  beforeAll(async () => {
    fake = await FakeMistral.start({ key: 'k' });
  });
  afterAll(() => fake.stop());
  const live = new AbortController().signal;
  const options = () => {
    const parts = { fetch: createFetch(), clock: systemClock, log: silentLogger, key: async () => 'k' };
    return { ...parts, model: 'codestral-latest', endpoint: fake.url };
  };
  const text = fc.string({ unit: 'binary', maxLength: 30 });
  const sampling = {
    stop: fc.array(fc.string({ minLength: 1, maxLength: 5 }), { maxLength: 6 }),
    temperature: fc.double({ min: -1, max: 3, noNaN: true }),
    maxTokens: fc.double({ min: 0, max: 5000, noNaN: true }),
    cacheKey: fc.option(fc.uuid(), { nil: undefined }),
  };

  test('FIM', async () => {
    const snippet = fc.record({ path: text, text, source: fc.constant('similar' as const), score: fc.constant(1) });
    const calls = fc.record({ prefix: text, suffix: text, snippets: fc.array(snippet, { maxLength: 2 }), ...sampling });
    const model = mistralFim(options());
    await fc.assert(
      fc.asyncProperty(calls, async (change) => {
        expect((await hear(model.stream(fimCall(change), live))).finish).toBe('stop');
      }),
      { numRuns: 60 },
    );
  });

  test('chat', async () => {
    const turn = fc.oneof(
      fc.record({ role: fc.constant('system' as const), content: text }),
      fc.record({ role: fc.constant('user' as const), content: text }),
      fc.record({ role: fc.constant('assistant' as const), content: text }),
    );
    const rounds: readonly ChatMessage[] = [
      { role: 'user', content: 'Read.' },
      { role: 'assistant', content: '', toolCalls: [{ id: 'aB3dE6gH9', name: 'read', input: '{"a":1}' }] },
      { role: 'tool', toolCallId: 'aB3dE6gH9', name: 'read', content: 'text' },
      { role: 'assistant', content: 'So.' },
    ];
    const messages = fc
      .tuple(fc.array(turn, { maxLength: 3 }), fc.boolean(), text)
      .map(([turns, used, last]) => [...turns, ...(used ? rounds : []), { role: 'user' as const, content: last }]);
    const tools = fc.constantFrom([], [{ name: 'read', description: 'Reads', parameters: { type: 'object' } }]);
    const toolChoice = fc.constantFrom('auto' as const, 'none' as const, 'required' as const);
    const prediction = fc.option(text, { nil: undefined });
    const model = mistralChat(options());
    await fc.assert(
      fc.asyncProperty(fc.record({ messages, tools, toolChoice, prediction, ...sampling }), async (change) => {
        expect((await hear(model.stream(chatCall(change), live))).finish).toBe('stop');
      }),
      { numRuns: 60 },
    );
  });
});

/** Our rules in the words of the derived contract. */
function typesOf(rules: Readonly<Record<string, FieldRule>>): Readonly<Record<string, DerivedField>> {
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, fieldOf(name, rule)]));
}

function fieldOf(name: string, rule: FieldRule): DerivedField {
  const types = new Set<string>(rule.nullable === true ? ['null'] : []);
  if (rule.type === 'stop') for (const type of ['array', 'string']) types.add(type);
  else if (rule.type === 'toolChoice') for (const type of ['object', 'string']) types.add(type);
  else types.add(rule.type);
  // The content of every message may be a list of chunks too.
  if (name === 'content') types.add('array');
  const allowed = rule.type === 'toolChoice' ? ['auto', 'none', 'any', 'required'] : rule.oneOf;
  return {
    types: [...types].sort(),
    ...(rule.minimum === undefined ? {} : { minimum: rule.minimum }),
    ...(rule.maximum === undefined ? {} : { maximum: rule.maximum }),
    ...(allowed === undefined ? {} : { enum: [...allowed] }),
  };
}
