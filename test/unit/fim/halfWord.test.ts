// Which half-typed words a model begins again, and which words only look like it.
import { expect, test } from 'vitest';
import { repeatedWord } from '../../../server/fim/halfWord.ts';
import { readSite } from '../../../server/fim/site.ts';

function repeated(prefix: string, answer: string, finished = true) {
  return repeatedWord(readSite({ prefix, suffix: '\n', languageId: 'typescript' }), answer, finished);
}

test('a word of three letters or more that begins again is a repetition', () => {
  expect(repeated('const total = calc', 'calculate(items);')).toBe(4);
  expect(repeated('const total = calc', 'ulate(items);')).toBe(0);
});

test('a shorter one is when the whole word is known', () => {
  expect(repeated('const items = [];\nf(it', 'items)')).toBe(2);
  expect(repeated('f(it', 'items)')).toBe(0);
});

test('a joined word that is known is meant', () => {
  expect(repeated('barbarian();\nbar', 'barian();')).toBe(0);
  expect(repeated('barbara();\nbar', 'bara();')).toBe(0);
  expect(repeated('tartar();\ntar', 'tar();')).toBe(0);
});

test('the line’s indentation may come again before its only word', () => {
  expect(repeated('  calc', '  calculate();')).toBe(6);
});

test('while the word may still grow, nothing is decided', () => {
  expect(repeated('x = calc', 'ca', false)).toBeUndefined();
  expect(repeated('x = calc', 'calcu', false)).toBeUndefined();
  expect(repeated('x = calc', 'ul', false)).toBe(0);
});

test('a colour is no word', () => {
  expect(repeated('color: #eee', 'eee;')).toBe(0);
});
