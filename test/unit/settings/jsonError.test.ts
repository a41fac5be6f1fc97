// Line and column of the first mistake in JSON text.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../../server/settings/jsonError.ts';
import { holds } from '../../support/holds.ts';

test.each([
  ['{\n  "a": 1,\n}', 3, 1, 'there must be no comma before this'],
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'a comma or } is expected'],
  ['{ "a" 1 }', 1, 7, 'a colon is expected'],
  ["{ 'a': 1 }", 1, 3, 'a name in double quotes is expected'],
  ['{\n  // why\n  "a": 1\n}', 2, 3, 'JSON has no comments'],
  ['[1 2]', 1, 4, 'a comma or ] is expected'],
  ['{ "a": tru }', 1, 8, 'a value is expected'],
  ['{ "a": ', 1, 8, 'the file ends too early'],
  ['{} x', 1, 4, 'the settings end before this'],
  ['{ "é😀": ? }', 1, 10, 'a value is expected'],
  ['{ "a": "open\n}', 1, 8, 'a value is expected'],
  ['[ "\u0001" ]', 1, 1, 'it holds a control character'],
])('%j is wrong at line %i, column %i', (text, line, column, message) => {
  expect(parseJson(text)).toEqual({ error: { line, column, message } });
});

test('nesting without end is an error, not a crash', () => {
  expect(parseJson('['.repeat(500_000))).toEqual({
    error: { line: 1, column: 102, message: 'it is nested too deeply' },
  });
});

test('every JSON text is read as JSON.parse reads it', () => {
  holds(
    fc.property(fc.json(), (text) => {
      expect(parseJson(text)).toEqual({ value: JSON.parse(text) });
    }),
  );
});

test('what JSON.parse refuses is an error inside the text or at its end', () => {
  holds(
    fc.property(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', 'x'), (text, at, put) => {
      const broken = text.slice(0, at % text.length) + put;
      const parsed = parseJson(broken);
      if ('value' in parsed) return;
      expect(parsed.error.line).toBe(1);
      expect(parsed.error.column).toBeGreaterThanOrEqual(1);
      expect(parsed.error.column).toBeLessThanOrEqual(broken.length + 1);
    }),
  );
});
