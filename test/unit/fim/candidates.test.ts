// The choice of cut and overwrite: balance first, then the smallest loss.
import { expect, test } from 'vitest';
import { choose } from '../../../server/fim/candidates.ts';
import { closeForms } from '../../../server/fim/lisp.ts';
import { reindent } from '../../../server/fim/reindent.ts';
import { readSite } from '../../../server/fim/site.ts';
import { cutAtCursor } from '../../support/markers.ts';

const at = (document: string, languageId = 'typescript') => readSite({ ...cutAtCursor(document), languageId });

test.each([
  ['sum(ˇ);', 'items', 'items', 0],
  ['sum(ˇ);', 'items);', 'items', 0],
  ['sum(ˇ)', 'items);', 'items);', 1],
  ['sum(ˇ)', 'f(items)', 'f(items)', 0],
  ['f(g(ˇ))', 'x), y)', 'x), y', 1],
  ["import 'ˇ';", "a';", 'a', 0],
  ['if (ˇ)', 'a) {\n  b();\n}', 'a) {\n  b();\n}', 1],
  ['const a: Map<ˇ>;', 'string, number>;', 'string, number', 0],
  ['const a = [1, ˇ', '2];', '2];', 0],
])('%s with %j', (document, answer, kept, replace) => {
  const { cut, replace: replaced } = choose(at(document), answer);
  expect({ text: answer.slice(0, cut), replaced }).toEqual({ text: kept, replaced: replace });
});

test.each([
  ['(f ˇ)', 'a b)', 'a b'],
  ['(f ˇ', 'a b', 'a b'],
  ['(f ˇ', 'a (g b)))))', 'a (g b))'],
  ['(let ((a ˇ', '1))\n  (g a)', '1))\n  (g a)'],
  ['(f ˇ)', '(g [1 2', '(g [1 2])'],
])('closers of %s with %j', (document, answer, expected) => {
  expect(closeForms(at(document, 'clojure'), answer)).toBe(expected);
});

test.each([
  ['function f() {\n    ˇ\n}', '    a();\n    b();', 'a();\n    b();'],
  ['function f() {\n    ˇ\n}', '\n    a();', 'a();'],
  ['function f() {\n\tif (a) {ˇ\n\t}\n}', '\n    b();', '\n\t\tb();'],
  ['function f() {\n  a();\n  ˇ\n}', '\tb();', 'b();'],
  ['function f() {\nˇ\n}', '  a();', '  a();'],
])('indentation of %j with %j', (document, answer, expected) => {
  expect(reindent(at(document), answer, true)).toBe(expected);
});
