// Every golden file: the right text is shown, however the answer is cut into chunks, and the stream is closed no sooner than it may be.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolve } from '../../server/fim/resolve.ts';
import { drawResult, type GoldenCase, readGoldenCases, updateGolden } from '../support/golden.ts';

const cases = readGoldenCases(join(import.meta.dirname, 'completion'));
const whole = (golden: GoldenCase) => drawResult(golden, resolve(golden.place, golden.model, true, golden.options));

/** Feeds the answer as a stream does: stops at the first final result. */
function streamed(golden: GoldenCase, sizes: Iterator<number>): string {
  for (let end = 0; end < golden.model.length; end += sizes.next().value ?? 1) {
    const resolved = resolve(golden.place, golden.model.slice(0, end), false, golden.options);
    if (resolved.final) return drawResult(golden, resolved);
  }
  return whole(golden);
}

function* constantly(size: number): Generator<number> {
  for (;;) yield size;
}

/** Chunk sizes from 1 to 16 that look random and are the same in each run. */
function* shuffled(seed: number): Generator<number> {
  for (let state = seed; ; state = (state * 48_271) % 2_147_483_647) yield 1 + (state % 16);
}

describe.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_name, golden) => {
  test('shows what the file expects', () => {
    const shown = whole(golden);
    if (process.env['UPDATE_GOLDEN'] === '1' && shown !== golden.expect) updateGolden(golden, shown);
    else expect(shown).toBe(golden.expect);
  });

  test('shows the same however the answer is chunked', () => {
    const expected = whole(golden);
    expect(streamed(golden, constantly(1))).toBe(expected);
    for (const seed of [7, 1001, 90_210]) expect(streamed(golden, shuffled(seed))).toBe(expected);
  });
});
