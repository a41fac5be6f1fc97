// The settings in force, and who hears of a change.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Settings } from '../../../server/settings/schema.ts';
import { SettingsStore } from '../../../server/settings/store.ts';
import { type Environment, systemEnvironment } from '../../../server/world/environment.ts';
import { type Files, systemFiles } from '../../../server/world/files.ts';

let folder: string;
let store: SettingsStore;
let environment: Environment;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codestral-lsp-'));
  const directories = { home: folder, config: join(folder, 'config'), state: join(folder, 'state') };
  environment = { ...systemEnvironment(), directories };
  store = new SettingsStore(systemFiles, environment);
});

afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, value: unknown): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), JSON.stringify(value));
}

test('before anything is loaded the defaults hold', () => {
  expect(store.current().completion.enabled).toBe(true);
  expect(store.sourceOf('completion.enabled')).toBe('default');
  expect(store.issues()).toEqual([]);
});

test('every value tells where it comes from', async () => {
  await write('config/settings.json', { completion: { debounceMs: 10, maxTokens: 10, contextTokens: 1000 } });
  await write('project/.codestral-lsp.json', { completion: { contextTokens: 500 } });
  store.setClient({ completion: { maxTokens: 20 } });
  await store.load([join(folder, 'project')]);
  expect(store.current().completion).toMatchObject({ debounceMs: 10, maxTokens: 20, contextTokens: 500 });
  expect(store.sourceOf('completion.debounceMs')).toBe('user file');
  expect(store.sourceOf('completion.maxTokens')).toBe('client');
  expect(store.sourceOf('completion.contextTokens')).toBe('workspace file');
});

test('of several folders the first one that sets a value wins', async () => {
  await write('one/.codestral-lsp.json', { completion: { debounceMs: 1 } });
  await write('two/.codestral-lsp.json', { completion: { debounceMs: 2, maxTokens: 2 } });
  await store.load([join(folder, 'one'), join(folder, 'two')]);
  expect(store.current().completion).toMatchObject({ debounceMs: 1, maxTokens: 2 });
});

test('what the client sends replaces what it sent before', () => {
  store.setClient({ completion: { debounceMs: 10 } });
  store.setClient({ completion: { maxTokens: 20 } });
  expect(store.current().completion).toMatchObject({ debounceMs: 75, maxTokens: 20 });
});

test('the issues of all sources stand together and go when they are mended', async () => {
  await write('config/settings.json', { completion: { debounceMs: 'x' } });
  await write('project/.codestral-lsp.json', { log: { level: 'trace' } });
  store.setClient({ colour: 'red' });
  await store.load([join(folder, 'project')]);
  expect(store.issues().map((issue) => issue.path)).toEqual(['completion.debounceMs', 'colour', 'log.level']);

  await write('config/settings.json', {});
  store.setClient({});
  await store.load([]);
  expect(store.issues()).toEqual([]);
});

test('listeners hear of each change once, and of nothing else', async () => {
  const heard: Settings[] = [];
  const stop = store.onChange((settings) => heard.push(settings));
  const before = store.current();
  store.setClient({ completion: { debounceMs: 10 } });
  store.setClient({ completion: { debounceMs: 10 }, colour: 'red' });
  await store.load([]);
  expect(heard.map((settings) => settings.completion.debounceMs)).toEqual([10]);
  expect(before.completion.debounceMs).toBe(75);

  stop();
  store.setClient({});
  expect(heard).toHaveLength(1);
});

test('of two loads that overlap the later one counts, whichever ends last', async () => {
  await write('old/.codestral-lsp.json', { completion: { debounceMs: 1 } });
  await write('new/.codestral-lsp.json', { completion: { debounceMs: 2 } });
  const slow = new HeldFiles(join(folder, 'old'));
  const held = new SettingsStore({ ...systemFiles, info: (path) => slow.info(path) }, environment);
  const first = held.load([join(folder, 'old')]);
  await held.load([join(folder, 'new')]);
  slow.release();
  await first;
  expect(held.current().completion.debounceMs).toBe(2);
});

/** Real files, of which those in one folder answer only after `release`. */
class HeldFiles {
  readonly #folder: string;
  readonly #released: Promise<void>;
  #release = () => {};

  constructor(held: string) {
    this.#folder = held;
    this.#released = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  release(): void {
    this.#release();
  }

  async info(path: string): ReturnType<Files['info']> {
    if (path.startsWith(this.#folder)) await this.#released;
    return systemFiles.info(path);
  }
}
