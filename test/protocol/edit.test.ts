import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type AssistEditor, placeBefore, promptOf, startAssist } from '../support/assistEditor.ts';
import type { Answer } from '../support/fakeMistral.ts';

const code = 'const before = 1;\nfunction add(a, b) {\n  return a - b;\n}\nconst after = 2;\n';
const target = 'function add(a, b) {\n  return a - b;\n}';
const better = 'function add(a, b) {\n  return a + b;\n}';
const fixed = code.replace('a - b', 'a + b');

function answering(text: string): Answer {
  return { text: `\`\`\`js\n${text}\n\`\`\`\n` };
}

async function refactor(assist: AssistEditor, uri: string): Promise<void> {
  await assist.choose(await assist.actions(uri, target), 'refactor');
}

test('an action changes the lines in one small edit, with progress and without a message', async () => {
  const { assist, mistral, editor } = await startAssist();
  mistral.answer(answering(better));
  const uri = assist.open('main.js', code);
  await refactor(assist, uri);
  expect(assist.text(uri)).toBe(fixed);
  expect(assist.edits).toHaveLength(1);
  expect(JSON.stringify(assist.edits[0]?.changes)).toContain('"newText":"+"');
  expect(assist.progress()[0]).toMatchObject({ kind: 'begin', title: 'Refactor the selection', cancellable: true });
  expect(assist.progress().map(({ message }) => message)).toContain('Writing 3 lines');
  expect(editor.messages).toEqual([]);
  const body = mistral.requests[0]?.body as Record<string, unknown>;
  expect(body.prediction).toEqual({ type: 'content', content: `${target}\n` });
  expect(body.temperature).toBe(0.1);
});

test('the command is answered at once, long before the model', async () => {
  const { assist, mistral } = await startAssist();
  mistral.answer({ ...answering(better), firstTokenMs: 400 });
  const uri = assist.open('main.js', code);
  const actions = await assist.actions(uri, target);
  expect(await assist.start(actions, 'refactor')).toBeNull();
  expect(assist.text(uri)).toBe(code);
  await assist.idle();
  expect(assist.text(uri)).toBe(fixed);
});

test('the instruction of an AI comment goes to the model, and out of the document', async () => {
  const { assist, mistral } = await startAssist();
  mistral.answer(answering(better));
  const uri = assist.open('main.js', code.replace('function', '// AI: add instead\nfunction'));
  await assist.choose(await assist.actions(uri, placeBefore(assist, uri, 'return')), 'rewrite');
  expect(assist.text(uri)).toBe(fixed);
  expect(promptOf(mistral.requests[0] as never)).toContain('add instead');
});

test('the instruction of a client that asks goes to the model', async () => {
  const { assist, mistral } = await startAssist({ asksInstruction: true });
  mistral.answer(answering(better));
  const uri = assist.open('main.js', code);
  await assist.choose(await assist.actions(uri, target), 'rewrite', 'please add');
  expect(promptOf(mistral.requests[0] as never)).toContain('please add');
  expect(assist.text(uri)).toBe(fixed);
});

test('a problem goes to the model with its line', async () => {
  const { assist, mistral } = await startAssist();
  mistral.answer(answering('  return a + b;'));
  const uri = assist.open('main.js', code);
  const range = assist.rangeOf(uri, 'a - b');
  const diagnostics = [{ range, message: 'this subtracts', source: 'lint' }];
  await assist.choose(await assist.actions(uri, range, { diagnostics }), 'fix');
  expect(promptOf(mistral.requests[0] as never)).toContain('main.js:3: error: this subtracts (lint)');
  expect(assist.text(uri)).toBe(fixed);
});

test('an action of the settings sends its prompt, filled in', async () => {
  const own = { id: 'shout', title: 'Shout', prompt: 'In {{file}} shout: {{selection}}' };
  const { assist, mistral } = await startAssist({ chat: { actions: [own] } });
  mistral.answer(answering(better));
  const uri = assist.open('main.js', code);
  await assist.choose(await assist.actions(uri, target), 'shout');
  expect(promptOf(mistral.requests[0] as never)).toContain(`In main.js shout: ${target}`);
});

