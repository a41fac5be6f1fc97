import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { promptOf } from '../support/assistEditor.ts';
import { CommandLine } from '../support/commandLine.ts';
import { FakeMistral } from '../support/fakeMistral.ts';
import { testKey } from '../support/mistralEditor.ts';

const code = 'const before = 1;\nfunction add(a, b) {\n  return a - b;\n}\n';
const answer = '```js\nfunction add(a, b) {\n  return a + b;\n}\n```';

async function start(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const mistral = await FakeMistral.start({ key: testKey });
  onTestFinished(() => mistral.stop());
  const shell = new CommandLine({
    files,
    settings: { providers: { mistral: { endpoint: mistral.url } } },
    env: { MISTRAL_API_KEY: testKey },
  });
  return { shell, mistral };
}

test('chat prints the answer as it is, and nothing else on stdout', async () => {
  const { shell, mistral } = await start();
  mistral.answer('Hello **world**.\n\n## You\n\n```js\n1\n```\n');
  const { out, err, code: exit } = await shell.run('chat', 'Say', 'hello');
  expect(out).toBe('Hello **world**.\n\n## You\n\n```js\n1\n```\n');
  expect(err).toBe('');
  expect(exit).toBe(0);
  expect(promptOf(mistral.requests[0] as never)).toContain('Say hello');
});

test('chat takes standard input below the prompt, or as the prompt', async () => {
  const { shell, mistral } = await start();
  mistral.answerWith(() => 'Ok.');
  await shell.start(['chat', 'Explain:'], 'piped in\n').result;
  await shell.start(['chat'], 'only piped\n').result;
  expect(promptOf(mistral.requests[0] as never)).toContain('Explain:\n\npiped in');
  expect(promptOf(mistral.requests[1] as never)).toContain('only piped');
  expect((await shell.run('chat')).code).toBe(2);
});

test('chat attaches a file, and its flags go to the model', async () => {
  const { shell, mistral } = await start({ 'src/a.js': code });
  mistral.answer('Ok.');
  const flags = [
    '--model',
    'mistral-small-latest',
    '--temperature',
    '0.5',
    '--max-tokens',
    '77',
    '--system',
    'Be kind.',
  ];
  await shell.run('chat', 'Why?', '--file', 'src/a.js', ...flags);
  expect(promptOf(mistral.requests[0] as never)).toContain(`src/a.js:\n\n\`\`\`js\n${code}`);
  expect(promptOf(mistral.requests[0] as never)).toContain('Be kind.');
  expect(mistral.requests[0]?.body).toMatchObject({ model: 'mistral-small-latest', temperature: 0.5, max_tokens: 77 });
  expect(mistral.requests[0]?.body).not.toHaveProperty('tools');
});

test('chat --tools reads the workspace and changes nothing', async () => {
  const { shell, mistral } = await start({ 'a.txt': 'from disk\n' });
  const call = (id: string, name: string, input: object) => ({ id, name, arguments: JSON.stringify(input) });
  mistral.answer({
    toolCalls: [
      call('aaaaaaaaa', 'read_file', { path: 'a.txt' }),
      call('bbbbbbbbb', 'edit_file', { path: 'a.txt', oldText: 'from', newText: 'off' }),
    ],
  });
  mistral.answer('Read.');
  expect((await shell.run('chat', '--tools', 'Look')).out).toBe('Read.\n');
  expect(JSON.stringify(mistral.requests[1]?.body)).toContain('from disk');
  expect(JSON.stringify(mistral.requests[1]?.body)).toContain('does not want');
  expect(readFileSync(join(shell.folder, 'a.txt'), 'utf8')).toBe('from disk\n');
});

test.each(['chat', 'edit'])('Ctrl-C stops %s, closes the connection and exits with 130', async (command) => {
  const { shell, mistral } = await start({ 'a.js': code });
  mistral.answer({ text: 'too late', firstTokenMs: 20_000 });
  const running = shell.start(command === 'chat' ? ['chat', 'Hi'] : ['edit', 'a.js', 'x', '--write']);
  await mistral.received(1);
  running.signal('SIGINT');
  expect((await running.result).code).toBe(130);
  expect((await mistral.closed(1)).closedBy).toBe('client');
  expect(readFileSync(join(shell.folder, 'a.js'), 'utf8')).toBe(code);
});

test('a failure is one sentence on stderr and exit code 1', async () => {
  const { shell, mistral } = await start();
  mistral.answerWith(() => ({ failure: { status: 500, body: { message: 'down' } } }));
  const { out, err, code: exit } = await shell.run('chat', 'Hi');
  expect(out).toBe('');
  expect(err).toMatch(/^codestral-lsp: .*Mistral.*\n/);
  expect(exit).toBe(1);
});

test('edit prints a diff that git applies, and leaves the file alone', async () => {
  const { shell, mistral } = await start({ 'src/a.js': code });
  mistral.answer(answer);
  const { out, code: exit } = await shell.run('edit', 'src/a.js:2-4', 'add instead');
  expect(exit).toBe(0);
  expect(out).toContain('-  return a - b;\n+  return a + b;\n');
  expect(readFileSync(join(shell.folder, 'src/a.js'), 'utf8')).toBe(code);
  expect(promptOf(mistral.requests[0] as never)).toContain('add instead');
  execFileSync('git', ['apply', '-'], { cwd: shell.folder, input: out, stdio: ['pipe', 'pipe', 'pipe'] });
  expect(readFileSync(join(shell.folder, 'src/a.js'), 'utf8')).toBe(code.replace('a - b', 'a + b'));
});

test('edit --write keeps permissions, links, line endings and the byte order mark', async () => {
  const { shell, mistral } = await start();
  const path = join(shell.folder, 'real.js');
  writeFileSync(path, `\ufeff${code.replaceAll('\n', '\r\n')}`);
  chmodSync(path, 0o755);
  symlinkSync('real.js', join(shell.folder, 'link.js'));
  mistral.answer(answer);
  expect((await shell.run('edit', 'link.js:2-4', 'add', 'instead', '--write')).code).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(`\ufeff${code.replace('a - b', 'a + b').replaceAll('\n', '\r\n')}`);
  expect(statSync(path).mode & 0o777).toBe(0o755);
});

test('edit explains what it cannot do', async () => {
  const { shell, mistral } = await start({ 'a.js': code, '.env': 'KEY=1\n' });
  expect((await shell.run('edit', 'a.js')).code).toBe(2);
  expect((await shell.run('edit', 'a.js:9-12', 'x')).err).toMatch(/has 5 lines/);
  expect((await shell.run('edit', 'nothing.js', 'x')).err).toMatch(/not there/);
  expect((await shell.run('edit', '.env', 'x')).err).toMatch(/excluded/);
  expect((await shell.run('edit', 'a.js', 'x', '--temperature', 'hot')).code).toBe(2);
  expect(mistral.requests).toHaveLength(0);
  mistral.answer('No.');
  const refused = await shell.run('edit', 'a.js', 'x');
  expect(refused.err).toMatch(/without code.*\nNo\./s);
  expect(refused.code).toBe(1);
});
