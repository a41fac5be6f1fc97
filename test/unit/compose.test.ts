// The wired completion engine while the settings and ignore files are still being read.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCompletions } from '../../server/compose.ts';
import type { World } from '../../server/composeWorld.ts';
import { silentLogger } from '../../server/log/logger.ts';
import { SettingsStore } from '../../server/settings/store.ts';
import { systemClock } from '../../server/world/clock.ts';
import { systemEnvironment } from '../../server/world/environment.ts';
import { type Files, systemFiles } from '../../server/world/files.ts';

let folder: string;
let read: string[];
/** Lets the ignore file be read. */
let release: () => void;
let world: World;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codestral-lsp-compose-'));
  read = [];
  const released = new Promise<void>((done) => {
    release = done;
  });
  const files: Files = {
    ...systemFiles,
    read: async (path, maxBytes) => {
      if (path.endsWith('.codestralignore')) await released;
      read.push(path.slice(folder.length + 1));
      return systemFiles.read(path, maxBytes);
    },
  };
  const directories = { home: folder, config: join(folder, 'config'), state: join(folder, 'state') };
  const environment = { ...systemEnvironment(), directories, variable: () => undefined };
  world = { clock: systemClock, files, environment, settings: new SettingsStore(files, environment) };
  await mkdir(join(folder, 'workspace'));
});

afterEach(() => rm(folder, { recursive: true, maxRetries: 5 }));

test('no file is read as related code before it is known which files may be', async () => {
  const workspace = join(folder, 'workspace');
  await writeFile(join(workspace, '.codestralignore'), 'secret.ts\n');
  await writeFile(join(workspace, 'secret.ts'), 'export const secret = 1;\n');
  await writeFile(join(workspace, 'open.ts'), 'export const free = 1;\n');
  const completions = createCompletions(world, { log: () => silentLogger, say: () => {} });
  const text = "import { secret } from './secret.ts';\nimport { free } from './open.ts';\n";
  const snapshot = { uri: pathToFileURL(join(workspace, 'main.ts')).href, languageId: 'typescript', version: 1, text };
  const change = { ...snapshot, offset: text.length, inserted: 'x', removed: '' };

  const loading = completions.load([workspace]);
  completions.opened(snapshot);
  completions.changed(snapshot, []);
  completions.engine.changed(change);
  await systemClock.sleep(0);
  expect(read.filter((path) => path.endsWith('.ts'))).toEqual([]);

  release();
  await loading;
  completions.engine.changed(change);
  await expect.poll(() => read).toContain('workspace/open.ts');
  expect(read).not.toContain('workspace/secret.ts');
});
