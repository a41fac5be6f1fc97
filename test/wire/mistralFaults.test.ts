// Everything that can go wrong between us and Mistral: the right kind, a cure, no secrets, and the next request works.
import { createServer } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../server/log/logger.ts';
import type { ModelErrorKind } from '../../server/model/errors.ts';
import type { StreamPart } from '../../server/model/parts.ts';
import { createFetch, preloadTransport } from '../../server/providers/http.ts';
import { type MistralOptions, mistralChat, mistralFim, preloadMistral } from '../../server/providers/mistral.ts';
import type { Deadlines } from '../../server/providers/watch.ts';
import { systemClock } from '../../server/world/clock.ts';
import { type Failure, FakeMistral, wireFailures } from '../support/fakeMistral.ts';
import { chatCall, everythingShownBy, failureOfStream, fimCall, hear } from '../support/streams.ts';

const key = 'Zx81SecretKeyOfTheUser42';
const secretCode = 'const launchCode = "swordfish-0451";';
const live = new AbortController().signal;
const deadlines = { firstMs: 400, idleMs: 300, totalMs: 20_000 };
/** Finding out that a name does not exist may take a resolver some seconds. */
const patient = { firstMs: 20_000, idleMs: 300, totalMs: 20_000 };
const chunk = '{"id":"1","model":"m","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}';

// Loading the SDK takes longer than a deadline of these tests on a busy machine.
beforeAll(async () => {
  await Promise.all([preloadMistral(), preloadTransport()]);
});

let fake: FakeMistral;
beforeEach(async () => {
  fake = await FakeMistral.start({ key });
});
afterEach(() => fake.stop());

function options(endpoint: string, limits: Deadlines): MistralOptions {
  const parts = { fetch: createFetch(), clock: systemClock, log: silentLogger };
  return { model: 'codestral-latest', endpoint, key: async () => key, deadlines: limits, ...parts };
}

const uses = {
  fim: (endpoint: string, limits = deadlines): AsyncIterable<StreamPart> =>
    mistralFim(options(endpoint, limits)).stream(fimCall({ prefix: secretCode, cacheKey: 'k' }), live),
  chat: (endpoint: string, limits = deadlines): AsyncIterable<StreamPart> =>
    mistralChat(options(endpoint, limits)).stream(
      chatCall({ messages: [{ role: 'user', content: secretCode }] }),
      live,
    ),
};

interface Fault {
  readonly name: string;
  readonly failure: Failure;
  readonly kind: ModelErrorKind;
  /** What the hint must say. */
  readonly hint: RegExp;
  readonly retryAfterMs?: number;
}