test('what the user types elsewhere meanwhile stays, and the edit lands where its lines are now', async () => {
  const { assist, mistral } = await startAssist();
  mistral.answer({ ...answering(better), perTokenMs: 10 });
  const uri = assist.open('main.js', code);
  await assist.start(await assist.actions(uri, target), 'refactor');
  await assist.says(/Writing/);
  assist.type(uri, (text) => `// mine\n${text}`);
  await assist.idle();
  expect(assist.text(uri)).toBe(`// mine\n${fixed}`);
});

test('the user’s change of the same lines wins; the answer is offered in a document of its own', async () => {
  const { assist, mistral, editor } = await startAssist();
  mistral.answer({ ...answering(better), perTokenMs: 10 });
  const uri = assist.open('main.js', code);
  await assist.start(await assist.actions(uri, target), 'refactor');
  await assist.says(/Writing/);
  const mine = code.replace('a - b', 'a * b');
  assist.type(uri, () => mine);
  await assist.idle();
  expect(assist.text(uri)).toBe(mine);
  expect(await editor.message(/You changed the same lines/)).toBeTruthy();
  expect(assist.text(assist.shown[0] ?? '')).toBe(`${better}\n`);
});

test.each([
  ['refuses', 0],
  ['refuses', 150],
  ['says applied', 150],
  ['fails', 0],
] as const)(
  'a keystroke that crosses the edit costs nothing in an editor that %s and tells its changes after %i ms',
  async (stale, changeDelayMs) => {
    const { assist, mistral, editor } = await startAssist();
    assist.stale = stale;
    assist.changeDelayMs = changeDelayMs;
    mistral.answer(answering(better));
    const uri = assist.open('main.js', code);
    let typed = false;
    assist.beforeEdit = () => {
      if (!typed) assist.type(uri, (text) => `${text}// typed\n`);
      typed = true;
    };
    await refactor(assist, uri);
    expect(assist.text(uri)).toBe(`${fixed}// typed\n`);
    expect(editor.messages).toEqual([]);
  },
);

test('an editor that tells its changes late is waited for', async () => {
  const { assist, mistral } = await startAssist();
  assist.changeDelayMs = 600;
  mistral.answer(answering(better));
  const uri = assist.open('main.js', code);
  await refactor(assist, uri);
  expect(assist.text(uri)).toBe(fixed);
  expect(assist.edits).toHaveLength(1);
});

test('a refused edit is offered with the editor’s reason', async () => {
  const { assist, mistral, editor } = await startAssist();
  assist.refusal = 'the buffer is read-only';
  mistral.answer(answering(better));
  const uri = assist.open('main.js', code);
  await refactor(assist, uri);
  expect(await editor.message(/the buffer is read-only/)).toBeTruthy();
  expect(assist.text(assist.shown[0] ?? '')).toContain('a + b');
});

