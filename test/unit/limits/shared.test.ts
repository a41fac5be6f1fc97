// Two servers of one user, one account.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AccountLimits } from '../../../server/limits/account.ts';
import type { Ask } from '../../../server/limits/permit.ts';
import type { Rates } from '../../../server/limits/rates.ts';
import { accountId, SharedLimits } from '../../../server/limits/shared.ts';
import { ModelError } from '../../../server/model/errors.ts';
import { systemFiles } from '../../../server/world/files.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const fim: Ask = { model: 'mistral/codestral-latest', use: 'fim', inputTokens: 100, maxTokens: 100 };
const account = accountId('mistral', 'https://api.mistral.ai', 'key-of-a-test');

let directory = '';
let clock = new FakeClock();
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'limits-'));
  clock = new FakeClock();
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** One server's view of the account, and how to let it look at the others'. */
function server(processId: number, rates: Rates = {}) {
  const failures: unknown[] = [];
  const shared = new SharedLimits({
    files: systemFiles,
    clock,
    directory,
    account: async () => account,
    processId,
    onError: (error) => failures.push(error),
  });
  const limits = new AccountLimits({ provider: 'mistral', clock, rates: () => rates, random: () => 0.5, shared });
  return { limits, shared, failures };
}

type Server = ReturnType<typeof server>;

/** Lets everything `from` announced become known to `to`. */
async function tell(from: Server, to: Server): Promise<void> {
  await from.shared.flush();
  await to.limits.look();
  await clock.advance(100);
  await to.limits.look();
}

function failure(kind: ModelError['kind'], retryAfterMs?: number): ModelError {
  const status = kind === 'key' ? 401 : 429;
  return new ModelError(kind, { message: 'm', hint: 'h', retryAfterMs, status });
}

test('what one server spends is spent for the other', async () => {
  const rates = { requestsPerMinute: 2, tokensPerMinute: 1000 };
  const [one, other] = [server(1, rates), server(2, rates)];
  one.limits.take(fim).settle({ inputTokens: 700, cachedTokens: 0, outputTokens: 50 });
  await tell(one, other);
  expect(other.limits.readyInMs(200)).toBeGreaterThan(0);
  expect(other.limits.readiness({ ...fim, use: 'chat' }).kind).toBe('ready');
  expect(other.limits.readiness({ ...fim, use: 'chat', inputTokens: 200 }).kind).toBe('wait');
});

test('a server is not counted twice by reading its own lines', async () => {
  const one = server(1, { requestsPerMinute: 2 });
  one.limits.take({ ...fim, use: 'chat' }).done();
  await tell(one, one);
  one.limits.take({ ...fim, use: 'chat' }).done();
});

test('a 429 to one server silences the other, and an answer to one frees the other', async () => {
  const [one, other] = [server(1), server(2)];
  one.limits.take(fim).failed(failure('rate-limit', 600_000));
  await tell(one, other);
  expect(other.limits.readyInMs(1)).toBe(600_000 - 100);
  await clock.advance(600_000);
  one.limits.take(fim).answered();
  await tell(one, other);
  expect(other.limits.opening).toBeUndefined();
});

test('a server that starts in the middle of a long Retry-After knows it', async () => {
  const one = server(1);
  one.limits.take(fim).failed(failure('rate-limit', 600_000));
  await one.shared.flush();
  await clock.advance(300_000);
  const later = server(2);
  await later.limits.look();
  expect(later.limits.readyInMs(1)).toBe(300_000);
});

test('a key refused elsewhere is believed for a minute only', async () => {
  const one = server(1);
  one.limits.take(fim).failed(failure('key'));
  await one.shared.flush();
  const other = server(2);
  await other.limits.look();
  expect(other.limits.readyInMs(1)).toBe(60_000);
  await clock.advance(60_000);
  expect(other.limits.readyInMs(1)).toBe(0);
  expect(one.limits.readyInMs(1)).toBe(Number.POSITIVE_INFINITY);
});

test('limits one server learned are known to the next', async () => {
  const one = server(1);
  one.limits.learn(new Headers({ 'x-ratelimit-limit-req-minute': '7' }));
  await one.shared.flush();
  const next = server(2);
  await next.limits.look();
  expect(next.limits.rates.requestsPerMinute).toBe(7);
});

