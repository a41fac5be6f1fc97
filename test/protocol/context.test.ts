import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { FakeEditor } from '../support/fakeEditor.ts';
import { startWithMistral } from '../support/mistralEditor.ts';

const imported = 'export interface Account {\n  readonly owner: string;\n  balanceOf(currency: string): number;\n}\n';
const main =
  "import type { Account } from './account.ts';\n\nexport function show(account: Account) {\n  return accountˇ\n}\n";

/** The prompt of the request that comes when `typed` is typed. */
async function promptAfter(
  editor: FakeEditor,
  mistral: { readonly requests: readonly { readonly body: unknown }[] },
  typed: string,
) {
  editor.type(typed);
  await editor.inlineCompletion();
  return (mistral.requests.at(-1)?.body as { prompt: string } | undefined)?.prompt ?? '';
}

/** Types on until the prompt matches: files are read in the background, and no request waits long for them. */
async function promptMatching(editor: FakeEditor, mistral: Parameters<typeof promptAfter>[1], pattern: RegExp) {
  let prompt = '';
  for (let key = 0; key < 50 && !pattern.test(prompt); key++) prompt = await promptAfter(editor, mistral, 'x');
  return prompt;
}

test('signatures of imported files stand before the document, under their path', async () => {
  const { editor, mistral } = await startWithMistral({ files: { 'account.ts': imported } });
  editor.open('main.ts', main);
  const prompt = await promptMatching(editor, mistral, /^\+\+\+\+\+ account\.ts\n/);
  expect(prompt).toMatch(/^\+\+\+\+\+ account\.ts\n/);
  expect(prompt).toContain('balanceOf(currency: string): number');
  expect(prompt).toContain('+++++ main.ts\n');
});

test('each source can be switched off', async () => {
  const context = { definitions: false, similar: false, siblings: false, edits: false };
  const { editor, mistral } = await startWithMistral({ files: { 'account.ts': imported }, completion: { context } });
  editor.open('main.ts', main);
  await promptAfter(editor, mistral, '.');
  expect(await promptAfter(editor, mistral, 'x')).not.toContain('balanceOf');
});

test('an excluded file is not read for context', async () => {
  const { editor, mistral } = await startWithMistral({
    files: { 'account.ts': imported, '.codestralignore': 'account.ts\n' },
  });
  editor.open('main.ts', main);
  await promptAfter(editor, mistral, '.');
  expect(await promptAfter(editor, mistral, 'x')).not.toContain('balanceOf');
});

test('a place changed lately in another file is sent', async () => {
  const { editor, mistral } = await startWithMistral();
  const other = pathToFileURL(`${editor.folder}/other.py`).href;
  editor.server.notify('textDocument/didOpen', {
    textDocument: { uri: other, languageId: 'python', version: 1, text: 'def first():\n    return 1\n' },
  });
  editor.server.notify('textDocument/didChange', {
    textDocument: { uri: other, version: 2 },
    contentChanges: [
      { range: { start: { line: 1, character: 11 }, end: { line: 1, character: 12 } }, text: 'remarkable_result(42)' },
    ],
  });
  editor.open('main.ts', main);
  expect(await promptMatching(editor, mistral, /remarkable/)).toContain('remarkable_result(42)');
});

test('the beginning of the prompt stays the same from key to key, and so does its cache key', async () => {
  const { editor, mistral } = await startWithMistral({ files: { 'account.ts': imported } });
  editor.open('main.ts', main);
  const first = await promptMatching(editor, mistral, /^\+{5} account\.ts/);
  const second = await promptAfter(editor, mistral, 'y');
  expect(second).toBe(`${first}y`);
  const [a, b] = mistral.requests.slice(-2).map(({ body }) => body as { suffix: string; prompt_cache_key: string });
  expect(a?.suffix).toBe(b?.suffix);
  expect(a?.prompt_cache_key).toBe(b?.prompt_cache_key);
  expect(a?.prompt_cache_key).not.toContain('main');
});

test('what was deleted just now does not come back', async () => {
  const { editor, mistral } = await startWithMistral();
  const statement = 'console.log("remove this debug line");';
  editor.open('main.ts', `function run() {\n  prepare();\n  ${statement}ˇ\n}\n`);
  editor.backspace(statement.length);
  mistral.answer(statement);
  expect((await editor.inlineCompletion()).items).toEqual([]);
});
