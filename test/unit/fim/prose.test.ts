import { expect, test } from 'vitest';
import { unfence, withoutThinking } from '../../../server/fim/prose.ts';
import { readSite } from '../../../server/fim/site.ts';

function at(document: string, languageId = 'typescript') {
  const [prefix = '', suffix = ''] = document.split('ˇ');
  return readSite({ prefix, suffix, languageId });
}

test.each([
  ['<think>\nwhat now\n</think>\n\nx)', 'x)'],
  ['[THINK]hm[/THINK]x)', 'x)'],
  ['<thinking>a</thinking>\nx)', 'x)'],
])('what is thought aloud goes: %j', (raw, expected) => {
  expect(withoutThinking(at('f(ˇ'), raw, true)).toBe(expected);
});

test('while the model thinks nothing is decided', () => {
  expect(withoutThinking(at('f(ˇ'), '<thi', false)).toBeUndefined();
  expect(withoutThinking(at('f(ˇ'), '<think>so', false)).toBeUndefined();
});

test('behind a complete line the answer begins on a new one', () => {
  expect(withoutThinking(at('{\n  a();ˇ\n}'), '<think></think>\n\n  b();', true)).toBe('\n  b();');
});

test('code behind an announcement is the answer', () => {
  expect(unfence(at('f(ˇ'), 'Here is the code:\n\nx)', true).text).toBe('x)');
  expect(unfence(at('f(ˇ'), 'You only need to add this:\nx)', true).text).toBe('x)');
});

test('sentences behind a blank line end the answer', () => {
  const cleaned = unfence(at('const a = ˇ\n'), '1;\n\nThis sets the variable to one.\n', false);
  expect(cleaned).toEqual({ text: '1;', ended: true, undecided: false });
});

test('a sentence in a comment is part of the answer', () => {
  const answer = '/*\n\nThis is what the function does.\n*/';
  expect(unfence(at('ˇ'), answer, true).text).toBe(answer);
});

test('running text keeps its sentences', () => {
  const answer = 'one\n\nThis is what the next paragraph says.';
  expect(unfence(at('ˇ', 'plaintext'), answer, true).text).toBe(answer);
});
