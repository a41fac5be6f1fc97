// The limits around the real adapter and a server that answers as Mistral does, over HTTP.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AccountLimits } from '../../../server/limits/account.ts';
import { withChatLimits, withLimits } from '../../../server/limits/wrap.ts';
import { silentLogger } from '../../../server/log/logger.ts';
import type { ChatModel } from '../../../server/model/chat.ts';
import type { FimModel } from '../../../server/model/fim.ts';
import type { StreamPart } from '../../../server/model/parts.ts';
import { mistralChat, mistralFim } from '../../../server/providers/mistral.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { FakeMistral, wireFailures } from '../../support/fakeMistral.ts';

let mistral: FakeMistral;
let clock: FakeClock;
let limits: AccountLimits;
let fim: FimModel;
let chat: ChatModel;
beforeEach(async () => {
  mistral = await FakeMistral.start({ requestsPerMinute: 3 });
  mistral.answerWith(() => 'answer');
  clock = new FakeClock();
  limits = new AccountLimits({ provider: 'Mistral', clock, rates: () => ({}), random: () => 0.5 });
  const wire = {
    endpoint: mistral.url,
    key: async () => 'a-key-of-the-test',
    fetch,
    clock,
    log: silentLogger,
    onHeaders: (headers: Headers) => limits.learn(headers),
  };
  fim = withLimits(mistralFim({ ...wire, model: 'codestral-latest' }), limits);
  chat = withChatLimits(mistralChat({ ...wire, model: 'mistral-small-latest' }), limits, () => {});
});
afterEach(async () => {
  await mistral.stop();
});

async function textOf(parts: AsyncIterable<StreamPart>): Promise<string> {
  let text = '';
  for await (const part of parts) if (part.type === 'text-delta') text += part.text;
  return text;
}

function complete(): Promise<string> {
  const call = {
    prefix: 'const a = ',
    suffix: ';',
    uri: 'file:///a.ts',
    path: 'a.ts',
    languageId: 'typescript',
    snippets: [],
    stop: [],
    maxTokens: 64,
    temperature: 0,
    cacheKey: undefined,
  };
  return textOf(fim.stream(call, new AbortController().signal));
}

function ask(signal = new AbortController().signal): Promise<string> {
  const call = {
    messages: [{ role: 'user' as const, content: 'hello' }],
    tools: [],
    toolChoice: 'none' as const,
    temperature: 0,
    maxTokens: 64,
    stop: [],
    prediction: undefined,
    cacheKey: undefined,
  };
  return textOf(chat.stream(call, signal));
}

test('the limit of the headers is kept, and what is left of it is spread over the minute', async () => {
  expect(await complete()).toBe('answer');
  expect(limits.rates.requestsPerMinute).toBe(3);
  expect(await complete()).toBe('answer');
  await expect(complete()).rejects.toMatchObject({ kind: 'rate-limit', retryAfterMs: 30_000 });
  await clock.advance(30_000);
  expect(await complete()).toBe('answer');
  await expect(complete()).rejects.toMatchObject({ kind: 'rate-limit' });
  expect(mistral.requests).toHaveLength(3);
});

test('after Retry-After: 12 nothing is sent for 12 seconds', async () => {
  mistral.fail(wireFailures.rateLimitedRetryAfter);
  await expect(complete()).rejects.toMatchObject({ kind: 'rate-limit' });
  await clock.advance(11_999);
  await expect(complete()).rejects.toMatchObject({ retryAfterMs: 1 });
  expect(mistral.requests).toHaveLength(1);
  await clock.advance(1);
  expect(await complete()).toBe('answer');
});

test.each(['capacity', 'pendingTokens'] as const)('%s means two seconds', async (name) => {
  mistral.fail(wireFailures[name]);
  await expect(complete()).rejects.toMatchObject({ kind: 'rate-limit' });
  expect(limits.opening?.trouble).toBe('capacity');
  await clock.advance(2000);
  expect(await complete()).toBe('answer');
});

test('a key without quota for this model is not asked again, while chat with another model goes on', async () => {
  mistral.fail(wireFailures.noQuota);
  await expect(complete()).rejects.toMatchObject({ kind: 'quota' });
  await clock.advance(3_600_000);
  await expect(complete()).rejects.toMatchObject({ kind: 'quota', hint: expect.stringContaining('completion.model') });
  expect(await ask()).toBe('answer');
  expect(mistral.requests).toHaveLength(2);
});

test('a refused key is not tried again until the reset', async () => {
  mistral.fail(wireFailures.unauthorized);
  await expect(complete()).rejects.toMatchObject({ kind: 'key' });
  await expect(complete()).rejects.toMatchObject({ kind: 'key' });
  await expect(ask()).rejects.toMatchObject({ kind: 'key' });
  expect(mistral.requests).toHaveLength(1);
  limits.reset();
  expect(await complete()).toBe('answer');
});

test('three resets in a row pause for 30 seconds, then one call tries', async () => {
  for (let i = 0; i < 3; i++) {
    mistral.fail({ kind: 'reset' });
    await expect(complete()).rejects.toMatchObject({ kind: 'network' });
  }
  await expect(complete()).rejects.toMatchObject({ kind: 'network', retryAfterMs: 30_000 });
  expect(mistral.requests).toHaveLength(3);
  await clock.advance(30_000);
  expect(await complete()).toBe('answer');
});

test('a request the provider calls wrong changes nothing for the next one', async () => {
  mistral.fail(wireFailures.unprocessableNested);
  await expect(complete()).rejects.toMatchObject({ kind: 'refused' });
  expect(await complete()).toBe('answer');
});
