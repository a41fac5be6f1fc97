// Likeness of texts: tokens shared and edits needed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, jaccard, nearlyEqual, tokenSet } from '../../../server/text/similar.ts';

describe('tokens', () => {
  test('are words, numbers and single marks, each once', () => {
    expect([...tokenSet('sum(items, items2) + 10')]).toEqual(['sum', '(', 'items', ',', 'items2', ')', '+', '10']);
  });

  test('are shared fully by equal texts and not at all by different ones', () => {
    expect(jaccard(tokenSet('a b c'), tokenSet('c b a'))).toBe(1);
    expect(jaccard(tokenSet('a b'), tokenSet('c d'))).toBe(0);
    expect(jaccard(tokenSet('a b c'), tokenSet('b c d'))).toBe(0.5);
    expect(jaccard(tokenSet(''), tokenSet(''))).toBe(1);
  });
});

describe('edit distance', () => {
  test('counts insertions, deletions and replacements', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('same', 'same')).toBe(0);
  });

  test('gives up just above the limit', () => {
    expect(editDistance('aaaaaaaa', 'bbbbbbbb', 2)).toBe(3);
    expect(editDistance('short', 'very much longer', 2)).toBe(3);
  });

  test('is the same in both directions, and the limit changes nothing below it', () => {
    const text = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const distance = editDistance(a, b);
        expect(editDistance(b, a)).toBe(distance);
        expect(editDistance(a, b, 30)).toBe(distance);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

test('lines are nearly equal when one in ten characters differs', () => {
  expect(nearlyEqual('const total = sum(items);', 'const totals = sum(items);')).toBe(true);
  expect(nearlyEqual('const total = sum(items);', 'return render(page);')).toBe(false);
  expect(nearlyEqual('a', 'b')).toBe(false);
});
