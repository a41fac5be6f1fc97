// The other providers over real sockets: what they are asked, how failures end, and that giving up closes the socket.
import { afterEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../server/log/logger.ts';
import type { ModelErrorKind } from '../../server/model/errors.ts';
import type { StreamPart } from '../../server/model/parts.ts';
import { chatAsFim } from '../../server/providers/chatAsFim.ts';
import { createFetch } from '../../server/providers/http.ts';
import { llamaCppChat, llamaCppFim } from '../../server/providers/llamaCpp.ts';
import { ollamaChat, ollamaFim } from '../../server/providers/ollama.ts';
import { openaiCompatibleChat, openaiCompatibleFim } from '../../server/providers/openaiCompatible.ts';
import { openrouterChat } from '../../server/providers/openrouter.ts';
import { systemClock } from '../../server/world/clock.ts';
import { type Failure, playFailure, wireFailures } from '../support/fakeMistral/failures.ts';
import { Loopback } from '../support/loopback.ts';
import { chatCall, everythingShownBy, failureOfStream, fimCall, hear } from '../support/streams.ts';

const secretKey = 'Zx81SecretKeyOfTheUser42';
const secretCode = 'const launchCode = "swordfish-0451";';
const deadlines = { firstMs: 400, idleMs: 300, totalMs: 5000 };
const common = {
  clock: systemClock,
  log: silentLogger,
  model: 'qwen2.5-coder',
  tools: true,
  deadlines,
  loadingDeadlines: deadlines,
};
const key = async () => secretKey;
const fim = fimCall({ prefix: secretCode });
const chat = chatCall({ messages: [{ role: 'user', content: secretCode }] });

interface Case {
  readonly ask: (endpoint: string, signal: AbortSignal) => AsyncIterable<StreamPart>;
  readonly path: string;
  /** A whole healthy answer that says `ok`, and the beginning of one. */
  readonly healthy: string;
  readonly contentType: string;
}

const openai = {
  healthy:
    'data: {"choices":[{"index":0,"delta":{"content":"ok"}}]}\n\ndata: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
  contentType: 'text/event-stream',
};
const completion = {
  healthy: openai.healthy.replaceAll('"delta":{"content":"ok"}', '"text":"ok"'),
  contentType: 'text/event-stream',
};
const lines = 'application/x-ndjson';

const cases: Readonly<Record<string, Case>> = {
  'openrouter chat': {
    ask: (endpoint, signal) =>
      openrouterChat({ ...common, endpoint, key, fetch: createFetch(), modelSetting: 'chat.model' }).stream(
        chat,
        signal,
      ),
    path: '/v1/chat/completions',
    ...openai,
  },
  'openrouter fim': {
    ask: (endpoint, signal) =>
      chatAsFim(
        openrouterChat({ ...common, endpoint, key, fetch: createFetch(), modelSetting: 'completion.model' }),
      ).stream(fim, signal),
    path: '/v1/chat/completions',
    healthy: openai.healthy.replace('ok', '<COMPLETION>ok'),
    contentType: openai.contentType,
  },
  'openaiCompatible fim': {
    ask: (endpoint, signal) =>
      openaiCompatibleFim({ ...common, endpoint, key, fetch: createFetch(), fim: 'auto' }).stream(fim, signal),
    path: '/v1/completions',
    ...completion,
  },
  'openaiCompatible chat': {
    ask: (endpoint, signal) =>
      openaiCompatibleChat({ ...common, endpoint, key, fetch: createFetch(), fim: 'auto' }).stream(chat, signal),
    path: '/v1/chat/completions',
    ...openai,
  },
  'ollama fim': {
    ask: (endpoint, signal) =>
      ollamaFim({ ...common, endpoint, key, fetch: createFetch(), fim: 'qwen2.5-coder' }).stream(fim, signal),
    path: '/api/generate',
    healthy: '{"response":"ok","done":false}\n{"response":"","done":true,"done_reason":"stop"}\n',
    contentType: lines,
  },
  'ollama chat': {
    ask: (endpoint, signal) =>
      ollamaChat({ ...common, endpoint, key, fetch: createFetch(), fim: 'auto' }).stream(chat, signal),
    path: '/api/chat',
    healthy: '{"message":{"content":"ok"},"done":false}\n{"message":{"content":""},"done":true}\n',
    contentType: lines,
  },
  'llamaCpp fim': {
    ask: (endpoint, signal) =>
      llamaCppFim({ ...common, endpoint, key, fetch: createFetch(), fim: 'infill' }).stream(fim, signal),
    path: '/infill',
    healthy: 'data: {"content":"ok","stop":false}\n\ndata: {"content":"","stop":true,"stop_type":"eos"}\n\n',
    contentType: 'text/event-stream',
  },
  'llamaCpp chat': {
    ask: (endpoint, signal) =>
      llamaCppChat({ ...common, endpoint, key, fetch: createFetch(), fim: 'infill' }).stream(chat, signal),
    path: '/v1/chat/completions',
    ...openai,
  },
};

interface Fault {
  readonly name: string;
  readonly failure: Failure;
  readonly kind: ModelErrorKind;
}

const faults: readonly Fault[] = [
  { name: '401', failure: { status: 401, body: { error: { message: `No: ${secretKey}` } } }, kind: 'key' },
  { name: '402', failure: { status: 402, body: { error: { message: 'Insufficient credits' } } }, kind: 'quota' },
  { name: '403', failure: { status: 403, body: { error: 'no' } }, kind: 'key' },
  { name: '404', failure: { status: 404, body: { error: { message: 'model not found' } } }, kind: 'refused' },
  { name: '400', failure: { status: 400, body: { error: { message: secretCode } } }, kind: 'refused' },
  { name: '422', failure: wireFailures.unprocessablePlain, kind: 'refused' },
  { name: '429', failure: { status: 429, body: { error: { message: 'slow down' } } }, kind: 'rate-limit' },
  { name: '500', failure: { status: 500, body: { error: { message: secretCode } } }, kind: 'server' },
  { name: '502 web page', failure: wireFailures.badGatewayHtml, kind: 'server' },
  { name: 'empty 200', failure: { kind: 'raw', pieces: [] }, kind: 'wire' },
  { name: 'web page', failure: { kind: 'raw', contentType: 'text/html', pieces: ['<html>'] }, kind: 'wire' },
  { name: 'redirect', failure: { status: 302, headers: { location: 'https://elsewhere.example/' } }, kind: 'network' },
  { name: 'reset', failure: { kind: 'reset' }, kind: 'network' },
  { name: 'slow-loris', failure: { kind: 'slow-loris', byteMs: 20 }, kind: 'timeout' },
  { name: '50 MB', failure: { kind: 'flood', bytes: 50 * 1024 * 1024, as: 'one-event' }, kind: 'wire' },
];

let server: Loopback | undefined;
afterEach(() => server?.stop());

describe.each(Object.entries(cases))('%s', (_, { ask, path, healthy, contentType }) => {
  const live = new AbortController().signal;
  const well: Failure = { kind: 'raw', contentType, pieces: [healthy] };

  async function startServer(...failures: readonly Failure[]): Promise<Loopback> {
    const queue = [...failures];
    server = await Loopback.start((exchange) => playFailure(exchange, queue.shift() ?? well));
    return server;
  }

  test.each(faults)('$name', async ({ failure, kind }) => {
    const { url } = await startServer(failure);
    const error = await failureOfStream(ask(url, live));
    expect(error.kind).toBe(kind);
    expect(error.hint).not.toBe('');
    expect(everythingShownBy(error)).not.toContain(secretKey);
    expect(everythingShownBy(error)).not.toContain('swordfish');
    expect(await hear(ask(url, live))).toMatchObject({ text: 'ok', finish: 'stop' });
  });

  test('asks at the right address, with the key', async () => {
    const { url, requests } = await startServer();
    for (const end of ['', '/', '/v1']) await hear(ask(url + end, live));
    expect(requests.map((request) => request.path)).toEqual([path, path, path]);
    expect(requests[0]?.headers.authorization).toBe(`Bearer ${secretKey}`);
    expect(requests[0]?.body).toMatchObject({ stream: true });
  });

  test('aborting closes the socket within 100 ms', async () => {
    const { url } = await startServer({ kind: 'hang', after: 'headers' });
    const controller = new AbortController();
    const answer = hear(ask(url, controller.signal));
    await server?.received(1);
    const abortedAt = performance.timeOrigin + performance.now();
    controller.abort();
    await expect(answer).rejects.toHaveProperty('name', 'AbortError');
    const request = await server?.closed(1);
    expect(request?.closedBy).toBe('client');
    expect((request?.closedAt ?? 0) - abortedAt).toBeLessThan(100);
  });

  test('leaving early closes the socket', async () => {
    const beginning = healthy.slice(0, healthy.indexOf('\n', healthy.indexOf('ok')) + 2);
    const { url } = await startServer({ kind: 'raw', contentType, pieces: [beginning], end: 'hang' });
    const controller = new AbortController();
    for await (const part of ask(url, controller.signal)) if (part.type === 'text-delta') break;
    expect((await server?.closed(1))?.closedBy).toBe('client');
  });
});
