// Mistral's FIM and chat over a real loopback server.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../server/log/logger.ts';
import { createFetch } from '../../../server/providers/http.ts';
import { type MistralOptions, mistralChat, mistralFim } from '../../../server/providers/mistral.ts';
import { systemClock } from '../../../server/world/clock.ts';
import { settle } from '../../support/fakeClock.ts';
import { FakeMistral } from '../../support/fakeMistral.ts';
import { chatCall, failureOfStream, fimCall, hear } from '../../support/streams.ts';

const root = join(import.meta.dirname, '../../..');
const live = new AbortController().signal;
let fake: FakeMistral;

beforeEach(async () => {
  fake = await FakeMistral.start({ key: 'test-key' });
});
afterEach(() => fake.stop());

function options(change: Partial<MistralOptions> = {}): MistralOptions {
  return {
    model: 'codestral-latest',
    endpoint: fake.url,
    key: async () => 'test-key',
    fetch: createFetch(),
    clock: systemClock,
    log: silentLogger,
    ...change,
  };
}

test('the middle arrives piece by piece, with finish reason and usage', async () => {
  fake.answer({ text: 'items, 0)', cachedTokens: 3 });
  const heard = await hear(mistralFim(options()).stream(fimCall(), live));
  expect(heard.text).toBe('items, 0)');
  expect(heard.parts.length).toBeGreaterThan(3);
  expect(heard.finish).toBe('stop');
  expect(heard.usage).toEqual({ inputTokens: 7, cachedTokens: 3, outputTokens: 4 });
});

test('a FIM request has only documented fields, and no empty stop list', async () => {
  await hear(mistralFim(options()).stream(fimCall(), live));
  expect(fake.requests[0]?.body).toEqual({
    model: 'codestral-latest',
    prompt: 'const total = sum(',
    suffix: ');\n',
    max_tokens: 64,
    temperature: 0,
    stream: true,
  });
});

test('stop sequences and cache key are sent when there are any', async () => {
  await hear(mistralFim(options()).stream(fimCall({ stop: ['\n\n'], cacheKey: 'k1' }), live));
  expect(fake.requests[0]?.body).toMatchObject({ stop: ['\n\n'], prompt_cache_key: 'k1' });
});

test('related code stands before the prefix, each file under its path', async () => {
  const snippets = [{ path: 'src/sum.ts', text: 'export const sum = 1;', source: 'sibling', score: 1 }] as const;
  await hear(mistralFim(options()).stream(fimCall({ snippets }), live));
  expect(fake.requests[0]?.body).toMatchObject({
    prompt: '+++++ src/sum.ts\nexport const sum = 1;\n\n+++++ src/total.ts\nconst total = sum(',
    stop: ['\n+++++ '],
  });
});

test('neither the uri nor the telemetry of the SDK leaves the machine', async () => {
  await hear(mistralFim(options()).stream(fimCall(), live));
  const [request] = fake.requests;
  expect(request?.text).not.toContain('/project/');
  expect(request?.headers['user-agent']).toBe('codestral-lsp');
  expect(request?.headers.cookie).toBeUndefined();
});

test('an endpoint may end in /v1 or a slash', async () => {
  for (const end of ['/', '/v1', '/v1/']) {
    const model = mistralFim(options({ endpoint: fake.url + end }));
    expect((await hear(model.stream(fimCall(), live))).finish).toBe('stop');
  }
});

test('an endpoint that is no address is an error that names the setting', async () => {
  for (const endpoint of ['api.mistral.ai', 'ftp://example.com', '', 'https://name:word@example.com']) {
    const error = await failureOfStream(mistralFim(options({ endpoint })).stream(fimCall(), live));
    expect(error.hint).toContain('providers.mistral.endpoint');
    expect(error.hint).not.toContain('word@');
  }
});

test('a key that fits into no header is refused before anything is sent', async () => {
  for (const key of ['', '  ', 'clé€', 'two words']) {
    const error = await failureOfStream(mistralFim(options({ key: async () => key })).stream(fimCall(), live));
    expect(error.kind).toBe('key');
  }
  expect(fake.requests).toHaveLength(0);
});

test('a key is trimmed', async () => {
  const heard = await hear(mistralFim(options({ key: async () => 'test-key\n' })).stream(fimCall(), live));
  expect(heard.finish).toBe('stop');
});

test('rate-limit headers are shown to whoever wants to learn from them, on errors too', async () => {
  const seen: (string | null)[] = [];
  const model = mistralFim(options({ onHeaders: (headers) => seen.push(headers.get('x-ratelimit-limit-req-minute')) }));
  await hear(model.stream(fimCall(), live));
  fake.fail({ status: 429, body: {}, headers: { 'x-ratelimit-limit-req-minute': '2' } });
  await failureOfStream(model.stream(fimCall(), live));
  expect(seen).toEqual(['60', '2']);
});

test('all requests of one fetch share a connection', async () => {
  const model = mistralFim(options());
  for (let count = 0; count < 5; count++) {
    await hear(model.stream(fimCall(), live));
    // undici gives a connection back one turn of the event loop after the body has ended.
    await settle();
  }
  expect(fake.connections).toBe(1);
});

