import { expect, test } from 'vitest';
import { builtInActions } from '../../server/assist/actions.ts';
import { actionKinds } from '../../server/lsp/capabilities.ts';
import { placeBefore, startAssist } from '../support/assistEditor.ts';

const code = 'export function add(a: number, b: number) {\n  // TODO\n}\n';

test('the menu of a selection is there without any request, and each entry carries all it needs', async () => {
  const { assist, mistral, editor } = await startAssist();
  const uri = assist.open('main.ts', code);
  const actions = await assist.actions(uri, code.trimEnd());
  expect(actions.map(({ title }) => title)).toEqual([
    'Refactor the selection',
    'Implement what is missing',
    'Document',
    'Write tests',
    'Explain',
    'Review',
  ]);
  for (const action of actions) {
    expect(action.command?.command).toBe('codestral.edit');
    expect(action.command?.arguments?.[0]).toMatchObject({
      uri,
      version: 1,
      range: { start: { line: 0 }, end: { line: 2 } },
    });
    expect(action).not.toHaveProperty('data');
    expect(action).not.toHaveProperty('disabled');
  }
  expect(mistral.requests).toHaveLength(0);
  expect(editor.capabilities.codeActionProvider).toEqual({ codeActionKinds: [...actionKinds], resolveProvider: false });
});

test('every kind of the catalogue is announced', () => {
  expect(builtInActions.map(({ kind }) => kind).filter((kind) => !actionKinds.includes(kind))).toEqual([]);
});

test('a problem that the editor sends along can be fixed, and goes with the command', async () => {
  const { assist } = await startAssist();
  const uri = assist.open('main.ts', code);
  const range = assist.rangeOf(uri, 'add');
  const diagnostics = [{ range, message: 'add returns nothing', severity: 1 as const, source: 'tsc' }];
  const [fix] = await assist.actions(uri, range, { diagnostics, only: ['quickfix'] });
  expect(fix).toMatchObject({ title: 'Fix this problem', kind: 'quickfix', diagnostics });
  expect(fix?.command?.arguments?.[0].diagnostics).toEqual([
    { range, message: 'add returns nothing', severity: 'error', source: 'tsc' },
  ]);
});

test('an AI comment is the instruction; without one, only a client that asks is offered the rewrite', async () => {
  const { assist } = await startAssist();
  const plain = assist.open('plain.ts', code);
  expect((await assist.actions(plain, code)).map(({ title }) => title)).not.toContain('Rewrite with an instruction');
  const commented = assist.open('commented.ts', `// AI: use bigint\n${code}`);
  expect((await assist.actions(commented, placeBefore(assist, commented, 'add'))).map(({ title }) => title)).toContain(
    'Rewrite: use bigint',
  );
  const asking = await startAssist({ asksInstruction: true });
  const uri = asking.assist.open('main.ts', code);
  const rewrite = (await asking.assist.actions(uri, code)).find(({ title }) => title === 'Rewrite with an instruction');
  expect(rewrite?.command?.arguments?.[0]).toMatchObject({ action: 'rewrite', needsInstruction: true });
});

test.each([
  { client: 'Neovim', part: 'add', selected: true },
  { client: 'codestral-emacs', part: 'add', selected: true },
  { client: 'helix', part: 'add', selected: false },
  { client: 'helix', part: 'export ', selected: false },
  { client: 'helix', part: '(', selected: false },
  { client: 'helix', part: '\n', selected: false },
  { client: 'helix', part: '  // TODO\n', selected: true },
  { client: 'helix', part: 'a: number', selected: true },
  { client: 'Eglot', part: 'add', selected: false },
  { client: 'Eglot', part: 'function add', selected: true },
] as const)('$client with $part selected is offered Explain: $selected', async ({ client, part, selected }) => {
  const { assist } = await startAssist({ client });
  const uri = assist.open('main.ts', code);
  const titles = (await assist.actions(uri, part)).map(({ title }) => title);
  expect(titles).not.toEqual([]);
  expect(titles.includes('Explain')).toBe(selected);
});

test('a question about a selected word shows its block, and names the word', async () => {
  const { assist, mistral } = await startAssist({ client: 'Neovim' });
  const uri = assist.open('main.ts', `const before = 1;\n\n${code}`);
  mistral.answer('It adds.');
  await assist.choose(await assist.actions(uri, 'add'), 'explain');
  const text = assist.text(assist.shown[0] ?? '');
  expect(text).toContain(code);
  expect(text).toContain('Of it, `add` in particular.');
  expect(text).not.toContain('before');
});

test('actions of the settings come first, where their languages say', async () => {
  const own = { id: 'shout', title: 'Shout', prompt: 'Make {{selection}} loud.', languages: ['typescript'] };
  const { assist } = await startAssist({ chat: { actions: [own] } });
  const uri = assist.open('main.ts', code);
  expect((await assist.actions(uri, code))[0]?.title).toBe('Shout');
  const python = assist.open('main.py', 'def add(a, b):\n    pass\n');
  expect((await assist.actions(python, 'def add')).map(({ title }) => title)).not.toContain('Shout');
});

test('nothing is offered for an excluded file, for an unknown one, and when it is switched off', async () => {
  const { assist } = await startAssist();
  const uri = assist.open('.env', 'KEY=1\nOTHER=2\n', 'shellscript');
  expect(await assist.actions(uri, 'KEY=1')).toEqual([]);
  assist.close(uri);
  expect(await assist.actions(uri, { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } })).toEqual([]);
  const off = await startAssist({ chat: { enabled: false } });
  const other = off.assist.open('main.ts', code);
  expect(await off.assist.actions(other, code)).toEqual([]);
  await off.assist.command('codestral.edit', { action: 'refactor', uri: other });
  expect(await off.editor.message(/chat\.enabled/)).toBeTruthy();
});

test('a client without code action literals gets commands', async () => {
  const { assist } = await startAssist({ codeActions: false });
  const uri = assist.open('main.ts', code);
  expect(await assist.actions(uri, code)).toContainEqual(
    expect.objectContaining({ title: 'Explain', command: 'codestral.edit' }),
  );
});
