// Random texts and splices for property tests.
import * as fc from 'fast-check';
import type { Splice } from '../../server/text/diff.ts';

/** Text with line breaks of both kinds, repeated lines and characters outside the basic plane. */
export const someText: fc.Arbitrary<string> = fc
  .array(fc.constantFrom('a', 'b', 'x = 1', '}', ' ', '\n', '\n', '\r\n', '✨', '💡', 'end\n'), { maxLength: 40 })
  .map((parts) => parts.join(''));

/** A sorted list of splices that fits `text`; none touches another. */
export function splicesOf(text: string, newText: fc.Arbitrary<string> = someText): fc.Arbitrary<readonly Splice[]> {
  return fc.array(fc.tuple(fc.nat(text.length), fc.nat(text.length), newText), { maxLength: 4 }).map((drawn) => {
    const bounds = drawn.flatMap((one) => [one[0], one[1]]).sort((a, b) => a - b);
    return drawn
      .map(([, , text], index) => ({ start: bounds[index * 2] ?? 0, end: bounds[index * 2 + 1] ?? 0, text }))
      .filter((splice) => splice.start < splice.end || splice.text !== '')
      .filter((splice, index, all) => index === 0 || splice.start > (all[index - 1]?.end ?? 0));
  });
}

/** A text with one list of splices for it. */
export const textAndSplices = someText.chain((text) => fc.tuple(fc.constant(text), splicesOf(text)));
