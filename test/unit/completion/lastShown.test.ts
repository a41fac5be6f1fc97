import { expect, test } from 'vitest';
import { originOf } from '../../../server/completion/agreement.ts';
import { LastShown } from '../../../server/completion/lastShown.ts';
import type { Completion } from '../../../server/fim/request.ts';

const uri = 'file:///a.ts';
const prefix = 'const items = [1, 2];\nconst total = sum';
const completion: Completion = {
  text: '(items);',
  replace: 0,
  model: 'mistral/m',
  from: 'model',
  part: false,
  id: '1',
};

function shown(): LastShown {
  const last = new LastShown();
  last.set({ completions: [completion], origin: originOf(uri, prefix, '\n') });
  return last;
}

test('typing as suggested leaves the rest of the shown text', () => {
  const typed = `${prefix}(it`;
  expect(shown().continueWith(originOf(uri, typed, '\n'), typed)).toMatchObject({ text: 'ems);', from: 'last-shown' });
});

test('other text, and the end of the shown text, leave nothing', () => {
  for (const typed of [`${prefix}x`, `${prefix}(items);`]) {
    expect(shown().continueWith(originOf(uri, typed, '\n'), typed)).toBeUndefined();
  }
});

test('a change that inserts the whole text is an acceptance, told once', () => {
  const last = shown();
  expect(last.changed(uri, `${prefix}(items);`, '(items);')).toEqual({ kind: 'accepted', completion });
  expect(last.changed(uri, `${prefix}(items);`, '(items);')).toBeUndefined();
  expect(last.accept('1')).toBeUndefined();
});

test('a change that inserts a word of it is a partial acceptance', () => {
  expect(shown().changed(uri, `${prefix}(items`, '(items')).toMatchObject({ kind: 'accepted-partly', characters: 6 });
});

test('typing it key by key is no acceptance, typing something else is its end', () => {
  const last = shown();
  expect(last.changed(uri, `${prefix}(`, '(')).toBeUndefined();
  expect(last.changed(uri, `${prefix}(x`, 'x')).toEqual({ kind: 'typed-past', completion });
});

test('the command of the editor counts only for what is on screen', () => {
  const last = shown();
  expect(last.accept('other')).toBeUndefined();
  expect(last.accept('1')).toEqual({ kind: 'accepted', completion });
});

test('only blanks behind an acceptance still follow it', () => {
  const last = shown();
  expect(last.followsAcceptance(uri, `${prefix}(items);`)).toBe(false);
  last.changed(uri, `${prefix}(items);`, '(items);');
  expect(last.followsAcceptance(uri, `${prefix}(items);\n  `)).toBe(true);
  expect(last.followsAcceptance(uri, `${prefix}(items);\n  x`)).toBe(false);
});

test('any of several texts may be typed or accepted', () => {
  const other: Completion = { ...completion, text: '.length', id: '2' };
  const last = new LastShown();
  last.set({ completions: [completion, other], origin: originOf(uri, prefix, '\n') });
  expect(last.continueWith(originOf(uri, `${prefix}.le`, '\n'), `${prefix}.le`)).toMatchObject({
    text: 'ngth',
    id: '2',
  });
  expect(last.accept('2')).toEqual({ kind: 'accepted', completion: other });
});
