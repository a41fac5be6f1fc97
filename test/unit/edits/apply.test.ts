import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applySplices, compose, invert, rebase } from '../../../server/edits/apply.ts';
import type { Splice } from '../../../server/text/diff.ts';
import { holds } from '../../support/holds.ts';
import { someText, splicesOf, textAndSplices } from '../../support/splices.ts';

describe('apply', () => {
  test('splices that overlap are refused', () => {
    const splices = [
      { start: 0, end: 3, text: 'x' },
      { start: 2, end: 4, text: 'y' },
    ];
    expect(() => applySplices('abcdef', splices)).toThrow(RangeError);
  });

  test('a splice outside of the text is refused', () => {
    expect(() => applySplices('abc', [{ start: 2, end: 9, text: '' }])).toThrow(RangeError);
  });
});

describe('compose and invert', () => {
  test('composed splices do what both lists do one after the other', () => {
    const drawn = textAndSplices.chain(([text, first]) =>
      fc.tuple(fc.constant(text), fc.constant(first), splicesOf(applySplices(text, first))),
    );
    holds(
      fc.property(drawn, ([text, first, second]) => {
        const both = applySplices(applySplices(text, first), second);
        expect(applySplices(text, compose(first, second))).toBe(both);
      }),
    );
  });

  test('inverted splices restore the text', () => {
    holds(
      fc.property(textAndSplices, ([text, splices]) => {
        expect(applySplices(applySplices(text, splices), invert(text, splices))).toBe(text);
      }),
    );
  });
});

describe('rebase', () => {
  const user = fc.constantFrom('u', 'U\n', 'uu\nU', '');
  const model = fc.constantFrom('m', 'M\n', 'mm\nM', '');
  const drawn = someText.chain((text) => fc.tuple(fc.constant(text), splicesOf(text, model), splicesOf(text, user)));

  test('is refused, or equals doing both by hand on the base text', () => {
    let kept = 0;
    holds(
      fc.property(drawn, ([base, ours, theirs]) => {
        const rebased = rebase(base, ours, theirs);
        if (rebased === undefined) return;
        if (ours.length > 0 && theirs.length > 0) kept++;
        expect(applySplices(applySplices(base, theirs), rebased)).toBe(byHand(base, ours, theirs));
      }),
      { numRuns: 1000, seed: 5 },
    );
    // Otherwise the property would hold because everything is refused.
    expect(kept).toBeGreaterThan(50);
  });

  test("never makes a user's characters disappear", () => {
    holds(
      fc.property(drawn, ([base, ours, theirs]) => {
        const rebased = rebase(base, ours, theirs);
        if (rebased === undefined) return;
        const written = theirs.map((splice) => splice.text).join('');
        const result = applySplices(applySplices(base, theirs), rebased);
        expect(count(result, /[uU]/g)).toBe(count(written, /[uU]/g));
      }),
    );
  });

  test.each([
    ['typing inside the replaced line', { start: 6, end: 6, text: 'u' }],
    ['typing at its beginning', { start: 4, end: 4, text: 'u' }],
    ['typing at its end', { start: 7, end: 7, text: 'u' }],
    ['joining it with the line above', { start: 3, end: 4, text: '' }],
    ['deleting it', { start: 4, end: 8, text: '' }],
  ])('is refused for %s', (_what, theirs) => {
    expect(rebase('one\ntwo\nsix\n', [{ start: 4, end: 8, text: 'TWO\n' }], [theirs])).toBeUndefined();
  });

  test.each([
    ['typing at the end of the line above', { start: 3, end: 3, text: 'u' }, 'oneu\nTWO\nsix\n'],
    ['inserting a line above', { start: 4, end: 4, text: 'u\n' }, 'one\nu\nTWO\nsix\n'],
    ['typing at the beginning of the line below', { start: 8, end: 8, text: 'u' }, 'one\nTWO\nusix\n'],
    ['deleting the line above', { start: 0, end: 4, text: '' }, 'TWO\nsix\n'],
  ])('survives %s', (_what, theirs, expected) => {
    const base = 'one\ntwo\nsix\n';
    const rebased = rebase(base, [{ start: 4, end: 8, text: 'TWO\n' }], [theirs]) ?? [];
    expect(applySplices(applySplices(base, [theirs]), rebased)).toBe(expected);
  });
});

/** Both lists done at once, character by character, without the arithmetic under test. */
function byHand(base: string, ours: readonly Splice[], theirs: readonly Splice[]): string {
  let result = '';
  for (let at = 0; at <= base.length; at++) {
    // At one place: what ends here, then the user's new lines, then ours, then what the user typed into the line that follows.
    const ends = [...theirs, ...ours].filter((splice) => splice.end === at && splice.start < at);
    const userInserts = theirs.filter((splice) => splice.end === at && splice.start === at);
    const lines = userInserts.filter((splice) => splice.text.endsWith('\n'));
    const inserts = ours.filter((splice) => splice.end === at && splice.start === at);
    const typed = userInserts.filter((splice) => !splice.text.endsWith('\n'));
    for (const splice of [...ends, ...lines, ...inserts, ...typed]) result += splice.text;
    const deleted = [...ours, ...theirs].some((splice) => splice.start <= at && at < splice.end);
    if (!deleted) result += base.charAt(at);
  }
  return result;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
