// Who shares limits with whom.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AccountPlace, Accounts } from '../../../server/limits/accounts.ts';
import type { Ask } from '../../../server/limits/permit.ts';
import { ModelError } from '../../../server/model/errors.ts';
import { systemFiles } from '../../../server/world/files.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const ask: Ask = { model: 'mistral/codestral-latest', use: 'chat', inputTokens: 1, maxTokens: 1 };
let stateDirectory = '';
let clock = new FakeClock();
beforeEach(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'accounts-'));
  clock = new FakeClock();
});
afterEach(async () => {
  await rm(stateDirectory, { recursive: true, force: true });
});

function accounts(processId = 1): Accounts {
  return new Accounts({
    clock,
    files: systemFiles,
    stateDirectory,
    processId,
    rates: () => ({ requestsPerMinute: 1 }),
    random: () => 0.5,
    onError: (error) => {
      throw error;
    },
  });
}

function mistral(key: string | undefined): AccountPlace {
  return {
    provider: 'mistral',
    title: 'Mistral',
    endpoint: 'https://api.mistral.ai',
    keySource: 'MISTRAL_API_KEY',
    key: async () => key,
  };
}

test('completions and chats of one account share its limits', () => {
  const all = accounts();
  expect(all.of(mistral('k'))).toBe(all.of(mistral('k')));
  expect(all.of({ ...mistral('k'), endpoint: 'https://codestral.mistral.ai' })).not.toBe(all.of(mistral('k')));
  expect(all.of({ ...mistral('k'), keySource: 'OTHER_KEY' })).not.toBe(all.of(mistral('k')));
});

test('two processes share with the same key, and only with the same key', async () => {
  const [one, same, other] = [accounts(1), accounts(2), accounts(3)];
  one.of(mistral('k')).take(ask).done();
  await one.flush();
  await Promise.all([same.of(mistral('k')).look(), other.of(mistral('another')).look()]);
  expect(same.of(mistral('k')).readyInMs(1)).toBeGreaterThan(0);
  expect(other.of(mistral('another')).readyInMs(1)).toBe(0);
});

test('without a key nothing is shared, and one process still keeps its own limits', async () => {
  const one = accounts();
  one.of(mistral(undefined)).take(ask).done();
  await one.of(mistral(undefined)).look();
  await one.flush();
  expect(one.of(mistral(undefined)).readyInMs(1)).toBeGreaterThan(0);
  expect(await readdir(stateDirectory)).toEqual([]);
});

test('a key that is found later is shared from then on', async () => {
  let key: string | undefined;
  const place: AccountPlace = { ...mistral(''), key: async () => key };
  const [one, other] = [accounts(1), accounts(2)];
  await one.of(place).look();
  key = 'k';
  one.of(place).take(ask).done();
  await one.flush();
  await other.of(place).look();
  expect(other.of(place).readyInMs(1)).toBeGreaterThan(0);
});

test('a key that cannot be found is no error here: the call that needs it tells', async () => {
  const all = accounts();
  const place: AccountPlace = {
    ...mistral(''),
    key: () => Promise.reject(new Error('the password manager is locked')),
  };
  await all.of(place).look();
  all.of(place).take(ask).done();
  await all.flush();
});

test('a reset lets every account try again', async () => {
  const all = accounts();
  const refused = new ModelError('key', { message: '', hint: '', status: 401 });
  all.of(mistral('k')).take(ask).failed(refused);
  expect(all.of(mistral('k')).readyInMs(1)).toBe(Number.POSITIVE_INFINITY);
  all.reset();
  expect(all.of(mistral('k')).readyInMs(1)).toBeLessThan(Number.POSITIVE_INFINITY);
  await all.flush();
});
