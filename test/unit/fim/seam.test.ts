import { expect, test } from 'vitest';
import { withoutSecondBlank, withoutSecondCloser } from '../../../server/fim/seam.ts';
import { readSite } from '../../../server/fim/site.ts';

function at(document: string, languageId = 'typescript') {
  const [prefix = '', suffix = ''] = document.split('ˇ');
  return readSite({ prefix, suffix, languageId });
}

test('a blank behind a blank goes', () => {
  expect(withoutSecondBlank(at('return ˇ\n'), ' value;')).toBe('value;');
});

test.each([
  ['int a  = 1; int ˇ', '  b', 'more than one blank'],
  ['x = 1 ˇ', ' # why', 'one before a comment'],
  ['// one ˇ', ' two', 'one in a comment'],
  ['returnˇ', ' value', 'one behind a word'],
])('%s keeps the blanks of %s: %s', (document, answer) => {
  expect(withoutSecondBlank(at(document), answer)).toBe(answer);
});

test.each([
  ['const a = ˇ\n', 'f(x));', 'f(x);'],
  ['test(() => {\n  ˇ\n});\n', 'f(x));', 'f(x);'],
  ['const a = ˇ\n', '[f(x)]]\nmore', '[f(x)]\nmore'],
])('in %s the closer too many of %s goes', (document, answer, expected) => {
  expect(withoutSecondCloser(at(document), answer, true)).toBe(expected);
});

test('two closers that are needed stay', () => {
  expect(withoutSecondCloser(at('f(g(ˇ\n'), 'x));', true)).toBe('x));');
});

test('a line that may still grow is left alone', () => {
  expect(withoutSecondCloser(at('const a = ˇ\n'), 'f(x));', false)).toBe('f(x));');
});
