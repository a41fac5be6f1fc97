import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Circumstances } from '../../../server/completion/trigger.ts';
import { TriggerMemory } from '../../../server/completion/triggerMemory.ts';
import { systemFiles } from '../../../server/world/files.ts';

const here: Circumstances = {
  languageId: 'typescript',
  linePrefix: '  const secretName = ',
  lineSuffix: '',
  previousLine: '{',
  offset: 40,
  documentLength: 80,
  last: undefined,
  deleting: false,
};
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codestral-lsp-trigger-'));
  path = join(folder, 'state', 'trigger.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function remembered(): Promise<TriggerMemory> {
  const memory = new TriggerMemory(systemFiles, path);
  await memory.load();
  return memory;
}

function refuse(memory: TriggerMemory, times: number): void {
  for (let count = 0; count < times; count++) {
    memory.trigger.learn(here, 0);
    memory.learned();
  }
}

test('what was learned is there in the next session, as numbers only', async () => {
  const first = await remembered();
  refuse(first, 5);
  await first.save();
  expect(readFileSync(path, 'utf8')).not.toContain('secret');
  const next = await remembered();
  expect(next.trigger.likelihood(here)).toBe(first.trigger.likelihood(here));
});

test('it is saved now and then, because an editor may be killed', async () => {
  const memory = await remembered();
  refuse(memory, 19);
  expect(existsSync(path)).toBe(false);
  refuse(memory, 1);
  await memory.save();
  expect((await remembered()).trigger.learned()).toEqual(memory.trigger.learned());
});

test('forgetting goes back to the published weights, also for the next session', async () => {
  const prior = (await remembered()).trigger.likelihood(here);
  const memory = await remembered();
  refuse(memory, 25);
  await memory.forget();
  expect(memory.trigger.likelihood(here)).toBe(prior);
  expect((await remembered()).trigger.likelihood(here)).toBe(prior);
  expect(existsSync(path)).toBe(false);
});

test.each(['', 'null', '[1]', '{"typescript": {"language": "high"}}', '{"typescript"', '{"a": {"language": 1e999}}'])(
  'a file that says %j costs nothing',
  async (text) => {
    const prior = (await remembered()).trigger.likelihood(here);
    await systemFiles.replace(path, text);
    expect((await remembered()).trigger.likelihood(here)).toBe(prior);
  },
);

test('where nothing can be written, learning goes on in memory', async () => {
  writeFileSync(join(folder, 'state'), 'a file where the folder should be');
  const memory = await remembered();
  const prior = memory.trigger.likelihood(here);
  refuse(memory, 20);
  await memory.save();
  expect(memory.trigger.likelihood(here)).toBeLessThan(prior);
});
