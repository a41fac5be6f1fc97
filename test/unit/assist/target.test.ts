import { describe, expect, test } from 'vitest';
import { commitTarget, findTarget, surroundings } from '../../../server/assist/target.ts';
import { positionAt, type Range } from '../../../server/text/position.ts';

const file = `import a

function outer(
  one: string,
) {
  if (one) {
    inner();
  } else {
    other();
  }

  last();
}

const b = 1
const c = 2

class A:
    def f(self):
        return 1

    def g(self):
        return 2
`;

describe('the target of an action', () => {
  test('is the whole lines of a selection', () => {
    const target = findTarget(typescript(file), rangeOf('ner();\n  } else'));
    expect(target.text).toBe('    inner();\n  } else {\n');
    expect(target.selected).toBe('ner();\n  } else');
  });

  test('does not hold the line at whose beginning the selection ends', () => {
    expect(findTarget(typescript(file), rangeOf('const b = 1\n')).text).toBe('const b = 1\n');
  });

  test.each([
    ['in the innermost block', 'inner();', '  if (one) {\n    inner();\n  } else {\n    other();\n  }\n'],
    [
      'in the body of a function, with its whole head',
      'last();',
      file.slice(file.indexOf('function'), file.indexOf('\nconst b')),
    ],
    ['on a line that opens a block', 'def f', '    def f(self):\n        return 1\n'],
    ['in a block without a closing line', 'return 2', '    def g(self):\n        return 2\n'],
    ['on lines of the outermost level', 'const c', 'const b = 1\nconst c = 2\n'],
  ])('is the block around a cursor %s', (_what, at, expected) => {
    expect(findTarget(typescript(file), cursorAt(at)).text).toBe(expected);
  });

  test('is an empty line when the cursor stands on one', () => {
    expect(
      findTarget(typescript('a\n\nb\n'), { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }),
    ).toMatchObject({
      start: 2,
      end: 3,
      text: '\n',
    });
  });

  test('leaves an AI: comment out of the text, but covers it', () => {
    const text = '// AI: rename\nconst a = 1;\n';
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 12 } };
    expect(findTarget(typescript(text), range)).toEqual({
      start: 0,
      end: text.length,
      text: 'const a = 1;\n',
      instruction: 'rename',
      isSelection: true,
      selected: undefined,
    });
  });

  test('of a commit message ends above the comments', () => {
    expect(commitTarget('\n# Please enter\n')).toMatchObject({ start: 0, end: 1 });
  });
});

test('a word that is selected stands for the block around it', () => {
  const text = 'function f() {\n}\n';
  const word = { start: { line: 0, character: 9 }, end: { line: 0, character: 10 } };
  expect(findTarget(typescript(text), word)).toMatchObject({ isSelection: true, selected: 'f', text });
  const more = { start: { line: 0, character: 0 }, end: { line: 0, character: 10 } };
  expect(findTarget(typescript(text), more)).toMatchObject({
    isSelection: true,
    selected: 'function f',
    text: 'function f() {\n',
  });
});

test('the surroundings of a target are cut at line starts', () => {
  const line = 'x'.repeat(99);
  const text = `${line}\n`.repeat(1000);
  const { above, below } = surroundings(text, { start: 50_000, end: 50_100 });
  expect([above.length, below.length]).toEqual([12_000, 6000]);
  const odd = surroundings(text, { start: 50_000, end: 50_050 });
  expect(odd.below.endsWith('\n')).toBe(true);
});

function typescript(text: string) {
  return { text, languageId: 'typescript' };
}

function rangeOf(part: string): Range {
  const start = file.indexOf(part);
  return { start: positionAt(file, start), end: positionAt(file, start + part.length) };
}

function cursorAt(part: string): Range {
  const at = positionAt(file, file.indexOf(part));
  return { start: at, end: at };
}