test('without showDocument the message tells where the answer is', async () => {
  const { assist, mistral, editor } = await startAssist({ showDocument: false });
  assist.refusal = 'no';
  mistral.answer(answering(better));
  await refactor(assist, assist.open('main.js', code));
  const path = (await editor.message(/The answer is in \//)).replace(/^.* in (?=\/)/, '');
  expect(readFileSync(path, 'utf8')).toContain('a + b');
  expect(readFileSync(join(editor.folder, '.codestral', '.gitignore'), 'utf8')).toBe('*\n');
});

test('a menu that is older than the document is refused with a cure', async () => {
  const { assist, mistral, editor } = await startAssist();
  const uri = assist.open('main.js', code);
  const actions = await assist.actions(uri, target);
  assist.type(uri, (text) => `\n${text}`);
  await assist.choose(actions, 'refactor');
  expect(await editor.message(/Choose the action again/)).toBeTruthy();
  expect(mistral.requests).toHaveLength(0);
});

test('cancelling the progress closes the connection and takes streamed lines back', async () => {
  const { assist, mistral, editor } = await startAssist({ chat: { streamEdits: 'always' } });
  mistral.answer({ ...answering('line1();\nline2();\nline3();'), perTokenMs: 30 });
  const uri = assist.open('main.js', code);
  await assist.start(await assist.actions(uri, target), 'refactor');
  await assist.says(/Writing 2 lines/);
  editor.server.notify('window/workDoneProgress/cancel', { token: assist.progress()[0]?.token });
  await assist.idle();
  expect((await mistral.closed(1)).closedBy).toBe('client');
  expect(assist.text(uri)).toBe(code);
  expect(editor.messages).toEqual([]);
});

test('cancelled lines stay when the settings say so', async () => {
  const { assist, mistral } = await startAssist({ chat: { streamEdits: 'always', unfinishedEdits: 'keep' } });
  mistral.answer({ ...answering('line1();\nline2();\nline3();\nline4();'), perTokenMs: 30 });
  const uri = assist.open('main.js', code);
  await assist.start(await assist.actions(uri, target), 'refactor');
  await assist.holds(uri, 'line1');
  await assist.command('codestral.cancel');
  await assist.idle();
  expect(assist.text(uri)).toContain('line1();');
});

test('codestral.cancel stops everything, for editors that cannot cancel a progress', async () => {
  const { assist, mistral } = await startAssist();
  mistral.answer({ ...answering(better), firstTokenMs: 20_000 });
  const uri = assist.open('main.js', code);
  await assist.start(await assist.actions(uri, target), 'refactor');
  await mistral.received(1);
  await assist.command('codestral.cancel');
  await assist.idle();
  expect((await mistral.closed(1)).closedBy).toBe('client');
  expect(assist.text(uri)).toBe(code);
});

test('a client that cannot make progress is shown it on its own token, and may cancel by it', async () => {
  const { assist, mistral, editor } = await startAssist({ progress: false });
  mistral.answer({ ...answering(better), firstTokenMs: 20_000 });
  const uri = assist.open('main.js', code);
  const [action] = (await assist.actions(uri, target)).filter(({ title }) => title === 'Refactor the selection');
  await assist.command('codestral.edit', action?.command?.arguments?.[0], { workDoneToken: 'mine' });
  await mistral.received(1);
  editor.server.notify('window/workDoneProgress/cancel', { token: 'mine' });
  await assist.idle();
  expect(assist.progress().map(({ token }) => token)).toEqual(assist.progress().map(() => 'mine'));
  expect((await mistral.closed(1)).closedBy).toBe('client');
});

test('streamed, the lines appear one by one and end the same', async () => {
  const { assist, mistral } = await startAssist({ chat: { streamEdits: 'always' } });
  mistral.answer({ ...answering(better), perTokenMs: 15 });
  const uri = assist.open('main.js', code);
  await refactor(assist, uri);
  expect(assist.text(uri)).toBe(fixed);
});

test('an editor that makes the edits of a task one step of undo gets them line by line', async () => {
  const { assist, mistral } = await startAssist({ groupsUndo: true });
  const uri = assist.open('main.js', code);
  for (const sign of ['+', '*']) {
    mistral.answer({ ...answering(better.replace('+', sign)), perTokenMs: 15 });
    const lines = { start: { line: 1, character: 0 }, end: { line: 4, character: 0 } };
    await assist.choose(await assist.actions(uri, lines), 'refactor');
    expect(assist.text(uri)).toBe(code.replace('a - b', `a ${sign} b`));
  }
  const tasks = assist.edits.map(({ task }) => task);
  const [first, second] = new Set(tasks);
  expect(tasks.filter((task) => task === first).length).toBeGreaterThan(1);
  expect(tasks.filter((task) => task === second).length).toBeGreaterThan(1);
  expect(tasks).not.toContain(undefined);
});

test('who undoes while lines arrive has the text as it was, and the whole answer beside it', async () => {
  const { assist, mistral, editor } = await startAssist({ groupsUndo: true });
  mistral.answer({ ...answering('line1();\nline2();\nline3();\nline4();'), perTokenMs: 30 });
  const uri = assist.open('main.js', code);
  await assist.start(await assist.actions(uri, target), 'refactor');
  await assist.holds(uri, 'line1();\n');
  assist.type(uri, () => code);
  await assist.idle();
  expect(assist.text(uri)).toBe(code);
  expect(await editor.message(/You changed the same lines/)).toBeTruthy();
  expect(assist.text(assist.shown[0] ?? '')).toContain('line1();\nline2();\nline3();\nline4();');
});

test('any other editor gets one edit, and no parameter that it might not take', async () => {
  const { assist, mistral, editor } = await startAssist();
  mistral.answer({ ...answering(better), perTokenMs: 15 });
  const uri = assist.open('main.js', code);
  await refactor(assist, uri);
  const asked = editor.server.log.filter(({ message }) => message.method === 'workspace/applyEdit');
  expect(asked.map(({ message }) => Object.keys(message.params as object))).toEqual([['label', 'edit']]);
});

test('with streaming switched off an edit is one in every editor', async () => {
  const { assist, mistral } = await startAssist({ groupsUndo: true, chat: { streamEdits: 'never' } });
  mistral.answer({ ...answering(better), perTokenMs: 15 });
  const uri = assist.open('main.js', code);
  await refactor(assist, uri);
  expect(assist.edits).toHaveLength(1);
});

test('a refused key ends in one message with a cure, and the document is untouched', async () => {
  const { assist, mistral, editor } = await startAssist({ mistral: { key: 'another' } });
  const uri = assist.open('main.js', code);
  await refactor(assist, uri);
  await editor.message(/key/i);
  expect(editor.messages).toHaveLength(1);
  expect(assist.text(uri)).toBe(code);
  expect(mistral.requests.length).toBeGreaterThan(0);
});

test('without any key the message names the variable', async () => {
  const { assist, editor } = await startAssist({ env: { MISTRAL_API_KEY: '' } });
  const uri = assist.open('main.js', code);
  await refactor(assist, uri);
  expect(await editor.message(/MISTRAL_API_KEY/)).toBeTruthy();
});

test('an answer without code is shown, not pasted', async () => {
  const { assist, mistral, editor } = await startAssist();
  mistral.answer('I would rather not.');
  const uri = assist.open('main.js', code);
  await refactor(assist, uri);
  expect(assist.text(uri)).toBe(code);
  expect(await editor.message(/without code/)).toBeTruthy();
});

test('arguments that make no sense are answered with a message, never with an error', async () => {
  const { assist, editor } = await startAssist();
  for (const argument of [
    undefined,
    null,
    5,
    [],
    { uri: 7 },
    { uri: 'file:///nowhere' },
    { uri: 'x', action: 'dance' },
  ])
    expect(await assist.command('codestral.edit', argument)).toBeNull();
  expect(await editor.message(/needs one argument/)).toBeTruthy();
  expect(await editor.message(/There is no action "dance"/)).toBeTruthy();
  expect(await editor.message(/not open any more/)).toBeTruthy();
});

test('tests are written into a new file by tool, after the user has said yes', async () => {
  const { assist, mistral, editor } = await startAssist();
  assist.answers.push('Allow once');
  const call = { path: 'add.test.js', oldText: '', newText: "test('adds', () => {});\n" };
  mistral.answer({ toolCalls: [{ id: 'abc123def', name: 'edit_file', arguments: JSON.stringify(call) }] });
  mistral.answer('I wrote add.test.js.');
  const uri = assist.open('add.js', code);
  await assist.choose(await assist.actions(uri, target), 'tests');
  expect(assist.questions).toEqual([expect.stringContaining('add.test.js')]);
  const created = [...assist.buffers.values()].find((one) => one.uri.endsWith('/add.test.js'));
  expect(created?.text).toBe(call.newText);
  expect(await editor.message(/I wrote add\.test\.js/)).toBeTruthy();
  expect(await editor.message(/Changed, not saved yet: add\.test\.js\./)).toBeTruthy();
  const second = mistral.requests[1]?.body as { messages: { role: string; tool_call_id?: string }[] };
  expect(second.messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'abc123def' });
});

test.each([
  { client: 'Neovim', type: 2 },
  { client: 'helix', type: 1 },
] as const)('a failure is told to $client in the kind that does not stop it ($type)', async ({ client, type }) => {
  const { assist, mistral, editor } = await startAssist({ client });
  mistral.fail({ status: 401, body: { detail: 'Unauthorized' } });
  const uri = assist.open('add.js', code);
  await assist.choose(await assist.actions(uri, target), 'refactor');
  const told = await editor.server.received(({ method }) => method === 'window/showMessage');
  expect(told.params).toMatchObject({ type, message: expect.stringContaining('Check the key') });
});

test('a buffer that adds the last line break by itself gets a new file without it', async () => {
  const { assist, mistral } = await startAssist({ client: 'Neovim' });
  assist.answers.push('Allow once');
  const call = { path: 'add.test.js', oldText: '', newText: 'x();\n\ny();\n' };
  mistral.answer({ toolCalls: [{ id: 'abc123def', name: 'edit_file', arguments: JSON.stringify(call) }] });
  mistral.answer('Done.');
  const uri = assist.open('add.js', code);
  await assist.choose(await assist.actions(uri, target), 'tests');
  expect([...assist.buffers.values()].map(({ text }) => text)).toContain('x();\n\ny();');
});

test('an editor that cannot create files in an edit gets the text alone', async () => {
  const { assist, mistral } = await startAssist({ createsFiles: false });
  assist.answers.push('Allow once');
  const call = { path: 'add.test.js', oldText: '', newText: 'x();\n' };
  mistral.answer({ toolCalls: [{ id: 'abc123def', name: 'edit_file', arguments: JSON.stringify(call) }] });
  mistral.answer('Done.');
  const uri = assist.open('add.js', code);
  await assist.choose(await assist.actions(uri, target), 'tests');
  expect(JSON.stringify(assist.edits)).not.toContain('"create"');
  expect([...assist.buffers.values()].some((one) => one.text === 'x();\n')).toBe(true);
});

test('a translation opens beside the code, which stays', async () => {
  const { assist, mistral } = await startAssist();
  mistral.answer({ text: '```python\ndef add(a, b):\n    return a - b\n```' });
  const uri = assist.open('add.js', code.replace('function', '// AI: to Python\nfunction'));
  await assist.choose(await assist.actions(uri, target), 'translate');
  expect(assist.text(assist.shown[0] ?? '')).toContain('def add(a, b):');
  expect(assist.shown[0]).toMatch(/\.codestral\/answers\/.*translate-add\.js\.py$/);
  expect(readdirSync(join(assist.editor.folder, '.codestral', 'answers'))).toHaveLength(1);
});

test('codestral.showUsage tells what was spent', async () => {
  const { assist, mistral, editor } = await startAssist();
  mistral.answer(answering(better));
  const uri = assist.open('main.js', code);
  await refactor(assist, uri);
  await assist.command('codestral.showUsage');
  expect(await editor.message(/Today \$0\.\d+ for 1 calls?/)).toMatch(/Last 7 days: \$0\.\d+/);
});

test('a commit message is written from what is staged, without excluded files', async () => {
  const { assist, mistral, editor } = await startAssist({ files: { 'a.txt': 'one\n', '.env': 'KEY=secret\n' } });
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: editor.folder, stdio: 'pipe' });
  git('init', '-q');
  git('add', '-f', 'a.txt', '.env');
  mistral.answer({ text: '```\nAdd a first file\n```' });
  const template = '\n# Please enter the commit message.\n';
  const uri = assist.open('.git/COMMIT_EDITMSG', template, 'gitcommit');
  await assist.choose(await assist.actions(uri, placeBefore(assist, uri, '#')), 'commit');
  expect(assist.text(uri)).toBe(`Add a first file${template}`);
  const prompt = promptOf(mistral.requests[0] as never);
  expect(prompt).toContain('+one');
  expect(prompt).not.toContain('secret');
});

test('an action waits while the provider says so, and tells it', async () => {
  const { assist, mistral, editor } = await startAssist();
  mistral.fail({ status: 429, body: { message: 'slow down' }, headers: { 'retry-after': '2' } });
  mistral.answer(answering(better));
  const uri = assist.open('main.js', code);
  await refactor(assist, uri);
  expect(assist.text(uri)).toBe(fixed);
  expect(assist.progress().map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/Mistral asks us to wait \d s/),
  );
  expect(editor.messages).toEqual([]);
});
