import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applySplices } from '../../../server/edits/apply.ts';
import { diffByCharacter, diffByLine, diffToEdits, toSplices } from '../../../server/text/diff.ts';
import { holds } from '../../support/holds.ts';
import { someText } from '../../support/splices.ts';

describe('the difference of two texts', () => {
  test('leads from one to the other, by line, by character and as LSP edits', () => {
    holds(
      fc.property(someText, someText, (before, after) => {
        expect(applySplices(before, diffByLine(before, after))).toBe(after);
        expect(applySplices(before, diffByCharacter(before, after))).toBe(after);
        expect(applySplices(before, toSplices(before, diffToEdits(before, after)))).toBe(after);
      }),
      { numRuns: 500 },
    );
  });

  test('is empty for equal texts', () => {
    expect(diffByLine('a\n', 'a\n')).toEqual([]);
  });

  test('by line covers whole lines', () => {
    expect(diffByLine('one\ntwo\nsix\n', 'one\n2\nsix\n')).toEqual([{ start: 4, end: 8, text: '2\n' }]);
  });

  test('as LSP edits covers only the characters that differ', () => {
    const range = { start: { line: 1, character: 4 }, end: { line: 1, character: 5 } };
    expect(diffToEdits('a\nlet x = 1\n', 'a\nlet total = 1\n')).toEqual([{ range, newText: 'total' }]);
  });

  test('never cuts an emoji apart', () => {
    // The two bulbs share their first surrogate.
    expect(diffByCharacter('💡', '💣')).toEqual([{ start: 0, end: 2, text: '💣' }]);
  });

  test('never cuts CRLF apart', () => {
    expect(diffByCharacter('a\r\n', 'a\n')).toEqual([{ start: 1, end: 3, text: '\n' }]);
  });

  test('of two large texts without a common line is one splice', () => {
    const before = Array.from({ length: 5000 }, (_, index) => `old ${index}\n`).join('');
    const after = Array.from({ length: 5000 }, (_, index) => `new ${index}\n`).join('');
    const splices = diffByLine(before, after);
    expect(splices).toHaveLength(1);
    expect(applySplices(before, splices)).toBe(after);
  });
});
