import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { offsetAt, positionAt, rangeTouches } from '../../../server/text/position.ts';

const anyText = fc.array(fc.constantFrom('a', '🎉', '\n', '\r\n', '\r', ' ', 'é')).map((parts) => parts.join(''));

test('offsets and positions agree with the document of the protocol library', () => {
  fc.assert(
    fc.property(anyText, fc.nat(40), (text, at) => {
      const offset = at % (text.length + 1);
      const insideBreak = text[offset - 1] === '\r' && text[offset] === '\n';
      fc.pre(!insideBreak);
      const document = TextDocument.create('file:///a', 'plaintext', 1, text);
      expect(positionAt(text, offset)).toEqual(document.positionAt(offset));
      expect(offsetAt(text, positionAt(text, offset))).toBe(offset);
    }),
  );
});

test('a place outside the text is moved to the nearest one inside', () => {
  expect(offsetAt('ab\ncd', { line: 0, character: 9 })).toBe(2);
  expect(offsetAt('ab\ncd', { line: 7, character: 0 })).toBe(5);
  expect(positionAt('ab\ncd', 99)).toEqual({ line: 1, character: 2 });
});

test('columns do not decide about lines between the ends of a range', () => {
  const range = { start: { line: 1, character: 8 }, end: { line: 3, character: 2 } };
  expect(rangeTouches(range, { line: 2, character: 0 })).toBe(true);
  expect(rangeTouches(range, { line: 1, character: 7 })).toBe(false);
  expect(rangeTouches(range, { line: 3, character: 3 })).toBe(false);
});