test('aborting closes the socket within 100 ms and passes the abort error on', async () => {
  fake.answer({ text: 'a b c d', perTokenMs: 10_000 });
  const controller = new AbortController();
  const stream = mistralFim(options()).stream(fimCall(), controller.signal)[Symbol.asyncIterator]();
  await stream.next();
  const abortedAt = performance.timeOrigin + performance.now();
  const next = stream.next();
  controller.abort();
  await expect(next).rejects.toHaveProperty('name', 'AbortError');
  const request = await fake.closed(1);
  expect(request.closedBy).toBe('client');
  expect((request.closedAt ?? 0) - abortedAt).toBeLessThan(100);
});

test('after an abort nothing more is given, even of what had arrived', async () => {
  fake.answer({ text: 'a b c d e f g h' });
  const controller = new AbortController();
  const stream = mistralFim(options()).stream(fimCall(), controller.signal)[Symbol.asyncIterator]();
  await stream.next();
  await fake.closed(1);
  controller.abort();
  await expect(stream.next()).rejects.toHaveProperty('name', 'AbortError');
});

test('aborting before the answer begins closes the socket too', async () => {
  fake.fail({ kind: 'hang', after: 'request' });
  const controller = new AbortController();
  const first = mistralFim(options()).stream(fimCall(), controller.signal)[Symbol.asyncIterator]().next();
  await fake.received(1);
  controller.abort();
  await expect(first).rejects.toHaveProperty('name', 'AbortError');
  expect((await fake.closed(1)).closedBy).toBe('client');
});

test('leaving the loop early closes the socket', async () => {
  fake.answer({ text: 'a b c d', perTokenMs: 10_000 });
  const leftAt = await (async () => {
    for await (const part of mistralFim(options()).stream(fimCall(), live)) {
      if (part.type === 'text-delta') break;
    }
    return performance.timeOrigin + performance.now();
  })();
  const request = await fake.closed(1);
  expect(request.closedBy).toBe('client');
  expect((request.closedAt ?? 0) - leftAt).toBeLessThan(100);
});

test('an aborted signal sends nothing', async () => {
  const stream = mistralFim(options()).stream(fimCall(), AbortSignal.abort());
  await expect(hear(stream)).rejects.toHaveProperty('name', 'AbortError');
  expect(fake.requests).toHaveLength(0);
});

test('the SDK’s own switches for debugging and telemetry print nothing and send nothing', async () => {
  fake.answer('items)');
  const program = [join(root, 'test/run.mjs'), join(root, 'test/support/completeOnce.ts'), fake.url, 'test-key'];
  const env = { ...process.env, MISTRAL_DEBUG: '1', MISTRAL_SDK_TELEMETRY: 'dedicated' };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, program, { cwd: root, env });
  expect({ stdout, stderr }).toEqual({ stdout: 'items)\n', stderr: '' });
  expect(fake.requests.map((request) => request.path)).toEqual(['/v1/fim/completions']);
});

test('chat streams text and reasoning apart', async () => {
  fake.answer({ reasoning: 'Think.', text: 'It calls itself.', content: 'chunks' });
  const heard = await hear(mistralChat(options({ model: 'mistral-small-latest' })).stream(chatCall(), live));
  expect(heard).toMatchObject({ text: 'It calls itself.', reasoning: 'Think.', finish: 'stop' });
});

test('tool calls come after the stream has ended, with unchanged ids and joined arguments', async () => {
  const call = { id: 'aB3dE6gH9', name: 'read_file', arguments: '{"path":"src/total.ts"}' };
  fake.answer({ text: 'Let me see.', toolCalls: [call] });
  const tools = [{ name: 'read_file', description: 'Reads', parameters: { type: 'object', properties: {} } }];
  const heard = await hear(mistralChat(options()).stream(chatCall({ tools, toolChoice: 'required' }), live));
  expect(heard.toolCalls).toEqual([{ id: 'aB3dE6gH9', name: 'read_file', input: '{"path":"src/total.ts"}' }]);
  expect(heard.finish).toBe('tool-calls');
  expect(fake.requests[0]?.body).toMatchObject({ tool_choice: 'required', tools: [{ type: 'function' }] });
});

test('a conversation with tool results, prediction and cache key keeps to the contract', async () => {
  fake.answer('Done.');
  const call = chatCall({
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Read it.' },
      { role: 'assistant', content: '', toolCalls: [{ id: 'aB3dE6gH9', name: 'read_file', input: '{}' }] },
      { role: 'tool', toolCallId: 'aB3dE6gH9', name: 'read_file', content: 'text' },
    ],
    prediction: 'const a = 1;',
    cacheKey: 'k2',
    maxTokens: undefined,
  });
  const heard = await hear(mistralChat(options()).stream(call, live));
  expect(heard.text).toBe('Done.');
  expect(fake.requests[0]?.body).toMatchObject({
    prediction: { type: 'content', content: 'const a = 1;' },
    prompt_cache_key: 'k2',
    messages: [{}, {}, { tool_calls: [{ id: 'aB3dE6gH9' }] }, { tool_call_id: 'aB3dE6gH9' }],
  });
  expect(fake.requests[0]?.body).not.toHaveProperty('max_tokens');
});
