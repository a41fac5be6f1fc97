// Models whose calls leave lines in the ledger.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { abortError } from '../../../server/async/abort.ts';
import { withBudget, withLedger } from '../../../server/limits/wrap.ts';
import { ModelError } from '../../../server/model/errors.ts';
import type { FimCall, FimModel } from '../../../server/model/fim.ts';
import type { StreamPart } from '../../../server/model/parts.ts';
import { Ledger } from '../../../server/usage/ledger.ts';
import { priceUsd } from '../../../server/usage/pricing.ts';
import { systemFiles } from '../../../server/world/files.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const call: FimCall = {
  prefix: 'p'.repeat(320),
  suffix: '',
  uri: 'file:///home/user/secret.ts',
  path: 'secret.ts',
  languageId: 'typescript',
  snippets: [],
  stop: [],
  maxTokens: 64,
  temperature: 0,
  cacheKey: undefined,
};

let directory = '';
let ledger: Ledger;
let dailyUsd: number | null = null;
beforeEach(async () => {
  dailyUsd = null;
  directory = await mkdtemp(join(tmpdir(), 'ledgered-'));
  ledger = new Ledger({
    files: systemFiles,
    clock: new FakeClock(),
    directory,
    processId: 1,
    price: priceUsd,
    budgets: () => ({ dailyUsd, monthlyUsd: null }),
    onError: (error) => {
      throw error;
    },
  });
});
afterEach(async () => {
  await ledger.flush();
  await rm(directory, { recursive: true, force: true });
});

/** Says "ab", then does what the test wants: ends, fails, or waits until it is aborted. */
class SmallModel implements FimModel {
  readonly id = 'mistral/codestral-latest';
  readonly dialect = 'native';
  readonly remote = true;
  readonly #then: 'finish' | 'hang' | Error;

  constructor(then: 'finish' | 'hang' | Error) {
    this.#then = then;
  }

  async *stream(_call: FimCall, signal: AbortSignal): AsyncGenerator<StreamPart> {
    yield { type: 'text-delta', text: 'ab' };
    if (this.#then instanceof Error) throw this.#then;
    if (this.#then === 'hang') {
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(abortError(signal))));
    }
    const usage = { inputTokens: 100, cachedTokens: 64, outputTokens: 2 };
    yield { type: 'finish', reason: 'stop', usage };
  }
}

async function consume(model: FimModel, signal = new AbortController().signal): Promise<void> {
  for await (const _part of withLedger(model, ledger).stream(call, signal));
}

test('a call to its end is answered, with the usage of the provider', async () => {
  await consume(new SmallModel('finish'));
  const [line] = await ledger.read();
  expect(line).toMatchObject({ outcome: 'answered', inputTokens: 100, cachedTokens: 64, estimated: false });
});

test('leaving the loop early is a hang-up, with estimated tokens', async () => {
  for await (const _part of withLedger(new SmallModel('finish'), ledger).stream(call, new AbortController().signal))
    break;
  const [line] = await ledger.read();
  expect(line).toMatchObject({ outcome: 'hung-up', inputTokens: 100, outputTokens: 1, estimated: true });
});

test('an abort is a cancelled call, and passes on untouched', async () => {
  const abort = new AbortController();
  const consumed = consume(new SmallModel('hang'), abort.signal);
  setImmediate(() => abort.abort());
  await expect(consumed).rejects.toMatchObject({ name: 'AbortError' });
  expect((await ledger.read())[0]?.outcome).toBe('cancelled');
});

test('a failure of the world is named by its kind, a failure of ours is a bug', async () => {
  const network = new ModelError('network', { message: 'reset', hint: '' });
  await expect(consume(new SmallModel(network))).rejects.toBe(network);
  await expect(consume(new SmallModel(new TypeError('ours')))).rejects.toThrow('ours');
  expect((await ledger.read()).map((line) => line.outcome)).toEqual(['failed:network', 'failed:bug']);
});

test('the outcome is noted by the call object the engine made', async () => {
  await consume(new SmallModel('finish'));
  ledger.note(call, 'accepted');
  expect((await ledger.read())[0]?.outcome).toBe('accepted');
});

test('when the budget is spent nothing is sent, until the budget is raised', async () => {
  const model = withBudget(withLedger(new SmallModel('finish'), ledger), ledger);
  const ask = async () => {
    for await (const _part of model.stream(call, new AbortController().signal));
  };
  dailyUsd = 0.00001;
  await ask();
  await expect(ask()).rejects.toMatchObject({ kind: 'budget', hint: expect.stringContaining('usage.dailyBudgetUsd') });
  expect(await ledger.read()).toHaveLength(1);
  dailyUsd = 1;
  await ask();
  expect(await ledger.read()).toHaveLength(2);
});
