// One line per call, whoever writes, whatever happens.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Budgets } from '../../../server/usage/budget.ts';
import { Ledger } from '../../../server/usage/ledger.ts';
import { priceUsd } from '../../../server/usage/pricing.ts';
import { systemFiles } from '../../../server/world/files.ts';
import { FakeClock } from '../../support/fakeClock.ts';

let directory = '';
let clock = new FakeClock();
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ledger-'));
  clock = new FakeClock();
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const start = { model: 'mistral/codestral-latest', use: 'fim', inputTokens: 1000 } as const;
const usage = { inputTokens: 1_000_000, cachedTokens: 0, outputTokens: 0 };
/** What `usage` costs with codestral. */
const usd = 0.3;

function ledger(processId = 1, budgets: Budgets = { dailyUsd: null, monthlyUsd: null }, fullAt?: number): Ledger {
  return new Ledger({
    files: systemFiles,
    clock,
    directory,
    processId,
    price: priceUsd,
    budgets: () => budgets,
    onError: (error) => {
      throw error;
    },
    timeZone: 'UTC',
    ...(fullAt === undefined ? {} : { fullAt }),
  });
}

function spend(subject: Ledger): void {
  const record = subject.begin(start);
  record.received({ type: 'finish', reason: 'stop', usage });
  record.end('answered');
}

async function written(): Promise<string> {
  const names = (await readdir(directory)).sort();
  return (await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))).join('');
}

test('a call leaves one line with its numbers and nothing else', async () => {
  const subject = ledger();
  const record = subject.begin(start);
  await clock.advance(180);
  record.received({ type: 'text-delta', text: 'secret text' });
  await clock.advance(120);
  record.received({
    type: 'finish',
    reason: 'stop',
    usage: { inputTokens: 2000, cachedTokens: 1000, outputTokens: 100 },
  });
  record.end('answered');
  await subject.flush();
  expect(JSON.parse(await written())).toEqual({
    at: clock.now() - 300,
    id: record.id,
    provider: 'mistral',
    model: 'codestral-latest',
    use: 'fim',
    inputTokens: 2000,
    cachedTokens: 1000,
    outputTokens: 100,
    costUsd: expect.closeTo((1000 * 0.3 + 100 * 0.9 + 1000 * 0.03) / 1e6, 12),
    estimated: false,
    firstTokenMs: 180,
    ms: 300,
    outcome: 'answered',
  });
});

test('a stream we cut has no usage: its tokens are estimated and marked so', async () => {
  const subject = ledger();
  const record = subject.begin(start);
  record.received({ type: 'text-delta', text: 'x'.repeat(320) });
  record.end('hung-up');
  expect((await subject.read())[0]).toMatchObject({
    inputTokens: 1000,
    outputTokens: 100,
    estimated: true,
    outcome: 'hung-up',
  });
});

test('a refused call costs nothing', async () => {
  const subject = ledger();
  subject.begin(start).end('failed:rate-limit');
  expect((await subject.read())[0]).toMatchObject({ inputTokens: 0, costUsd: 0, outcome: 'failed:rate-limit' });
});

test('what becomes of an answer later is found with its call', async () => {
  const subject = ledger();
  const call = {};
  const record = subject.begin(start, call);
  record.end('hung-up');
  subject.note(call, 'shown');
  subject.note(call, 'accepted');
  subject.note(call, 'shown');
  subject.note({}, 'accepted');
  const calls = await subject.read();
  expect(calls.map((one) => one.outcome)).toEqual(['accepted']);
  expect((await written()).trim().split('\n')).toHaveLength(3);
});

test('what is known before the end goes into the line itself', async () => {
  const subject = ledger();
  const record = subject.begin(start);
  record.note('dropped:repeats-text');
  record.end('cancelled');
  record.end('answered');
  await subject.flush();
  expect(JSON.parse(await written())).toMatchObject({ outcome: 'dropped:repeats-text' });
});

test('an outcome noted in the next month still belongs to its call', async () => {
  const subject = ledger();
  const call = {};
  subject.begin(start, call).end('answered');
  await subject.flush();
  await clock.advance(31 * 86_400_000);
  subject.note(call, 'accepted');
  expect((await subject.read())[0]?.outcome).toBe('accepted');
  expect(await readdir(directory)).toHaveLength(2);
});

test('a full file is left alone and the next one begun', async () => {
  const subject = ledger(1, undefined, 400);
  for (let i = 0; i < 6; i++) {
    spend(subject);
    await subject.flush();
  }
  expect((await readdir(directory)).sort()).toEqual(['2026-01-001.jsonl', '2026-01-002.jsonl', '2026-01-003.jsonl']);
  expect(await subject.read()).toHaveLength(6);
});

