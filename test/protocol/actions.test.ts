// Each action of the catalogue that the tests of edits and chats do not play: from the menu to the changed text.
import { expect, test } from 'vitest';
import { actionTexts } from '../../server/chat/prompts.ts';
import { placeBefore, promptOf, startAssist } from '../support/assistEditor.ts';

const before = 'const before = 1;\n\n';
const after = '\nconst after = 2;\n';

test.each([
  {
    id: 'document',
    file: 'area.py',
    code: 'def area(r):\n    return 3 * r * r\n',
    answer: 'def area(r):\n    """Give the area of a circle."""\n    return 3 * r * r',
  },
  {
    id: 'implement',
    file: 'area.ts',
    code: 'function area(r: number): number {\n  // TODO\n}\n',
    answer: 'function area(r: number): number {\n  return 3 * r * r;\n}',
  },
  {
    id: 'refactor',
    file: 'area.go',
    code: 'func area(r int) int {\n\tx := r * r\n\ty := 3 * x\n\treturn y\n}\n',
    answer: 'func area(r int) int {\n\treturn 3 * r * r\n}',
  },
])('"$id" is asked for by its own words, and its answer stands in the document', async (given) => {
  const { assist, mistral, editor } = await startAssist();
  mistral.answer({ text: `\`\`\`\n${given.answer}\n\`\`\`\n` });
  const uri = assist.open(given.file, `${before}${given.code}${after}`);
  await assist.choose(await assist.actions(uri, given.code), given.id);
  expect(assist.text(uri)).toBe(`${before}${given.answer}\n${after}`);
  expect(promptOf(mistral.requests[0] as never)).toContain(
    `Your task: ${actionTexts[given.id as keyof typeof actionTexts]}`,
  );
  expect(assist.progress()[0]).toMatchObject({ kind: 'begin', cancellable: true });
  expect(editor.messages).toEqual([]);
});

test('an empty body is found by the cursor alone', async () => {
  const { assist, mistral } = await startAssist();
  const code = 'function area(r) {\n}\n';
  mistral.answer({ text: '```js\nfunction area(r) {\n  return 3 * r * r;\n}\n```\n' });
  const uri = assist.open('area.js', `${before}${code}${after}`);
  await assist.choose(await assist.actions(uri, placeBefore(assist, uri, 'area')), 'implement');
  expect(assist.text(uri)).toBe(`${before}function area(r) {\n  return 3 * r * r;\n}\n${after}`);
});

test('a review opens a chat about the selection, and goes on there', async () => {
  const { assist, mistral, editor } = await startAssist();
  const uri = assist.open('area.ts', `${before}const area = 3 * r;\nconst round = true;\n${after}`);
  mistral.answer('Line 1: `r` is not squared.');
  await assist.choose(await assist.actions(uri, 'const area = 3 * r;\nconst round = true;\n'), 'review');
  const chat = assist.shown[0] ?? '';
  expect(assist.text(chat)).toContain('const area = 3 * r;\nconst round = true;\n```');
  expect(assist.text(chat)).toMatch(/## Assistant\n\nLine 1: `r` is not squared\.\n\n## You\n\n$/);
  expect(promptOf(mistral.requests[0] as never)).toContain(actionTexts.review);
  assist.type(chat, (text) => `${text}How then?\n`);
  mistral.answer('Multiply once more.');
  await assist.command('codestral.chat', { uri: chat });
  await assist.idle();
  expect(assist.text(chat)).toMatch(/How then\?\n\n## Assistant\n\nMultiply once more\.\n/);
  expect(editor.messages).toEqual([]);
});

test('tests go into the test file that is there, which the model has read before', async () => {
  const existing = "import { test } from 'vitest';\n\ntest('one', () => {});\n";
  const { assist, mistral } = await startAssist({ files: { 'test/area.test.ts': existing } });
  assist.answers.push('Allow once');
  const call = (id: string, name: string, input: object) => ({ id, name, arguments: JSON.stringify(input) });
  mistral.answer({ toolCalls: [call('list00000', 'list_files', { pattern: '*.test.ts' })] });
  mistral.answer({ toolCalls: [call('read00000', 'read_file', { path: 'test/area.test.ts' })] });
  const oldText = "test('one', () => {});";
  const edit = { path: 'test/area.test.ts', oldText, newText: `${oldText}\n\ntest('two', () => {});` };
  mistral.answer({ toolCalls: [call('edit00000', 'edit_file', edit)] });
  mistral.answer('I added a test.');
  const uri = assist.open('area.ts', 'export function area(r: number) {\n  return 3 * r * r;\n}\n');
  await assist.choose(await assist.actions(uri, assist.text(uri)), 'tests');
  const changed = [...assist.buffers.values()].find((one) => one.uri.endsWith('/test/area.test.ts'));
  expect(changed?.text).toBe(`${existing}\ntest('two', () => {});\n`);
  const said = JSON.stringify(mistral.requests);
  expect(said).toContain('test/area.test.ts');
  expect(said).toContain('test/area.test.ts, lines 1 to 4');
});

test('a model that may not use tools gives the tests as a document of their own', async () => {
  const { assist, mistral, editor } = await startAssist({ chat: { tools: false } });
  mistral.answer({ text: "```typescript\ntest('area', () => {});\n```\n" });
  const code = 'export function area(r: number) {\n  return 3 * r * r;\n}\n';
  const uri = assist.open('area.ts', code);
  await assist.choose(await assist.actions(uri, code), 'tests');
  expect(assist.text(assist.shown[0] ?? '')).toBe("test('area', () => {});\n");
  expect(assist.text(uri)).toBe(code);
  expect(editor.messages).toEqual([]);
});

test('reasoning never gets into the code', async () => {
  const { assist, mistral } = await startAssist({ chat: { streamEdits: 'always' } });
  mistral.answer({ reasoning: '```js\nhidden();\n```', text: '```js\nshown();\n```\n', perTokenMs: 5 });
  const uri = assist.open('a.js', 'function area() {\n}\n');
  await assist.choose(await assist.actions(uri, 'function area() {\n}\n'), 'implement');
  expect(assist.text(uri)).toBe('shown();\n');
});
