import { describe, expect, test } from 'vitest';
import { applySplices } from '../../../server/edits/apply.ts';
import { locate } from '../../../server/edits/locate.ts';

describe('locating the text to replace', () => {
  test('replaces the only exact occurrence', () => {
    expect(replaced('a = 1\nb = 2\n', 'b = 2', 'b = 3')).toBe('a = 1\nb = 3\n');
  });

  test('replaces lines that differ in blanks only, indented like the file', () => {
    const file = 'class A {\n\trun() {\n\t\tgo();\n\t}\n}\n';
    expect(replaced(file, 'run() {\n  go();\n}', 'stop() {\n}')).toBe('class A {\n\tstop() {\n\t}\n}\n');
  });

  test('keeps the line endings of the file', () => {
    expect(replaced('a\r\nb\r\nc\r\n', 'a\nb\n', 'x\ny\n')).toBe('x\r\ny\r\nc\r\n');
  });

  test('removes lines found loosely together with their line break', () => {
    expect(replaced('a\n   b\nc\n', 'b ', '')).toBe('a\nc\n');
  });

  test('fills an empty file', () => {
    expect(replaced('', '', 'new\n')).toBe('new\n');
  });

  test.each([
    ['an empty oldText', 'text\n', '', 'x', /not/],
    ['several occurrences, naming the lines', 'a\nb\na\n', 'a', 'x', /2 times \(lines 1, 3\)/],
    ['several loose occurrences', '  a\n b\n  a\n', '   a', 'x', /2 times \(lines 1, 3\)/],
    ['no change', 'a\n', 'a', 'a', /same/],
    ['a text that is not there', 'a\n', 'zebra', 'x', /does not occur/],
    ['blanks only', 'a\n', '\t\t', 'x', /blanks only/],
  ])('tells the model about %s', (_what, file, oldText, newText, message) => {
    expect(problemOf(file, oldText, newText)).toMatch(message);
  });

  test('shows the model the line that differs', () => {
    const message = problemOf('function f() {\n  return 1;\n}\n', 'function f() {\n  return 2;\n}', 'x');
    expect(message).toContain('line 2 of the file is "  return 1;"');
  });
});

function replaced(file: string, oldText: string, newText: string): string {
  const located = locate(file, oldText, newText);
  if (located.kind === 'problem') throw new Error(located.message);
  return applySplices(file, [located.splice]);
}

function problemOf(file: string, oldText: string, newText: string): string {
  const located = locate(file, oldText, newText);
  return located.kind === 'problem' ? located.message : 'found';
}
