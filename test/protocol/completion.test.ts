import { expect, test } from 'vitest';
import { textsOf } from '../support/fakeEditor.ts';
import { startWithMistral } from '../support/mistralEditor.ts';

const before = 'const items = [1, 2, 3];\n';

test('a typed line is completed by Mistral and accepted', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.answer('items);');
  editor.open('main.ts', `${before}const total = sumˇ\n`);
  editor.type('(');
  const list = await editor.inlineCompletion();
  expect(textsOf(list)).toEqual(['items);']);
  expect(mistral.requests[0]?.body).toMatchObject({
    prompt: `${before}const total = sum(`,
    suffix: '\n',
    stream: true,
  });
  await editor.acceptInline(list.items[0] as never);
  expect(editor.marked).toBe(`${before}const total = sum(items);ˇ\n`);
});

test('a bracket that stands behind the cursor is not repeated', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.answer('items);');
  editor.open('main.ts', `${before}const total = sum(ˇ);\n`);
  expect(textsOf(await editor.inlineCompletion())).toEqual(['items']);
});

test('the menu gets an item that replaces the word before the cursor', async () => {
  const { editor, mistral } = await startWithMistral({ client: 'helix', inline: false });
  mistral.answer('ms.reduce(add);');
  editor.open('main.ts', `${before}const total = iteˇ\n`);
  const list = await editor.completion();
  expect(list.isIncomplete).toBe(true);
  expect(list.items).toHaveLength(1);
  expect(list.items[0]).toMatchObject({
    label: 'items.reduce(add);',
    filterText: 'items.reduce(add);',
    insertTextFormat: 1,
    textEdit: {
      newText: 'items.reduce(add);',
      range: { start: { line: 1, character: 14 }, end: { line: 1, character: 17 } },
    },
  });
  editor.acceptMenu(list.items[0] as never);
  expect(editor.marked).toBe(`${before}const total = items.reduce(add);ˇ\n`);
});

test('a menu item of several lines has a label of one line and its code in the documentation', async () => {
  const { editor, mistral } = await startWithMistral({ client: 'helix', inline: false });
  mistral.answer('\n  return items.length;\n}');
  editor.open('main.ts', `${before}function count() {ˇ\n`);
  const [item] = (await editor.completion()).items;
  expect(item?.label).not.toContain('\n');
  expect(item?.documentation).toMatchObject({
    kind: 'markdown',
    value: expect.stringContaining('return items.length;'),
  });
  expect(item?.textEdit).toMatchObject({ newText: '\n  return items.length;\n}' });
});

test('Neovim without ghost text gets several lines as a snippet relative to the indentation', async () => {
  const { editor, mistral } = await startWithMistral({ client: 'Neovim', inline: false });
  mistral.answer('\n    return `${items}`;\n  }');
  editor.open('main.ts', `${before}class A {\n  count() {ˇ\n}\n`);
  const [item] = (await editor.completion()).items;
  expect(item?.insertTextFormat).toBe(2);
  expect(item?.textEdit).toMatchObject({ newText: '\n  return `\\${items\\}`;\n\\}' });
});

test('columns are UTF-16 units, with emoji before the cursor', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.answer('items);');
  editor.open('main.ts', `${before}const party = "🎉🎉"; sum(ˇ\n`);
  const list = await editor.inlineCompletion();
  expect(list.items[0]?.range?.start).toEqual({ line: 1, character: 26 });
  await editor.acceptInline(list.items[0] as never);
  expect(editor.marked).toBe(`${before}const party = "🎉🎉"; sum(items);ˇ\n`);
});

test('typing what is shown needs no further request', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.answer('items);');
  editor.open('main.ts', `${before}const total = sumˇ\n`);
  editor.type('(');
  await editor.inlineCompletion();
  editor.type('it');
  expect(textsOf(await editor.inlineCompletion())).toEqual(['ems);']);
  editor.type('e');
  expect(textsOf(await editor.inlineCompletion())).toEqual(['ms);']);
  editor.backspace(1);
  expect(textsOf(await editor.inlineCompletion())).toEqual(['ems);']);
  expect(mistral.requests).toHaveLength(1);
});

test('a document in CRLF gets CRLF and one in LF never gets CR', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.answer('\n  return 1;\n}');
  editor.open('main.ts', 'const first = 1;\r\nfunction one() {ˇ\r\n');
  expect(textsOf(await editor.inlineCompletion())).toEqual(['\r\n  return 1;\r\n}']);
  mistral.answer('\r\n  return 1;\r\n}');
  editor.open('other.ts', 'const first = 1;\nfunction one() {ˇ\n');
  expect(textsOf(await editor.inlineCompletion())).toEqual(['\n  return 1;\n}']);
});

test('without a key the embedded engine answers, and the user is told once what to do', async () => {
  const { editor, mistral } = await startWithMistral({ env: { MISTRAL_API_KEY: '' } });
  const repeated = 'registerHandler("alpha", alphaHandler);\n'.repeat(4);
  editor.open('main.ts', `${repeated}registerHandˇ\n`);
  expect(textsOf(await editor.inlineCompletion())[0]).toMatch(/^ler\(/);
  expect(await editor.message(/MISTRAL_API_KEY/)).toMatch(/embedded engine/);
  editor.type('l');
  await editor.inlineCompletion();
  expect(editor.messages).toHaveLength(1);
  expect(mistral.requests).toHaveLength(0);
});

test('secret files are never sent', async () => {
  const { editor, mistral } = await startWithMistral();
  editor.open('.env', 'PASSWORD_OF_ALL_THINGS=ˇ\n', 'plaintext');
  expect((await editor.inlineCompletion()).items).toEqual([]);
  expect(mistral.requests).toHaveLength(0);
});
