import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { OwnDocuments } from '../../../server/assist/ownDocuments.ts';
import { Workspace } from '../../../server/assist/workspace.ts';
import { IgnoreRules, ignoreFileNames } from '../../../server/providers/ngram/ignoreRules.ts';
import { systemEnvironment } from '../../../server/world/environment.ts';
import { systemFiles } from '../../../server/world/files.ts';
import { FakeClock } from '../../support/fakeClock.ts';

function workspaceWith(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'codestral-lsp-workspace-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const workspace = new Workspace({
    files: systemFiles,
    environment: systemEnvironment(),
    folders: () => [root],
    excludes: (path) => path.endsWith('.env'),
    rules: IgnoreRules.none(),
    ruleFiles: ignoreFileNames,
  });
  return { root, workspace };
}

async function listed(workspace: Workspace): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const path of workspace.list(new AbortController().signal)) found.push(path);
  return found;
}

test('nested ignore files hold below their folder, and links to folders are not walked', async () => {
  const { root, workspace } = workspaceWith({
    'a.ts': '',
    'sub/.gitignore': '*.log\n!keep.log\n',
    'sub/b.log': '',
    'sub/keep.log': '',
    'c.log': '',
    '.env': '',
    'node_modules/x.js': '',
  });
  symlinkSync('.', join(root, 'loop'));
  const names = (await listed(workspace)).map((path) => path.slice(root.length + 1));
  expect(names).toEqual(['a.ts', 'c.log', 'loop', 'sub/.gitignore', 'sub/keep.log']);
});

test('listing ends when it is aborted', async () => {
  const { workspace } = workspaceWith({ 'a.ts': '' });
  await expect(workspace.list(AbortSignal.abort()).next()).rejects.toThrow();
});

test('a link that leads nowhere has its name', async () => {
  const { root, workspace } = workspaceWith({ 'a.ts': '' });
  symlinkSync('nowhere', join(root, 'dangling'));
  expect(await workspace.has(join(root, 'dangling'))).toBe(true);
  expect(await workspace.has(join(root, 'a.ts'))).toBe(true);
  expect(await workspace.has(join(root, 'free.ts'))).toBe(false);
});

test('what is staged is told with earlier subjects; the configuration of the repository runs nothing', async () => {
  const { root, workspace } = workspaceWith({ 'a.txt': 'one\n', '.env': 'KEY=1\n' });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { cwd: root, stdio: 'pipe' });
  git('init', '-q');
  git('add', 'a.txt');
  git('commit', '-qm', 'Begin');
  writeFileSync(join(root, 'a.txt'), 'two\n');
  git('add', '-f', 'a.txt', '.env');
  git('config', 'diff.external', `touch ${join(root, 'ran')}`);
  git('config', 'core.fsmonitor', `touch ${join(root, 'ran')}`);
  const staged = await workspace.staged(join(root, '.git', 'COMMIT_EDITMSG'));
  expect(staged?.diff).toContain('-one\n+two\n');
  expect(staged?.diff).not.toContain('KEY');
  expect(staged?.recent).toEqual(['Begin']);
  expect(await workspace.has(join(root, 'ran'))).toBe(false);
});

test('outside of a repository nothing is staged', async () => {
  const { root, workspace } = workspaceWith({ 'a.txt': '' });
  expect(await workspace.staged(join(root, 'COMMIT_EDITMSG'))).toBeUndefined();
});

test('documents of ours get names of their own, in a folder that git ignores', async () => {
  const { root } = workspaceWith({});
  const own = new OwnDocuments({
    files: systemFiles,
    clock: new FakeClock(),
    workspace: () => root,
    state: '/nowhere',
  });
  const [first, second] = [await own.write('chats', 'chat.md', 'a'), await own.write('chats', 'chat.md', 'b')];
  expect(first).not.toBe(second);
  expect(first.startsWith(`${root}/.codestral/chats/`)).toBe(true);
  execFileSync('git', ['init', '-q'], { cwd: root });
  expect(execFileSync('git', ['status', '--short'], { cwd: root }).toString()).toBe('');
});
