import { expect, test } from 'vitest';
import { withBaseIndent } from '../../../server/fim/baseIndent.ts';
import { readSite } from '../../../server/fim/site.ts';

function based(document: string, answer: string, languageId = 'typescript', finished = true): string {
  const [prefix = '', suffix = ''] = document.split('ˇ');
  return withBaseIndent(readSite({ prefix, suffix, languageId }), answer, finished, (columns) => ' '.repeat(columns));
}

const inMethod = 'class A {\n  run() {\n    ˇ\n  }\n}\n';

test('a block written from column 0 is moved to where its first line stands', () => {
  expect(based(inMethod, 'if (a) {\n  b();\n}\nreturn c;')).toBe('if (a) {\n      b();\n    }\n    return c;');
});

test('statements at column 0 inside braces are moved', () => {
  expect(based(inMethod, 'a();\nb();')).toBe('a();\n    b();');
});

test('a block that stands where it should is left alone', () => {
  const answer = 'if (a) {\n      b();\n    }';
  expect(based(inMethod, answer)).toBe(answer);
});

test('a further definition at column 0 is not moved into the block', () => {
  const answer = 'a();\nfunction next() {\n}';
  expect(based(inMethod, answer)).toBe(answer);
});

test('Python: the body must stand deeper than its head', () => {
  const document = 'class A:\n    def f(self):\n        if x:ˇ\n';
  expect(based(document, '\n    return 1', 'python')).toBe('\n            return 1');
});

test('YAML does not tell', () => {
  expect(based('a:\n  b:ˇ\n', '\n  c: 1', 'yaml')).toBe('\n  c: 1');
});
