import { describe, expect, test } from 'vitest';
import { EditPermission } from '../../../server/assist/permission.ts';
import { ToolRunner, toolLimits } from '../../../server/assist/toolRunner.ts';
import { type ToolName, toolDefinitions } from '../../../server/chat/tools.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { MemoryHost } from '../../support/memoryHost.ts';

const offered: readonly ToolName[] = toolDefinitions.map(({ name }) => name);
const never = new AbortController().signal;

describe('reading', () => {
  test('gives numbered lines', async () => {
    const host = new MemoryHost({ 'src/a.ts': 'one\ntwo\nthree\n' });
    expect(await run(host, 'read_file', { path: './src//a.ts', from: 2, to: 3 })).toBe(
      'src/a.ts, lines 2 to 3 (number, tab, line):\n2\ttwo\n3\tthree',
    );
  });

  test('prefers the unsaved text of an open buffer', async () => {
    const host = new MemoryHost({ 'a.ts': 'saved\n' });
    host.open('a.ts', 'typescript', 'unsaved\n');
    expect(await run(host, 'read_file', { path: '/project/a.ts' })).toContain('unsaved');
  });

  test('finds the open buffer behind a link inside of the workspace', async () => {
    const host = new MemoryHost({ 'real/a.ts': 'saved\n' });
    host.links.set('/project/link', '/project/real');
    host.open('real/a.ts', 'typescript', 'unsaved\n');
    expect(await run(host, 'read_file', { path: 'link/a.ts' })).toContain('unsaved');
  });

  test('cuts a file of many lines and says how to go on', async () => {
    const host = new MemoryHost({ 'a.txt': 'x\n'.repeat(9000) });
    expect(await run(host, 'read_file', { path: 'a.txt' })).toMatch(/9001 lines; ask for more with from and to/);
  });

  test('cuts a result that is too long for a window', async () => {
    const host = new MemoryHost({ 'a.txt': `${'x'.repeat(450)}\n`.repeat(1000) });
    const result = await run(host, 'read_file', { path: 'a.txt' });
    expect(result.length).toBeLessThan(toolLimits.resultCharacters + 100);
    expect(result).toMatch(/characters left out; ask for less/);
  });
});