test('reading since a time leaves out what came before', async () => {
  const subject = ledger();
  spend(subject);
  await clock.advance(1000);
  const since = clock.now();
  spend(subject);
  expect(await subject.read(since)).toHaveLength(1);
});

test('a torn line costs only itself, not the line behind it', async () => {
  const subject = ledger();
  spend(subject);
  await subject.flush();
  const [name = ''] = await readdir(directory);
  await appendFile(join(directory, name), '{"at":1768478400000,"id":"torn","prov');
  spend(ledger(2));
  const second = ledger(3);
  spend(second);
  expect(await second.read()).toHaveLength(3);
});

test('today and this month add up, over all processes', async () => {
  const [one, other] = [ledger(1), ledger(2)];
  spend(one);
  await one.flush();
  await other.refresh();
  spend(other);
  expect(other.todayUsd()).toBeCloseTo(2 * usd, 9);
  await other.flush();
  await one.refresh();
  expect(one.todayUsd()).toBeCloseTo(2 * usd, 9);
  await one.refresh();
  expect(one.todayUsd()).toBeCloseTo(2 * usd, 9);
  await clock.advance(86_400_000);
  expect(one.todayUsd()).toBe(0);
  expect(one.monthUsd()).toBeCloseTo(2 * usd, 9);
  await clock.advance(20 * 86_400_000);
  expect(one.monthUsd()).toBe(0);
});

test('a process that starts later knows what was spent before', async () => {
  const before = ledger(1);
  spend(before);
  await before.flush();
  const after = ledger(1);
  await clock.advance(1);
  const later = ledger(1);
  await Promise.all([after.refresh(), later.refresh()]);
  expect(later.todayUsd()).toBeCloseTo(usd, 9);
});

test('a daily budget warns at 80% and is spent at 100%', async () => {
  const subject = ledger(1, { dailyUsd: 5 * usd, monthlyUsd: null });
  const states = [1, 2, 3, 4, 5].map(() => {
    spend(subject);
    return subject.budgetState();
  });
  await subject.flush();
  expect(states).toEqual(['free', 'free', 'free', 'warn', 'spent']);
});

test('a monthly budget outlives the day', async () => {
  const subject = ledger(1, { dailyUsd: usd, monthlyUsd: usd });
  spend(subject);
  await subject.flush();
  await clock.advance(86_400_000);
  expect(subject.budgetState()).toBe('spent');
  await subject.refresh();
});

test('two processes with 10,000 calls each lose no line, tear none, and sum up right', async () => {
  const calls = 10_000;
  const workers = [worker(calls), worker(calls)];
  await Promise.all(workers.map((one) => one.says('ready')));
  for (const one of workers) one.process.stdin.write('go\n');
  await Promise.all(workers.map((one) => one.says('written')));
  const lines = (await written()).split('\n').filter((line) => line !== '');
  expect(lines).toHaveLength(2 * (calls + calls / 2));
  for (const line of lines) JSON.parse(line);
  const read = await ledger().read();
  expect(new Set(read.map((call) => call.id)).size).toBe(2 * calls);
  expect(read.filter((call) => call.outcome === 'shown')).toHaveLength(calls);
  const output = Array.from({ length: calls }, (_, i) => i % 7).reduce((sum, tokens) => sum + tokens, 0);
  expect(read.reduce((sum, call) => sum + call.outputTokens, 0)).toBe(2 * output);
  expect((await readdir(directory)).length).toBeGreaterThan(3);
}, 60_000);

test('a process killed while it writes leaves a ledger that can be read and written on', async () => {
  const victim = worker(100_000);
  await victim.says('ready');
  victim.process.stdin.write('go\n');
  await expect.poll(async () => (await written()).length).toBeGreaterThan(0);
  victim.process.kill('SIGKILL');
  await once(victim.process, 'exit');
  clock = new FakeClock(Date.now());
  const next = ledger();
  const before = (await next.read()).length;
  expect(before).toBeGreaterThan(0);
  spend(next);
  expect(await next.read()).toHaveLength(before + 1);
});

function worker(calls: number) {
  const args = ['test/run.mjs', 'test/support/ledgerWorker.ts', directory, String(calls)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    /** Waits for this line. */
    async says(line: string): Promise<void> {
      for (;;) {
        const next = await lines.next();
        if (next.done === true) throw new Error(`the worker ended before it said "${line}"`);
        if (next.value === line) return;
      }
    },
  };
}
