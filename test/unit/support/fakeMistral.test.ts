// The fake Mistral answers and refuses as the real one was seen to do.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeMistral } from '../../support/fakeMistral.ts';

let fake: FakeMistral;
beforeEach(async () => {
  fake = await FakeMistral.start({ key: 'k' });
});
afterEach(() => fake.stop());

const fim = { model: 'codestral-latest', prompt: 'a', suffix: 'b' };
const chat = { model: 'codestral-latest', messages: [{ role: 'user', content: 'a' }] };
const call = { id: 'aB3dE6gH9', function: { name: 'read', arguments: '{}' } };

async function post(path: string, body: unknown, key = 'k') {
  const response = await fetch(`${fake.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

const postFim = (change: object) => post('/v1/fim/completions', { ...fim, ...change });
const postChat = (messages: readonly object[]) => post('/v1/chat/completions', { ...chat, messages });

test('a whole answer has the shape of a chat answer', async () => {
  fake.answer({ text: 'items)', cachedTokens: 2 });
  const { status, text } = await postFim({});
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({
    object: 'chat.completion',
    choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: 'items)' } }],
    usage: { prompt_tokens_details: { cached_tokens: 2 } },
  });
});

test('a stream begins with an empty role chunk, carries padding and ends with usage and [DONE]', async () => {
  fake.answer('items)');
  const events = (await postFim({ stream: true })).text.trimEnd().split('\n\n');
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event.replace('data: ', '')));
  expect(events.at(-1)).toBe('data: [DONE]');
  expect(chunks[0].choices[0].delta).toEqual({ role: 'assistant', content: '' });
  expect(chunks[1].p).toMatch(/^abc/);
  expect(chunks.at(-1)).toMatchObject({ choices: [{ finish_reason: 'stop' }], usage: {} });
  expect(chunks.map((chunk) => chunk.choices[0].delta.content).join('')).toBe('items)');
});

describe('is refused:', () => {
  test('a wrong key', async () => {
    expect(await post('/v1/fim/completions', fim, 'other')).toEqual({ status: 401, text: '{"detail":"Unauthorized"}' });
  });

  test('an unknown address', async () => {
    expect((await post('/v1/v1/fim/completions', fim)).status).toBe(404);
  });

  test('an unknown model', async () => {
    const { status, text } = await postFim({ model: 'nope' });
    expect({ status, code: JSON.parse(text).code }).toEqual({ status: 400, code: '1500' });
  });

  test('FIM of a chat model', async () => {
    expect((await postFim({ model: 'mistral-small-latest' })).text).toContain('FIM is not enabled');
  });

  test('a prompt beyond the window', async () => {
    expect((await postFim({ prompt: 'x'.repeat(1_000_000) })).text).toContain('too large for model');
  });

  test('an unknown field, with the real 422', async () => {
    const { status, text } = await postFim({ stream_options: {} });
    expect(status).toBe(422);
    expect(JSON.parse(text).message.detail).toMatchObject([
      { type: 'extra_forbidden', loc: ['body', 'stream_options'] },
    ]);
  });

  test.each([
    ['user behind tool', [{ role: 'user', content: 'a' }, { role: 'assistant', tool_calls: [call] }, result(), user()]],
    ['an assistant at the end', [user(), { role: 'assistant', content: 'a' }]],
    ['a missing result', [user(), { role: 'assistant', tool_calls: [call] }, user()]],
    ['a result without a call', [user(), result()]],
    ['an id of another form', [user(), { role: 'assistant', tool_calls: [{ ...call, id: 'call_1' }] }, result()]],
  ])('messages with %s', async (_, messages) => {
    expect((await postChat(messages)).status).toBe(400);
  });

  test('a message with an unknown field', async () => {
    expect((await postChat([{ ...user(), name: 'x' }])).status).toBe(422);
  });
});

test('who ended an exchange is recorded', async () => {
  await postFim({});
  expect((await fake.closed(1)).closedBy).toBe('server');
  fake.fail({ kind: 'hang', after: 'headers' });
  const controller = new AbortController();
  const { signal } = controller;
  const body = JSON.stringify({ ...fim, stream: true });
  await fetch(`${fake.url}/v1/fim/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer k' },
    body,
    signal,
  });
  controller.abort();
  expect((await fake.closed(2)).closedBy).toBe('client');
});

function user() {
  return { role: 'user', content: 'a' };
}

function result() {
  return { role: 'tool', tool_call_id: 'aB3dE6gH9', name: 'read', content: 'text' };
}
