import { expect, test } from 'vitest';
import type { Completion } from '../../../server/fim/request.ts';
import { toInlineItem, toMenuItem } from '../../../server/lsp/toItems.ts';
import { positionAt } from '../../../server/text/position.ts';

function target(marked: string) {
  const offset = marked.indexOf('ˇ');
  const text = marked.replace('ˇ', '');
  return { text, offset, position: positionAt(text, offset), languageId: 'typescript' };
}

function completion(text: string, replace = 0): Completion {
  return { text, replace, model: 'mistral/m', from: 'model', part: false, id: '7' };
}

const plain = { multiline: 'plain', menuBesideInline: true, rangePastCursor: false } as const;

test('ghost text covers what it replaces, on its line', () => {
  expect(toInlineItem(completion('items);', 2), target('sum(ˇ);'))).toEqual({
    insertText: 'items);',
    range: { start: { line: 0, character: 4 }, end: { line: 0, character: 6 } },
    command: { title: 'Accepted', command: 'codestral.didAccept', arguments: ['7'] },
  });
});

test('a menu item begins at the word and deletes what it covers behind the cursor separately', () => {
  const item = toMenuItem(completion('ems);', 2), target('sum(itˇ);'), plain);
  expect(item.textEdit).toEqual({
    newText: 'items);',
    range: { start: { line: 0, character: 4 }, end: { line: 0, character: 6 } },
  });
  expect(item.additionalTextEdits).toEqual([
    { newText: '', range: { start: { line: 0, character: 6 }, end: { line: 0, character: 8 } } },
  ]);
  expect(item.filterText).toBe('items);');
});

test('where a range may reach past the cursor it does', () => {
  const item = toMenuItem(completion('ems);', 2), target('sum(itˇ);'), { ...plain, rangePastCursor: true });
  expect(item.textEdit).toMatchObject({ range: { end: { line: 0, character: 8 } } });
  expect(item.additionalTextEdits).toBeUndefined();
});

test('a label has one short line', () => {
  expect(toMenuItem(completion('(a) {\n  b\n}'), target('fooˇ'), plain).label).toBe('foo(a) { …');
  expect(toMenuItem(completion('x'.repeat(200)), target('ˇ'), plain).label).toHaveLength(60);
});

test('a fence inside the code does not end the documentation', () => {
  const { documentation } = toMenuItem(completion('```js\na\n```'), target('ˇ'), plain);
  expect(documentation).toMatchObject({ value: '````typescript\n```js\na\n```\n````' });
});
