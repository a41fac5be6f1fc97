import { expect, test } from 'vitest';
import { type PartUnit, resolvePart } from '../../../server/fim/resolve.ts';

const options = { multiline: 'auto', preferBlock: false, snippets: [], deleted: [] } as const;

function part(
  languageId: string,
  prefix: string,
  raw: string,
  suffix = '\n',
  unit: PartUnit = 'statements',
): string | undefined {
  const resolved = resolvePart({ prefix, suffix, languageId }, raw, unit, options);
  return resolved?.kind === 'shown' ? resolved.text : undefined;
}

test('a statement stands once the next one has begun beside it', () => {
  const prefix = 'function f(a) {';
  const suffix = '\n}\n';
  expect(part('typescript', prefix, '\n  const b = a;', suffix)).toBeUndefined();
  expect(part('typescript', prefix, '\n  const b = a;\n', suffix)).toBeUndefined();
  expect(part('typescript', prefix, '\n  const b = a;\n  ret', suffix)).toBeUndefined();
  expect(part('typescript', prefix, '\n  const b = a;\n  return b', suffix)).toBe('\n  const b = a;');
});

test('a statement over several lines stands when it is closed and not carried on', () => {
  const prefix = 'function f(a) {';
  const open = '\n  if (a) {\n    g();\n';
  expect(part('typescript', prefix, `${open}    h();\n`)).toBeUndefined();
  expect(part('typescript', prefix, `${open}  }\n  else {\n    h();\n`)).toBeUndefined();
  expect(part('typescript', prefix, `${open}  }\n  return 1`)).toBe('\n  if (a) {\n    g();\n  }');
  expect(part('typescript', prefix, '\n  const b = a\n    .map(g)\n  .filter(h);')).toBeUndefined();
});

test('neither a comment without what it heads nor a list up to a comma stands', () => {
  expect(part('typescript', 'function f(a) {', '\n  // Doubles it.\n  return a * 2;')).toBeUndefined();
  expect(part('typescript', 'const a = [', "\n  'one',\n  'two',\n  'three',")).toBeUndefined();
  expect(part('python', 'class A:', '\n    @property\n    def a(self):\n')).toBeUndefined();
});

test('blocks that end by a word or by indentation stand whole', () => {
  const ruby = '\n  if a\n    g\n';
  expect(part('ruby', 'def f(a)', `${ruby}  end\n  h(`)).toBe('\n  if a\n    g\n  end');
  expect(part('ruby', 'def f(a)', `${ruby}  else\n    h(`)).toBeUndefined();
  const python = '\n    for b in a:\n        g(b)\n';
  expect(part('python', 'def f(a):', `${python}    return a`)).toBe('\n    for b in a:\n        g(b)');
  // Nothing closes a block there, so a part of it is whole as well.
  expect(part('python', 'def f(a):', '\n    for b in a:\n        g(b)\n        h(b)\n')).toBe(
    '\n    for b in a:\n        g(b)',
  );
  expect(part('python', 'def f(a):', '\n    for b in a:\n        g(b)\n')).toBeUndefined();
});

test('nothing stands where text follows on the line, in prose, and of what the user has just deleted', () => {
  const raw = '\n  g();\n  h();\n  i();';
  expect(part('typescript', 'f(() => {', raw, ');\n')).toBeUndefined();
  expect(part('markdown', '- one', '\n- two and\n- three and\n')).toBeUndefined();
  const place = { prefix: 'function f() {', suffix: '\n}\n', languageId: 'typescript' };
  expect(resolvePart(place, raw, 'statements', { ...options, deleted: ['  g();\n  h();\n'] })).toBeUndefined();
});

test('line endings are those of the document', () => {
  expect(part('typescript', '\r\nfunction f() {', '\n  g();\n  h();\n  i();', '\r\n}\r\n')).toBe(
    '\r\n  g();\r\n  h();',
  );
});

test('of a long block whole lines stand, once it is late', () => {
  const raw = '\nfunction area(width) {\n  const half = width / 2;\n  return half';
  expect(part('typescript', '// Area.', raw)).toBeUndefined();
  expect(part('typescript', '// Area.', raw, '\n', 'lines')).toBe(
    '\nfunction area(width) {\n  const half = width / 2;',
  );
  expect(part('ruby', '# Area.', '\ndef area(w)\n  half = w / 2\n  half * ', '\n', 'lines')).toBe(
    '\ndef area(w)\n  half = w / 2',
  );
  // Neither a head alone, nor the middle of a call.
  expect(part('typescript', '// Area.', raw.slice(0, 30), '\n', 'lines')).toBeUndefined();
  expect(part('typescript', '', 'call(\n  one\n  + two\n  + three', '\n', 'lines')).toBeUndefined();
});
