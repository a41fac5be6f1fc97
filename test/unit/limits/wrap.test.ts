// Models with limits around them.
import { expect, test } from 'vitest';
import { throwIfAborted } from '../../../server/async/abort.ts';
import { AccountLimits } from '../../../server/limits/account.ts';
import type { Rates } from '../../../server/limits/rates.ts';
import { withChatLimits, withLimits } from '../../../server/limits/wrap.ts';
import type { ChatCall, ChatModel } from '../../../server/model/chat.ts';
import { ModelError } from '../../../server/model/errors.ts';
import type { FimCall, FimModel } from '../../../server/model/fim.ts';
import type { StreamPart } from '../../../server/model/parts.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';

const fimCall: FimCall = {
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
const chatCall: ChatCall = {
  messages: [{ role: 'user', content: 'hello' }],
  tools: [],
  toolChoice: 'none',
  temperature: 0,
  maxTokens: 64,
  stop: [],
  prediction: undefined,
  cacheKey: undefined,
};
const answer: readonly StreamPart[] = [
  { type: 'text-delta', text: '1' },
  { type: 'finish', reason: 'stop', usage: { inputTokens: 5, cachedTokens: 0, outputTokens: 1 } },
];

/** Answers each call with the next of its scripts: parts, then perhaps an error. */
class ScriptedModel implements FimModel, ChatModel {
  readonly id = 'mistral/codestral-latest';
  readonly dialect = 'native';
  readonly tools = true;
  readonly remote: boolean;
  calls = 0;
  readonly #scripts: (readonly (StreamPart | ModelError)[])[];

  constructor(scripts: (readonly (StreamPart | ModelError)[])[], remote = true) {
    this.#scripts = scripts;
    this.remote = remote;
  }

  async *stream(_call: FimCall | ChatCall, signal: AbortSignal): AsyncGenerator<StreamPart> {
    for (const step of this.#scripts[this.calls++] ?? answer) {
      throwIfAborted(signal);
      if (step instanceof ModelError) throw step;
      yield step;
    }
  }
}

function account(rates: Rates = {}) {
  const clock = new FakeClock();
  return { clock, limits: new AccountLimits({ provider: 'Mistral', clock, rates: () => rates, random: () => 0.5 }) };
}

function tooMany(retryAfterMs?: number): ModelError {
  return new ModelError('rate-limit', { message: '429', hint: 'too many', status: 429, retryAfterMs });
}

async function textOf(parts: AsyncIterable<StreamPart>): Promise<string> {
  let text = '';
  for await (const part of parts) if (part.type === 'text-delta') text += part.text;
  return text;
}

const live = new AbortController().signal;

test('a completion over the limit throws at once and sends nothing', async () => {
  const { clock, limits } = account({ requestsPerMinute: 1 });
  const model = new ScriptedModel([]);
  const limited = withLimits(model, limits);
  expect(await textOf(limited.stream(fimCall, live))).toBe('1');
  await expect(textOf(limited.stream(fimCall, live))).rejects.toMatchObject({
    kind: 'rate-limit',
    retryAfterMs: 60_250,
  });
  expect(model.calls).toBe(1);
  expect(clock.sleeping).toBe(0);
});

test('after a 429 no completion is sent until Retry-After has passed', async () => {
  const { clock, limits } = account();
  const model = new ScriptedModel([[tooMany(5000)]]);
  const limited = withLimits(model, limits);
  await expect(textOf(limited.stream(fimCall, live))).rejects.toMatchObject({ hint: 'too many' });
  await clock.advance(4999);
  await expect(textOf(limited.stream(fimCall, live))).rejects.toMatchObject({ kind: 'rate-limit' });
  expect(model.calls).toBe(1);
  await clock.advance(1);
  expect(await textOf(limited.stream(fimCall, live))).toBe('1');
});

test('a model on this machine has no limits', async () => {
  const { limits } = account({ requestsPerMinute: 1 });
  const model = new ScriptedModel([], false);
  expect(withLimits(model, limits)).toBe(model);
});

test('leaving a completion early frees the probe for the next one', async () => {
  const { clock, limits } = account();
  const limited = withLimits(new ScriptedModel([[tooMany(1000)]]), limits);
  await expect(textOf(limited.stream(fimCall, live))).rejects.toThrow();
  await clock.advance(1000);
  const gone = new AbortController();
  gone.abort();
  await expect(textOf(limited.stream(fimCall, gone.signal))).rejects.toMatchObject({ name: 'AbortError' });
  expect(limits.readyInMs(64)).toBe(0);
});

test('a chat waits for the limit, tells how long, and is sent then', async () => {
  const { clock, limits } = account({ requestsPerSecond: 0.5 });
  const told: string[] = [];
  const limited = withChatLimits(new ScriptedModel([]), limits, (_ms, reason) => told.push(reason));
  await textOf(limited.stream(chatCall, live));
  const second = textOf(limited.stream(chatCall, live));
  await clock.advance(2249);
  expect(told).toEqual([
    'The request limit of this account at Mistral is used up for 3 s.',
    'The request limit of this account at Mistral is used up for 2 s.',
    'The request limit of this account at Mistral is used up for 1 s.',
  ]);
  await clock.advance(1);
  expect(await second).toBe('1');
});

test('a chat that is refused for now waits as asked and is sent again', async () => {
  const { clock, limits } = account();
  const model = new ScriptedModel([[tooMany(12_000)]]);
  const told: string[] = [];
  const answered = textOf(withChatLimits(model, limits, (_ms, reason) => told.push(reason)).stream(chatCall, live));
  await clock.advance(12_000);
  expect(await answered).toBe('1');
  expect(told[0]).toBe('Mistral asks us to wait 12 s.');
});

test('a waiting chat ends as soon as it is cancelled', async () => {
  const { clock, limits } = account({ requestsPerMinute: 1 });
  const limited = withChatLimits(new ScriptedModel([]), limits, () => {});
  await textOf(limited.stream(chatCall, live));
  const abort = new AbortController();
  const waiting = textOf(limited.stream(chatCall, abort.signal));
  await settle();
  expect(clock.sleeping).toBe(1);
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect(clock.sleeping).toBe(0);
});

test('a chat that would wait for an hour fails and says so', async () => {
  const { limits } = account();
  const limited = withChatLimits(new ScriptedModel([[tooMany(3_600_000)]]), limits, () => {});
  const failed = textOf(limited.stream(chatCall, live));
  await expect(failed).rejects.toMatchObject({ kind: 'rate-limit', hint: 'Mistral asks us to wait 60 min.' });
});

test('a chat refused after it has begun is not sent again: its text has been shown', async () => {
  const { limits } = account();
  const model = new ScriptedModel([[{ type: 'text-delta', text: 'half' }, tooMany(1000)]]);
  const limited = withChatLimits(model, limits, () => {});
  await expect(textOf(limited.stream(chatCall, live))).rejects.toMatchObject({ hint: 'too many' });
  expect(model.calls).toBe(1);
});

test('a chat is sent three times at most', async () => {
  const { clock, limits } = account();
  const model = new ScriptedModel([[tooMany()], [tooMany()], [tooMany()], [tooMany()]]);
  const failed = expect(textOf(withChatLimits(model, limits, () => {}).stream(chatCall, live))).rejects.toMatchObject({
    kind: 'rate-limit',
  });
  await clock.advance(120_000);
  await failed;
  expect(model.calls).toBe(3);
});