const faults: readonly Fault[] = [
  { name: '401', failure: wireFailures.unauthorized, kind: 'key', hint: /apiKeyVariable/ },
  { name: '401 of the gateway', failure: wireFailures.unauthorizedGateway, kind: 'key', hint: /apiKeyVariable/ },
  { name: '402', failure: wireFailures.paymentRequired, kind: 'quota', hint: /credit/ },
  { name: '403', failure: wireFailures.forbidden, kind: 'key', hint: /another key|another model/ },
  { name: '403 web page', failure: wireFailures.forbiddenHtml, kind: 'network', hint: /firewall|proxy/ },
  { name: '404', failure: wireFailures.notFound, kind: 'refused', hint: /providers\.mistral\.endpoint/ },
  { name: '400 invalid model', failure: wireFailures.invalidModel, kind: 'refused', hint: /\.model`/ },
  { name: '400 not FIM', failure: wireFailures.notFim, kind: 'refused', hint: /codestral-latest/ },
  { name: '400 too long', failure: wireFailures.tooLong, kind: 'refused', hint: /159202 tokens, at most 131072/ },
  { name: '422 nested', failure: wireFailures.unprocessableNested, kind: 'refused', hint: /x \(extra_forbidden\)/ },
  { name: '422 plain', failure: wireFailures.unprocessablePlain, kind: 'refused', hint: /x \(extra_forbidden\)/ },
  { name: '422 as text', failure: wireFailures.unprocessableText, kind: 'refused', hint: /x \(extra_forbidden\)/ },
  { name: '429', failure: wireFailures.rateLimited, kind: 'rate-limit', hint: /too many requests/ },
  { name: '429 short', failure: wireFailures.rateLimitedShort, kind: 'rate-limit', hint: /too many requests/ },
  {
    name: '429 with Retry-After',
    failure: wireFailures.rateLimitedRetryAfter,
    kind: 'rate-limit',
    hint: /12 s/,
    retryAfterMs: 12_000,
  },
  { name: '429 with limit 0', failure: wireFailures.noQuota, kind: 'quota', hint: /no quota.*Waiting does not help/ },
  { name: '429 capacity', failure: wireFailures.capacity, kind: 'rate-limit', hint: /capacity/, retryAfterMs: 2000 },
  {
    name: '429 pending',
    failure: wireFailures.pendingTokens,
    kind: 'rate-limit',
    hint: /capacity/,
    retryAfterMs: 2000,
  },
  { name: '500', failure: wireFailures.internal, kind: 'server', hint: /problem of its own.*Try again.*It says/ },
  { name: '502 web page', failure: wireFailures.badGatewayHtml, kind: 'server', hint: /502/ },
  { name: '503', failure: wireFailures.unavailable, kind: 'server', hint: /503/ },
  { name: '504 empty', failure: wireFailures.emptyGatewayTimeout, kind: 'server', hint: /504/ },
  { name: 'empty 200', failure: { kind: 'raw', pieces: [] }, kind: 'wire', hint: /empty body/ },
  { name: 'malformed JSON', failure: { kind: 'raw', pieces: ['data: {"id":\n\n'] }, kind: 'wire', hint: /not JSON/ },
  { name: 'malformed events', failure: { kind: 'raw', pieces: ['no event at all\n\n'] }, kind: 'wire', hint: /empty/ },
  {
    name: 'broken JSON instead of events',
    failure: { kind: 'raw', contentType: 'application/json', pieces: ['{"id": '] },
    kind: 'wire',
    hint: /not JSON/,
  },
  {
    name: 'web page with status 200',
    failure: { kind: 'raw', contentType: 'text/html', pieces: ['<html>Please log in</html>'] },
    kind: 'wire',
    hint: /web page/,
  },
  {
    name: 'error object inside the stream',
    failure: { kind: 'raw', pieces: [`data: ${chunk}\n\n`, `data: ${JSON.stringify(wireFailures.internal.body)}\n\n`] },
    kind: 'server',
    hint: /problem of its own/,
  },
  {
    name: 'rate limit inside the stream',
    failure: { kind: 'raw', pieces: [`data: ${JSON.stringify(wireFailures.rateLimited.body)}\n\n`] },
    kind: 'rate-limit',
    hint: /too many requests/,
  },
  { name: 'reset before headers', failure: { kind: 'reset' }, kind: 'network', hint: /cannot be reached/ },
  {
    name: 'reset inside',
    failure: { kind: 'raw', pieces: [`data: ${chunk}\n\n`], end: 'reset' },
    kind: 'network',
    hint: /cannot be reached/,
  },
  { name: 'hang before headers', failure: { kind: 'hang', after: 'request' }, kind: 'timeout', hint: /400 ms/ },
  { name: 'hang behind headers', failure: { kind: 'hang', after: 'headers' }, kind: 'timeout', hint: /400 ms/ },
  {
    name: 'hang inside',
    failure: { kind: 'raw', pieces: [`data: ${chunk}\n\n`], end: 'hang' },
    kind: 'timeout',
    hint: /stopped in the middle/,
  },
  { name: 'slow-loris', failure: { kind: 'slow-loris', byteMs: 20 }, kind: 'timeout', hint: /400 ms/ },
  { name: '50 MB in one event', failure: flood('one-event'), kind: 'wire', hint: /MB/ },
  { name: '50 MB of events', failure: flood('events'), kind: 'wire', hint: /MB/ },
  { name: '50 MB of JSON', failure: flood('json'), kind: 'wire', hint: /MB/ },
  {
    name: 'redirect to another host',
    failure: { status: 307, headers: { location: 'https://elsewhere.example/v1/fim/completions' } },
    kind: 'network',
    hint: /elsewhere\.example/,
  },
  {
    name: 'an error that quotes key and prompt',
    failure: { status: 400, body: { message: `Bad key ${key} or bad prompt ${secretCode}`, type: 'x' } },
    kind: 'refused',
    hint: /refused the request/,
  },
];

describe.each(Object.entries(uses))('%s', (_, ask) => {
  test.each(faults)('$name', async ({ failure, kind, hint, retryAfterMs }) => {
    fake.fail(failure);
    const error = await failureOfStream(ask(fake.url));
    expect(error.kind).toBe(kind);
    expect(error.hint).toMatch(hint);
    if (retryAfterMs !== undefined) expect(error.retryAfterMs).toBe(retryAfterMs);
    expect(everythingShownBy(error)).not.toContain(key);
    expect(everythingShownBy(error)).not.toContain('swordfish');
    fake.answer('healthy');
    expect((await hear(ask(fake.url))).text).toBe('healthy');
  });

  test('a refused connection', async () => {
    const error = await failureOfStream(ask(await closedPort()));
    expect(error.kind).toBe('network');
    expect(error.hint).toMatch(/ECONNREFUSED.*providers\.mistral\.endpoint/);
  });

  test('a host name that does not exist', async () => {
    const error = await failureOfStream(ask('http://nowhere.invalid', patient));
    expect(error).toMatchObject({ kind: 'network' });
    expect(error.hint).toMatch(/nowhere\.invalid/);
  });

  test('plain HTTP where TLS was expected', async () => {
    const error = await failureOfStream(ask(fake.url.replace('http:', 'https:')));
    expect(error.kind).toBe('network');
    expect(error.hint).toMatch(/SSL/);
  });

  test('a clean end without a finish reason is a cut answer, not an error', async () => {
    fake.answer({ text: 'half', finishReason: null, end: 'no-done' });
    expect(await hear(ask(fake.url))).toMatchObject({ text: 'half', finish: 'cut', usage: undefined });
  });

  test('trouble behind the finish reason changes nothing', async () => {
    for (const end of ['no-done', 'reset', 'hang'] as const) {
      fake.answer({ text: 'whole', end });
      expect(await hear(ask(fake.url))).toMatchObject({ text: 'whole', finish: 'stop' });
    }
  });

  test('content that is null, a list of chunks, or missing', async () => {
    fake.answer({ text: 'unseen', content: 'null' });
    expect(await hear(ask(fake.url))).toMatchObject({ text: '', finish: 'stop' });
    fake.answer({ text: 'a b', content: 'chunks' });
    expect(await hear(ask(fake.url))).toMatchObject({ text: 'a b', finish: 'stop' });
    fake.fail({ kind: 'raw', pieces: ['data: {"id":"1","model":"m","choices":[]}\n\ndata: [DONE]\n\n'] });
    expect(await hear(ask(fake.url))).toMatchObject({ text: '', finish: 'cut' });
  });

  test('a whole JSON answer instead of a stream is read', async () => {
    const body = { choices: [{ message: { content: 'whole' }, finish_reason: 'stop' }], usage: null };
    fake.fail({ status: 200, body });
    expect(await hear(ask(fake.url))).toMatchObject({ text: 'whole', finish: 'stop' });
  });

  test('cached tokens are read in all three spellings', async () => {
    for (const cachedSpelling of ['prompt_tokens_details', 'prompt_token_details', 'num_cached_tokens'] as const) {
      fake.answer({ text: 'x', cachedTokens: 64, cachedSpelling });
      expect((await hear(ask(fake.url))).usage?.cachedTokens).toBe(64);
    }
  });
});

function flood(as: 'one-event' | 'events' | 'json'): Failure {
  return { kind: 'flood', bytes: 50 * 1024 * 1024, as };
}

/** An address where nothing listens: a port that was free a moment ago. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 1}`;
}
