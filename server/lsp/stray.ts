// An edit beside its place: the editor took our lines for those of a text that it had not told us of yet (Eglot tells half a second late).
import { applySplices, rebase } from '../edits/apply.ts';
import { diffByCharacter, type Splice, sizeOf, type TextEdit, toSplices } from '../text/diff.ts';
import { offsetAt, type Position } from '../text/position.ts';

/** What the user had made of the text when our edit came, and what the two became together. */
export interface Stray {
  readonly theirs: string;
  readonly mixed: string;
}

/** Changes of the user's that are looked at. */
const mostTexts = 100;
/** Lines the user may have added or removed beside what the length of the text tells. */
const fewLines = 3;

/**
 * Finds such an edit in what the editor told afterwards. `texts`: the text that `edits` were made for, then the text behind each
 * change. `undefined` when the edit stands where it should, or did not come.
 */
export function findStray(texts: readonly string[], edits: readonly TextEdit[]): Stray | undefined {
  const [before, ...later] = texts.slice(0, mostTexts);
  if (before === undefined || edits.length === 0 || later.includes(withEdits(before, edits))) return undefined;
  return told(later, edits) ?? guessed(before, later, edits);
}

/** The user's change and ours were told one after the other. */
function told(later: readonly string[], edits: readonly TextEdit[]): Stray | undefined {
  for (const [at, theirs] of later.entries()) {
    const mixed = withEdits(theirs, edits);
    if (later.includes(mixed, at + 1)) return { theirs, mixed };
  }
  return undefined;
}

/**
 * They were told as one change, as Eglot does. Of all explanations (in its place, not there, so many lines beside) the one with
 * the least typing of the user counts.
 */
function guessed(before: string, later: readonly string[], edits: readonly TextEdit[]): Stray | undefined {
  const expected = withEdits(before, edits);
  for (const text of later) {
    const added = linesOf(text) - linesOf(expected);
    let least = Math.min(typing(before, text), typing(before, without(text, before, edits, 0) ?? text));
    let found: Stray | undefined;
    for (const lines of new Set([added, ...range(-fewLines, fewLines)])) {
      const theirs = lines === 0 ? undefined : without(text, before, edits, lines);
      if (theirs === undefined || typing(before, theirs) >= least) continue;
      least = typing(before, theirs);
      found = { theirs, mixed: text };
    }
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How to make good a stray edit in `now`; `taken` is false when it can only be taken back. `undefined`: nobody can tell any more. */
export function wayHome(
  before: string,
  edits: readonly TextEdit[],
  { theirs, mixed }: Stray,
  now: string,
): { readonly splices: readonly Splice[]; readonly taken: boolean } | undefined {
  const moved = rebase(before, toSplices(before, edits), diffByCharacter(before, theirs));
  const wanted = moved === undefined ? theirs : applySplices(theirs, moved);
  const splices = rebase(mixed, diffByCharacter(mixed, wanted), diffByCharacter(mixed, now));
  return splices && { splices, taken: moved !== undefined };
}

/**
 * The text without `edits`, if their new lines stand there: what they replaced was as many lines further up in `before` as the user
 * had added above.
 */
function without(text: string, before: string, edits: readonly TextEdit[], added: number): string | undefined {
  const splices: Splice[] = [];
  let shift = 0;
  for (const { range: place, newText } of edits) {
    const start = offsetAt(text, moved(place.start, shift));
    if (!text.startsWith(newText, start)) return undefined;
    const from = moved(place.start, -added);
    if (from.line < 0) return undefined;
    const old = before.slice(offsetAt(before, from), offsetAt(before, moved(place.end, -added)));
    splices.push({ start, end: start + newText.length, text: old });
    shift += linesOf(newText) - linesOf(old);
  }
  const theirs = applySplices(text, splices);
  return withEdits(theirs, edits) === text ? theirs : undefined;
}

function withEdits(text: string, edits: readonly TextEdit[]): string {
  return applySplices(text, toSplices(text, edits));
}

function moved({ line, character }: Position, lines: number): Position {
  return { line: line + lines, character };
}

function typing(before: string, after: string): number {
  return sizeOf(diffByCharacter(before, after));
}

function linesOf(text: string): number {
  return text.split('\n').length;
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