describe('hostile or mistaken calls', () => {
  const secret = { 'src/a.ts': 'a\n', '.env': 'KEY=1\n' };

  test.each([
    ['a path out of the workspace', '../../etc/passwd', /outside of the workspace/],
    ['a path out of the workspace, through a folder', 'src/../../etc/passwd', /outside of the workspace/],
    ['an absolute path', '/etc/passwd', /outside of the workspace/],
    ['a link out of the workspace', 'etc/passwd', /outside of the workspace/],
    ['a neighbour that begins like the workspace', '../project-secrets/key', /outside of the workspace/],
    ['an excluded file', '.env', /excluded by the user/],
    ['a link to an excluded file', 'harmless.txt', /excluded by the user/],
    ['a NUL in a path', 'a\0.ts', /NUL/],
    ['a file that is not there', 'src/b.ts', /no file src\/b\.ts/],
    ['a folder', 'src', /is a folder/],
  ])('%s is refused with a reason', async (_what, path, message) => {
    const host = new MemoryHost(secret);
    host.files.set('/etc/passwd', 'root\n');
    host.files.set('/project-secrets/key', 'key\n');
    host.links.set('/project/etc', '/etc');
    host.links.set('/project/harmless.txt', '/project/.env');
    host.excluded.add('/project/.env');
    const result = await run(host, 'read_file', { path });
    expect(result).toMatch(/^Error: /);
    expect(result).toMatch(message);
  });

  test('a new file behind a link out of the workspace is refused', async () => {
    const host = new MemoryHost(secret);
    host.files.set('/etc/passwd', 'root\n');
    host.links.set('/project/etc', '/etc');
    expect(await run(host, 'edit_file', { path: 'etc/cron', oldText: '', newText: 'x' })).toMatch(
      /outside of the workspace/,
    );
    expect(host.questions).toEqual([]);
  });

  test('a link that leads nowhere yet is not written through', async () => {
    const host = new MemoryHost(secret);
    host.links.set('/project/new', '/etc/cron');
    host.answers.push('Allow once');
    expect(await run(host, 'edit_file', { path: 'new', oldText: '', newText: 'x' })).toMatch(/did not make the change/);
  });

  test('a file of ten megabytes is refused', async () => {
    const host = new MemoryHost({ big: 'x'.repeat(10_000_000) });
    expect(await run(host, 'read_file', { path: 'big' })).toMatch(/too large \(10000000 bytes/);
  });

  test('a binary file is refused', async () => {
    expect(await run(new MemoryHost({ a: 'x\0y' }), 'read_file', { path: 'a' })).toMatch(/not a text file/);
  });

  test('broken arguments and unknown tools are explained', async () => {
    const host = new MemoryHost(secret);
    expect(await run(host, 'read_file', '{"path":')).toMatch(/not a JSON object/);
    expect(await run(host, 'shell', { command: 'rm' })).toMatch(/no tool "shell"/);
  });

  test('a call that takes too long ends, and says so', async () => {
    const host = new MemoryHost(secret);
    const clock = new FakeClock();
    host.read = () => new Promise(() => {});
    const result = run(host, 'read_file', { path: 'src/a.ts' }, { clock });
    await clock.advance(toolLimits.callMs);
    expect(await result).toMatch(/longer than 15 seconds/);
    expect(clock.sleeping).toBe(0);
  });

  test('a cancelled call throws the abort error', async () => {
    const host = new MemoryHost(secret);
    const controller = new AbortController();
    host.read = () => new Promise(() => {});
    const result = run(host, 'read_file', { path: 'src/a.ts' }, { signal: controller.signal });
    controller.abort();
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('searching', () => {
  const files = {
    'src/a.ts': 'const a = 1;\nlet b\n',
    'src/b.md': 'let it be\n',
    'c.ts': 'let c\n',
    '.env': 'let=secret\n',
  };

  test.each([
    [{ query: 'let' }, 'c.ts:1: let c\nsrc/a.ts:2: let b\nsrc/b.md:1: let it be'],
    [{ query: 'let \\w$', regex: true }, 'c.ts:1: let c\nsrc/a.ts:2: let b'],
    [{ query: 'let', folder: 'src/', pattern: '*.ts' }, 'src/a.ts:2: let b'],
    [{ query: 'CONST A', ignoreCase: true }, 'src/a.ts:1: const a = 1;'],
    [{ query: '^LET [B-C]$', regex: true, ignoreCase: true }, 'c.ts:1: let c\nsrc/a.ts:2: let b'],
    [{ query: 'zebra' }, 'No line matches.'],
    [{ query: '(?=a)', regex: true }, /^Error: Look-around/],
    [{ query: 'a', folder: 'nowhere' }, /^Error: there is no folder nowhere/],
    [{ query: 'a', folder: '../x' }, /^Error: .*outside/],
  ])('for %j', async (input, expected) => {
    const host = new MemoryHost(files);
    host.excluded.add('/project/.env');
    const result = await run(host, 'search_text', input);
    if (typeof expected === 'string') expect(result).toBe(expected);
    else expect(result).toMatch(expected);
  });

  test('does not look behind a link out of the workspace or to an excluded file', async () => {
    const host = new MemoryHost({ ...files, 'real.txt': 'secret of ours\n' });
    host.files.set('/etc/passwd', 'secret\n');
    host.excluded.add('/project/.env');
    host.links.set('/project/leak', '/etc/passwd');
    host.links.set('/project/env', '/project/.env');
    host.links.set('/project/fine', '/project/real.txt');
    expect(await run(host, 'search_text', { query: 'secret' })).toBe(
      'fine:1: secret of ours\nreal.txt:1: secret of ours',
    );
  });

  test('looks into unsaved text', async () => {
    const host = new MemoryHost(files);
    host.open('c.ts', 'typescript', 'let zebra\n');
    expect(await run(host, 'search_text', { query: 'zebra' })).toBe('c.ts:1: let zebra');
  });

  test('lists files of a folder by pattern', async () => {
    expect(await run(new MemoryHost(files), 'list_files', { folder: 'src', pattern: '*.md' })).toBe('src/b.md');
  });
});

test('diagnostics are told as path, line and text', async () => {
  const host = new MemoryHost({ 'a.ts': 'a\n' });
  const uri = host.open('a.ts', 'typescript');
  const range = { start: { line: 4, character: 0 }, end: { line: 4, character: 1 } };
  host.reported.push({ uri, range, severity: 'error', message: 'No\nsuch name', source: 'tsc' });
  expect(await run(host, 'diagnostics', { path: 'a.ts' })).toBe('a.ts:5: error: No such name (tsc)');
});

test('an outline shows declarations with their lines', async () => {
  const host = new MemoryHost({
    'a.ts':
      'import b;\n\nexport class A {\n  run(): void {\n    if (x) {\n  }\n}\nconst f = () => 1;\nstatic int g(char *a) {\n',
  });
  expect(await run(host, 'outline', { path: 'a.ts' })).toBe(
    '3\texport class A\n4\t  run(): void\n8\tconst f = () => 1;\n9\tstatic int g(char *a)',
  );
});

describe('editing', () => {
  const edit = { path: 'a.ts', oldText: 'a', newText: 'b' };

  test('the file at hand needs no question', async () => {
    const host = new MemoryHost({ 'a.ts': 'a\n' });
    const uri = host.open('a.ts', 'typescript');
    expect(await run(host, 'edit_file', edit, { own: uri })).toMatch(/^Changed a\.ts, line 1/);
    expect(host.textOf(uri)).toBe('b\n');
    expect(host.questions).toEqual([]);
  });

  test('another file is changed only after a yes', async () => {
    const host = new MemoryHost({ 'a.ts': 'a\n' });
    expect(await run(host, 'edit_file', edit)).toMatch(/does not want a\.ts to be changed/);
    expect(host.textOf('file:///project/a.ts')).toBe('a\n');
    host.answers.push('Allow once');
    expect(await run(host, 'edit_file', edit)).toMatch(/^Changed/);
    expect(host.textOf('file:///project/a.ts')).toBe('b\n');
  });

  test('one yes for the chat is enough, and one no too', async () => {
    for (const [answer, questions] of [
      ['Allow for this chat', 1],
      ['Allow once', 2],
      ['Refuse', 1],
    ] as const) {
      const host = new MemoryHost({ 'a.ts': 'a\n' });
      host.answers.push(answer, answer);
      const permission = new EditPermission(host, undefined);
      await run(host, 'edit_file', edit, { permission });
      await run(
        host,
        'edit_file',
        { ...edit, oldText: host.textOf('file:///project/a.ts').trim(), newText: 'c' },
        { permission },
      );
      expect(host.questions).toHaveLength(questions);
    }
  });

  test('two edits of one turn come one after the other', async () => {
    const host = new MemoryHost({ 'a.ts': 'a\nb\n' });
    const uri = host.open('a.ts', 'typescript');
    const runner = runnerFor(host, { own: uri });
    const call = (oldText: string, newText: string) =>
      runner.run({ id: 'x', name: 'edit_file', input: JSON.stringify({ path: 'a.ts', oldText, newText }) }, never);
    await Promise.all([call('a', 'A'), call('b', 'B')]);
    expect(host.textOf(uri)).toBe('A\nB\n');
  });

  test('creates a file after a yes, and never over another one', async () => {
    const host = new MemoryHost({ 'a.ts': 'a\n' });
    host.answers.push('Allow for this chat');
    const permission = new EditPermission(host, undefined);
    const created = { path: 'test/a.test.ts', oldText: '', newText: 'new\n' };
    expect(await run(host, 'edit_file', created, { permission })).toBe('Created test/a.test.ts.');
    expect(host.textOf('file:///project/test/a.test.ts')).toBe('new\n');
    expect(await run(host, 'edit_file', created, { permission })).toMatch(/oldText is empty, but the file is not/);
    expect(host.questions[0]).toContain('test/a.test.ts (a new file)');
  });

  test('a cancel does not wait for an editor that asks its user about the edit', async () => {
    const host = new MemoryHost({ 'a.ts': 'a\n' });
    const controller = new AbortController();
    const asked = new Promise<void>((resolve) => {
      host.applyEdits = () => {
        resolve();
        return new Promise(() => {});
      };
    });
    host.answers.push('Allow once');
    const result = run(host, 'edit_file', edit, { signal: controller.signal });
    await asked;
    controller.abort();
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('an edit that the editor refuses is told to the model', async () => {
    const host = new MemoryHost({ 'a.ts': 'a\n' });
    const uri = host.open('a.ts', 'typescript');
    host.refuseEdits = 'the buffer is read-only';
    expect(await run(host, 'edit_file', edit, { own: uri })).toMatch(
      /did not make the change: the buffer is read-only/,
    );
  });
});

interface RunOptions {
  readonly own?: string;
  readonly permission?: EditPermission;
  readonly clock?: FakeClock;
  readonly signal?: AbortSignal;
}

function runnerFor(host: MemoryHost, options: RunOptions): ToolRunner {
  const permission = options.permission ?? new EditPermission(host, options.own);
  return new ToolRunner({ host, clock: options.clock ?? new FakeClock(), permission, offered });
}

function run(host: MemoryHost, name: string, input: unknown, options: RunOptions = {}): Promise<string> {
  const call = { id: 'abcdefghi', name, input: typeof input === 'string' ? input : JSON.stringify(input) };
  return runnerFor(host, options).run(call, options.signal ?? never);
}
