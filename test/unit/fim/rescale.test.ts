// When an answer's step of indentation is changed to the document's.
import { expect, test } from 'vitest';
import { rescale } from '../../../server/fim/rescale.ts';
import { readSite } from '../../../server/fim/site.ts';
import { cutAtCursor } from '../../support/markers.ts';

const steady = 'function a() {\n    b();\n}\n\nfunction c() {\n    if (x) {\n        d();\n    }\n}\n\n';
const spaces = (columns: number) => ' '.repeat(columns);

function scaled(document: string, answer: string) {
  return rescale(readSite({ ...cutAtCursor(document), languageId: 'typescript' }), answer, spaces);
}

test('two columns become four where all blocks have four', () => {
  const answer = 'if (y) {\n      e();\n    }';
  expect(scaled(`${steady}function f() {\n    ˇ\n}\n`, answer)).toBe('if (y) {\n        e();\n    }');
});

test('nothing changes where one block has another step', () => {
  const mixed = 'function h() {\n  i();\n}\n\n';
  const answer = 'if (y) {\n      e();\n    }';
  expect(scaled(`${steady}${mixed}function f() {\n    ˇ\n}\n`, answer)).toBe(answer);
});

test('arguments in brackets may hang as they like', () => {
  const answer = 'call(\n      1,\n    );';
  expect(scaled(`${steady}function f() {\n    ˇ\n}\n`, answer)).toBe(answer);
});

test('lines inside a template stay as they are', () => {
  const answer = 'if (y) {\n      e(`\n  text`);\n    }';
  expect(scaled(`${steady}function f() {\n    ˇ\n}\n`, answer)).toBe('if (y) {\n        e(`\n  text`);\n    }');
});