test('what lies there from yesterday has no effect and goes away', async () => {
  const old = server(1, { requestsPerMinute: 1 });
  old.limits.take(fim).failed(failure('rate-limit', 5000));
  await old.shared.flush();
  await clock.advance(86_400_000);
  const today = server(2, { requestsPerMinute: 1 });
  await today.limits.look();
  expect(today.limits.readyInMs(1)).toBe(0);
  today.limits.take(fim).done();
  await today.shared.flush();
  const slices = (await readdir(join(directory, account))).filter((name) => name.endsWith('.jsonl'));
  expect(slices).toEqual([`${Math.floor(clock.now() / 60_000)}.jsonl`]);
});

test('torn lines, garbage and notes from the future do no harm', async () => {
  const [one, other] = [server(1, { requestsPerMinute: 1 }), server(2, { requestsPerMinute: 1 })];
  const folder = join(directory, account);
  await mkdir(folder);
  const slice = join(folder, `${Math.floor(clock.now() / 60_000)}.jsonl`);
  await writeFile(slice, 'garbage\n{"by":"x","id":5}\n[]\n{"by":"x","id":"x","at":1e999,"tokens":1}\n');
  const future = { by: 'x', trouble: 'network', at: clock.now() + 3_600_000, until: clock.now() + 7_200_000, level: 1 };
  await writeFile(join(folder, 'breaker.json'), JSON.stringify(future));
  await writeFile(join(folder, 'rates.json'), '{"requestsPerMinute":');
  await other.limits.look();
  expect(other.limits.readyInMs(1)).toBe(0);
  one.limits.take(fim).done();
  await one.shared.flush();
  await appendFile(slice, '{"by":"y","id":"half');
  await tell(one, other);
  expect(other.limits.readyInMs(1)).toBeGreaterThan(0);
});

test('a state directory that cannot be written leaves a server with its own limits', async () => {
  await writeFile(join(directory, account), 'a file where the folder should be');
  const alone = server(1, { requestsPerMinute: 1 });
  alone.limits.take(fim).done();
  await alone.shared.flush();
  await alone.limits.look();
  expect(alone.limits.readyInMs(1)).toBeGreaterThan(0);
  expect(alone.failures).toHaveLength(1);
});

test('the files name no key, no provider and no path', async () => {
  const one = server(1);
  one.limits.learn(new Headers({ 'x-ratelimit-limit-req-minute': '7' }));
  one.limits.take(fim).failed(failure('rate-limit', 1000));
  await one.shared.flush();
  const folder = join(directory, account);
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  expect(texts).toHaveLength(3);
  expect(`${account}${texts.join()}`).not.toMatch(/key-of|mistral|codestral|\//);
});

test('another key, endpoint or provider is another account', () => {
  const ids = [
    account,
    accountId('mistral', 'https://api.mistral.ai', 'another'),
    accountId('mistral', 'https://codestral.mistral.ai', 'key-of-a-test'),
    accountId('other', 'https://api.mistral.ai', 'key-of-a-test'),
    accountId('mistral', 'https://api.mistral.ai', undefined),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

test('two real servers that ask as fast as they can stay within a few requests of the limit', async () => {
  const limit = 20;
  const workers = [worker(40, limit), worker(40, limit)];
  await Promise.all(workers.map((one) => one.says('ready')));
  for (const one of workers) one.process.stdin.write('go\n');
  const sent = await Promise.all(workers.map(async (one) => Number((await one.says('sent')).slice(5))));
  const total = (sent[0] ?? 0) + (sent[1] ?? 0);
  expect(total).toBeGreaterThanOrEqual(limit);
  // They see each other's requests within about 100 ms, in which each sends up to four more; alone they would send 40.
  expect(total).toBeLessThanOrEqual(limit + 10);
});

test('a server killed while it writes leaves nothing that hinders the next', async () => {
  const victim = worker(10_000, 10_000);
  await victim.says('ready');
  victim.process.stdin.write('go\n');
  clock = new FakeClock(Date.now());
  const folder = join(directory, 'one');
  await expect.poll(async () => (await readdir(folder).catch(() => [])).length).toBeGreaterThan(0);
  victim.process.kill('SIGKILL');
  await once(victim.process, 'exit');
  const next = worker(1, 1000);
  await next.says('ready');
  next.process.stdin.write('go\n');
  expect(await next.says('sent')).toBe('sent 1');
});

function worker(tries: number, requestsPerMinute: number) {
  const script = 'test/support/limitsWorker.ts';
  const args = ['test/run.mjs', script, directory, String(tries), String(requestsPerMinute)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    /** The next line that begins so. */
    async says(beginning: string): Promise<string> {
      for (;;) {
        const next = await lines.next();
        if (next.done === true) throw new Error(`the worker ended before it said "${beginning}"`);
        if (next.value.startsWith(beginning)) return next.value;
      }
    },
  };
}
