import { expect, test } from 'vitest';
import { applySplices } from '../../../server/edits/apply.ts';
import { findStray, wayHome } from '../../../server/lsp/stray.ts';
import { diffToEdits, type TextEdit, toSplices } from '../../../server/text/diff.ts';

const before = 'one\ntwo\nthree\nfour\n';
const edits = diffToEdits(before, 'one\ntwo\nTHREE\nfour\n');

function edited(text: string, by: readonly TextEdit[] = edits): string {
  return applySplices(text, toSplices(text, by));
}

test('an edit in its place is no stray, whatever the user typed before it was told', () => {
  expect(findStray([before, edited(before)], edits)).toBeUndefined();
  expect(findStray([before, edited(before), `${edited(before)}x`], edits)).toBeUndefined();
  expect(findStray([before, `x${before}`], edits)).toBeUndefined();
});

test('an edit that landed below lines the editor had not told of is found, and brought home', () => {
  const theirs = `zero\n${before}`;
  const mixed = edited(theirs);
  expect(mixed).toBe('zero\none\nTHREE\nthree\nfour\n');
  const stray = findStray([before, theirs, mixed], edits);
  expect(stray).toEqual({ theirs, mixed });
  const now = `${mixed}five\n`;
  const way = wayHome(before, edits, stray as never, now);
  expect(way?.taken).toBe(true);
  expect(applySplices(now, way?.splices ?? [])).toBe('zero\none\ntwo\nTHREE\nfour\nfive\n');
});

test('where the user changed the very lines, it is taken back and their change stays', () => {
  const theirs = 'one\ntwo\nmine\nalso mine\nthree of mine\nfour\n';
  const mixed = edited(theirs);
  const stray = findStray([before, theirs, mixed], edits);
  const way = wayHome(before, edits, stray as never, mixed);
  expect(way?.taken).toBe(false);
  expect(applySplices(mixed, way?.splices ?? [])).toBe(theirs);
});

test('nothing is guessed when the user has typed in the mixed lines already', () => {
  const theirs = `zero\n${before}`;
  const mixed = edited(theirs);
  const stray = findStray([before, theirs, mixed], edits);
  expect(wayHome(before, edits, stray as never, mixed.replace('three', 'three of mine'))).toBeUndefined();
});

test('told as one change it is found all the same, wherever the user added or removed lines above', () => {
  const many = Array.from({ length: 30 }, (_, at) => `const value${at} = ${at * 7};\n`).join('');
  const change = diffToEdits(
    many,
    many.replace('value20 = 140', 'value20 = 141').replace('const value25 = 175;\n', ''),
  );
  for (const theirs of [`// mine\n// and mine\n${many}`, many.slice(many.indexOf('const value2 '))]) {
    const mixed = edited(theirs, change);
    const stray = findStray([many, mixed], change);
    expect(stray).toEqual({ theirs, mixed });
    const way = wayHome(many, change, stray as never, mixed);
    expect(applySplices(mixed, way?.splices ?? [])).toBe(
      theirs.replace('value20 = 140', 'value20 = 141').replace('const value25 = 175;\n', ''),
    );
  }
  // In its place, or refused, beside what the user did.
  const right = edited(many, change);
  expect(findStray([many, `// mine\n${right}`], change)).toBeUndefined();
  expect(findStray([many, `// mine\n${many}`], change)).toBeUndefined();
});
