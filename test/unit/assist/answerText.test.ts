import { describe, expect, test } from 'vitest';
import { fitAnswer } from '../../../server/assist/answerText.ts';

describe('an answer is made to fit its place', () => {
  test.each([
    ['without its indentation', 'f() {\n  a();\n}\n', '  f() {\n    b();\n  }\n', '  f() {\n    a();\n  }\n'],
    [
      'of Python, without its indentation',
      'def f():\n    a\n',
      '    def f():\n        b\n',
      '    def f():\n        a\n',
    ],
    ['whose first line only lost it', 'f() {\n    a();\n  }\n', '  f() {\n    b();\n  }\n', '  f() {\n    a();\n  }\n'],
    ['indented too deeply', '    f() {\n    }\n', '  f() {\n  }\n', '  f() {\n  }\n'],
    ['as deep as it should be', '  a();\n', '  b();\n', '  a();\n'],
    ['that begins deeper than it goes on', '    a\n  b\nc\n', '  x\n', '    a\n  b\nc\n'],
  ])('%s', (_what, code, replaced, expected) => {
    expect(fitted(code, replaced)).toBe(expected);
  });

  test('with blanks in a document of tabs', () => {
    expect(fitted('if (a) {\n    b();\n}\n', '\tx();\n', 'f() {\n\tx();\n}\n')).toBe('\tif (a) {\n\t\tb();\n\t}\n');
  });

  test('with tabs in a document of blanks', () => {
    expect(fitted('if (a) {\n\tb();\n}\n', '  x();\n', 'f() {\n  x();\n}\n')).toBe('  if (a) {\n    b();\n  }\n');
  });

  test('with the line endings of the document', () => {
    expect(fitted('a\nb\n', 'x\r\n')).toBe('a\r\nb\r\n');
  });

  test('without a last line break where the document has none', () => {
    expect(fitted('a\n\n', 'x')).toBe('a');
  });

  test('empty when it is to be deleted', () => {
    expect(fitted('\n', 'x\n')).toBe('');
  });
});

function fitted(code: string, replaced: string, document = replaced): string {
  const start = document.indexOf(replaced);
  return fitAnswer(
    code,
    {
      start,
      end: start + replaced.length,
      text: replaced,
      instruction: undefined,
      isSelection: true,
      selected: undefined,
    },
    document,
  );
}
