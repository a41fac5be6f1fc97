// What is learned from a folder on disk, and how politely.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../../server/log/logger.ts';
import { NgramModel } from '../../../../server/providers/ngram/ngram.ts';
import {
  defaultWorkspaceLimits,
  learnWorkspace,
  type WorkspaceLearner,
  type WorkspaceOptions,
} from '../../../../server/providers/ngram/workspace.ts';
import { type Clock, systemClock } from '../../../../server/world/clock.ts';
import { systemFiles } from '../../../../server/world/files.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ngram-workspace-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('what is read', () => {
  test('source files of all folders', async () => {
    await write({ 'a.ts': 'a', 'deep/er/b.py': 'b' });
    expect(await learned()).toEqual(['a.ts', 'deep/er/b.py']);
  });

  test('no dependencies, build products, version control, lock, data, minified or secret files', async () => {
    await write({
      'a.ts': 'a',
      'node_modules/x/index.js': 'x',
      'dist/main.js': 'x',
      '.git/config': 'x',
      'package-lock.json': '{}',
      'logo.svg': '<svg/>',
      'jquery.min.js': 'x',
      'squeezed.js': 'var a=1;'.repeat(1000),
      '.env': 'TOKEN=1',
      'server.pem': 'x',
    });
    expect(await learned()).toEqual(['a.ts']);
  });

  test('no binary files and none above the size limit', async () => {
    await write({ 'a.ts': 'a', 'b.ts': 'b\0', 'c.ts': 'const c = 1;\n'.repeat(100) });
    expect(await learned({ limits: { ...defaultWorkspaceLimits, fileBytes: 500 } })).toEqual(['a.ts']);
  });

  test('nothing that ignore files leave out, in the folder where they stand and below', async () => {
    await write({
      '.gitignore': 'generated/\n*.gen.ts\n',
      'generated/a.ts': 'a',
      'src/b.gen.ts': 'b',
      'src/c.ts': 'c',
      'src/.gitignore': '!kept.gen.ts\n',
      'src/kept.gen.ts': 'k',
      'private/.codestralignore': '*\n',
      'private/d.ts': 'd',
    });
    expect(await learned()).toEqual(['.gitignore', 'src/.gitignore', 'src/c.ts', 'src/kept.gen.ts']);
  });

  test('nothing that .codestralignore leaves out, even when .gitignore brings it back', async () => {
    await write({ '.codestralignore': 'a.ts\n', '.gitignore': '!a.ts\n', 'a.ts': 'a' });
    expect(await learned()).toEqual(['.codestralignore', '.gitignore']);
  });

  test('nothing that the user excludes', async () => {
    await write({ 'a.ts': 'a', 'secret/b.ts': 'b' });
    expect(await learned({ excluded: (path) => path.endsWith('/secret') })).toEqual(['a.ts']);
  });

  test('links to folders are not followed, so a circle ends', async () => {
    await write({ 'a.ts': 'a' });
    await symlink(root, join(root, 'again'));
    expect(await learned()).toEqual(['a.ts']);
  });
});

describe('limits', () => {
  test('files of the open documents’ kind and folder come first', async () => {
    await write({ 'a.md': 'a', 'b.ts': 'b', 'src/c.ts': 'c', 'src/d.md': 'd' });
    const options = { near: [join(root, 'src/open.ts')], limits: { ...defaultWorkspaceLimits, files: 2 } };
    expect(await learned(options)).toEqual(['b.ts', 'src/c.ts']);
  });

  test('it ends when the time is over', async () => {
    await write({ 'a.ts': 'a', 'b.ts': 'b' });
    const report = await learnWorkspace(newModel(), { ...options(), clock: new RacingClock(7000) }, neverAborted());
    expect(report.ended).toBe('time');
    expect(report.files).toBeLessThan(2);
  });

  test('it ends when the memory is full', async () => {
    await write({ 'a.ts': 'one two three four\n'.repeat(400), 'b.ts': 'b' });
    const model = newModel(1000);
    const report = await learnWorkspace(model, options(), neverAborted());
    expect(report).toMatchObject({ files: 1, ended: 'memory' });
    expect(model.holdings.tokens).toBe(1000);
  });

  test('an aborted walk rejects with the abort error', async () => {
    await write({ 'a.ts': 'a' });
    const controller = new AbortController();
    controller.abort();
    await expect(learnWorkspace(newModel(), options(), controller.signal)).rejects.toThrow(/abort/i);
  });
});

test('a large file is learned in slices with pauses between them', async () => {
  await write({ 'a.ts': 'const value = compute(1, 2);\n'.repeat(4000) });
  const clock = new RacingClock(1);
  const report = await learnWorkspace(newModel(), { ...options(), clock }, neverAborted());
  expect(report.ended).toBe('done');
  expect(clock.pauses).toBeGreaterThan(10);
  expect(clock.longest).toBe(0);
});

test('beside a model that answers first, it rests between the slices', async () => {
  await write({ 'a.ts': 'const value = compute(1, 2);\n'.repeat(4000) });
  const clock = new RacingClock(1);
  await learnWorkspace(newModel(), { ...options(), clock, restMs: 12 }, neverAborted());
  expect(clock.longest).toBe(12);
});

/** A clock that is later by `step` milliseconds whenever it is asked. */
class RacingClock implements Clock {
  pauses = 0;
  longest = 0;
  readonly #step: number;
  #now = 0;

  constructor(step: number) {
    this.#step = step;
  }

  now(): number {
    this.#now += this.#step;
    return this.#now;
  }

  async sleep(ms: number): Promise<void> {
    this.pauses++;
    this.longest = Math.max(this.longest, ms);
  }
}

/** Remembers what it was given. */
class Pupil implements WorkspaceLearner {
  readonly full = false;
  readonly paths: string[] = [];

  learnFileInSteps(path: string): readonly undefined[] {
    this.paths.push(path.slice(root.length + 1));
    return [];
  }
}

/** Which files are learned, sorted. */
async function learned(changes: Partial<WorkspaceOptions> = {}): Promise<string[]> {
  const pupil = new Pupil();
  await learnWorkspace(pupil, { ...options(), ...changes }, neverAborted());
  return pupil.paths.sort();
}

function options(): WorkspaceOptions {
  return { files: systemFiles, clock: systemClock, log: silentLogger, roots: [root], excluded: () => false };
}

function newModel(workspaceTokens = 100_000): NgramModel {
  const memory = { workspaceTokens, vocabulary: 10_000, openDocuments: 4 };
  return new NgramModel({ clock: systemClock, log: silentLogger, memory });
}

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}
