// Two hosts, one key: which one takes it is found out, remembered and said.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../server/log/logger.ts';
import { createFetch } from '../../../server/providers/http.ts';
import { type MistralOptions, mistralChat, mistralFim } from '../../../server/providers/mistral.ts';
import { MistralHosts } from '../../../server/providers/mistralHosts.ts';
import { systemClock } from '../../../server/world/clock.ts';
import { FakeMistral, wireFailures } from '../../support/fakeMistral.ts';
import { chatCall, failureOfStream, fimCall, hear } from '../../support/streams.ts';

const live = new AbortController().signal;
let api: FakeMistral;
let codestral: FakeMistral;

beforeEach(async () => {
  api = await FakeMistral.start({ key: 'key-of-api' });
  codestral = await FakeMistral.start({ key: 'key-of-codestral', unauthorized: 'gateway' });
  codestral.answerWith(() => 'from codestral');
  api.answerWith(() => 'from api');
});
afterEach(async () => {
  await api.stop();
  await codestral.stop();
});

function options(key: string, endpoint = api.url): MistralOptions {
  return {
    model: 'codestral-latest',
    endpoint,
    hosts: new MistralHosts({ endpoint, log: silentLogger, pair: [api.url, codestral.url] }),
    key: async () => key,
    fetch: createFetch(),
    clock: systemClock,
    log: silentLogger,
  };
}

test('a key of the other host is tried there once, and goes there from then on', async () => {
  const model = mistralFim(options('key-of-codestral'));
  expect((await hear(model.stream(fimCall(), live))).text).toBe('from codestral');
  expect((await hear(model.stream(fimCall(), live))).text).toBe('from codestral');
  expect([api.requests.length, codestral.requests.length]).toEqual([1, 2]);
});

test('FIM and chat of one account share what is known', async () => {
  const shared = options('key-of-codestral');
  await hear(mistralFim(shared).stream(fimCall(), live));
  await hear(mistralChat(shared).stream(chatCall(), live));
  expect(api.requests).toHaveLength(1);
});

test('a key that the configured host takes never goes to the other', async () => {
  await hear(mistralFim(options('key-of-api')).stream(fimCall(), live));
  expect(codestral.requests).toHaveLength(0);
});

test('when both refuse, the message names both and the cure', async () => {
  const error = await failureOfStream(mistralFim(options('wrong')).stream(fimCall(), live));
  expect(error).toMatchObject({ kind: 'key', status: 401 });
  expect(error.hint).toContain(new URL(api.url).host);
  expect(error.hint).toContain(new URL(codestral.url).host);
  expect(error.hint).toContain('providers.mistral.apiKeyVariable');
  expect([api.requests.length, codestral.requests.length]).toEqual([1, 1]);
});

test('another error of the other host is told as it is', async () => {
  codestral.fail(wireFailures.rateLimited);
  const error = await failureOfStream(mistralFim(options('key-of-codestral')).stream(fimCall(), live));
  expect(error.kind).toBe('rate-limit');
});

test('other failures than 401 never go to the other host', async () => {
  api.fail(wireFailures.unavailable);
  await failureOfStream(mistralFim(options('key-of-api')).stream(fimCall(), live));
  expect(codestral.requests).toHaveLength(0);
});

test('an endpoint that is neither of the two has no stand-in', async () => {
  const third = await FakeMistral.start({ key: 'other' });
  const error = await failureOfStream(mistralFim(options('key-of-api', third.url)).stream(fimCall(), live));
  await third.stop();
  expect(error.hint).toContain('providers.mistral.endpoint');
  expect([api.requests.length, codestral.requests.length]).toEqual([0, 0]);
});

test('a key that is replaced is found out again', async () => {
  let key = 'key-of-codestral';
  const model = mistralFim({ ...options(key), key: async () => key });
  await hear(model.stream(fimCall(), live));
  key = 'key-of-api';
  expect((await hear(model.stream(fimCall(), live))).text).toBe('from api');
});
