import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indentUnitOf, indentWidth } from '../../../server/text/indent.ts';
import {
  lineEndingOf,
  linePrefix,
  lineSuffix,
  splitLines,
  splitLinesKeepingEnds,
  withLineEnding,
} from '../../../server/text/lines.ts';
import { commonPrefixLength, commonSuffixLength, overlap } from '../../../server/text/overlap.ts';

test('lines with their ends give the text back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', '\n', '\r\n', '\r', 'bc')).map((p) => p.join('')),
      (text) => {
        expect(splitLinesKeepingEnds(text).join('')).toBe(text);
      },
    ),
  );
  expect(splitLines('a\r\nb\n')).toEqual(['a', 'b', '']);
});

test('the line ending of a document is the one used most', () => {
  expect(lineEndingOf('a\r\nb\r\nc\n')).toBe('\r\n');
  expect(lineEndingOf('a\nb')).toBe('\n');
  expect(lineEndingOf('one line')).toBe('\n');
  expect(withLineEnding('a\nb\r\nc', '\r\n')).toBe('a\r\nb\r\nc');
});

test('the cursor line is cut at the cursor', () => {
  const text = 'first\r\nsecond line\r\nthird';
  expect(linePrefix(text, 13)).toBe('second');
  expect(lineSuffix(text, 13)).toBe(' line');
});

test('the indent unit is the step that a document uses', () => {
  expect(indentUnitOf('a {\n    b {\n        c\n    }\n}\n')).toBe('    ');
  expect(indentUnitOf('a {\n\tb\n}\n')).toBe('\t');
  expect(indentUnitOf('nothing')).toBe('  ');
  expect(indentWidth('  \tx')).toBe(4);
});

test('overlaps are the longest', () => {
  expect(overlap('foo(ba', 'bar)')).toBe(2);
  expect(overlap('abab', 'abab')).toBe(4);
  expect(overlap('x', 'y')).toBe(0);
  expect(commonPrefixLength('abc', 'abd')).toBe(2);
  expect(commonSuffixLength('xbc', 'ybc')).toBe(2);
});
