// How far an answer may reach, and when that can no longer change.
import { describe, expect, test } from 'vitest';
import { extentOf } from '../../../server/fim/scope.ts';
import { readSite } from '../../../server/fim/site.ts';
import { cutAtCursor } from '../../support/markers.ts';

const auto = { multiline: 'auto', preferBlock: false, snippets: [], deleted: [] } as const;

function reach(document: string, answer: string, finished = false, languageId = 'typescript') {
  const extent = extentOf(readSite({ ...cutAtCursor(document), languageId }), answer, finished, auto);
  return { text: answer.slice(0, extent.end), closed: extent.closed };
}

test('a statement is complete when the next line begins something else', () => {
  const document = 'function f() {\n  a();\n  ˇ\n}\n';
  expect(reach(document, 'b();')).toEqual({ text: 'b();', closed: false });
  expect(reach(document, 'b();\n')).toMatchObject({ closed: false });
  expect(reach(document, 'b();\n  c(')).toMatchObject({ text: 'b();', closed: true });
  expect(reach(document, 'b()\n    .c')).toMatchObject({ closed: false });
});

test('a blank line ends a statement at once', () => {
  expect(reach('function f() {\n  a();\n  ˇ\n}\n', 'b();\n\n')).toEqual({ text: 'b();', closed: true });
});

test('a block ends with its bracket, unless a further branch follows', () => {
  const document = 'function f() {\n  a();\n  ˇ\n}\n';
  const block = 'if (x) {\n    b();\n  }';
  expect(reach(document, `${block}\n`)).toEqual({ text: `${block}`, closed: false });
  expect(reach(document, `${block}\n  c();`)).toEqual({ text: block, closed: true });
  expect(reach(document, `${block}\n  else {`)).toMatchObject({ closed: false });
});

test('a blank line does not end a block', () => {
  const body = '\n  a();\n\n  b();';
  expect(reach('function f() {ˇ\n}\n', `${body}\n`)).toEqual({ text: `${body}\n`, closed: false });
});

test('the bracket that stands behind the cursor already is left out', () => {
  expect(reach('function f() {ˇ\n}\n', '\n  a();\n}\nb')).toEqual({ text: '\n  a();', closed: true });
});

describe('lesser indentation leaves a block', () => {
  test('in Python', () => {
    const document = 'class A:\n    def f(self):\n        ˇ\n';
    expect(reach(document, 'return 1\n\n    def g(', false, 'python')).toMatchObject({
      text: 'return 1\n',
      closed: true,
    });
  });

  test('but not inside a string', () => {
    const answer = '\n  const a = `\nb\n`;\n  c();';
    expect(reach('function f() {ˇ\n}\n', answer, true).text).toBe(answer);
  });
});

test('three following lines that come again end an answer before it is finished', () => {
  const document = 'a();\nˇ\nconst b = one();\nconst c = two();\nconst d = three();\n';
  const answer = 'z();\nconst b = one();\nconst c = two();\nconst d = three();\n';
  expect(reach(document, answer)).toEqual({ text: 'z();', closed: true });
});
