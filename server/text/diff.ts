// The difference of two texts as edits: by whole lines, or trimmed to the characters that differ.
import { diffArrays } from 'diff';
import { splitLinesKeepingEnds } from './lines.ts';
import { commonPrefixLength, commonSuffixLength } from './overlap.ts';
import { offsetAt, positionAt, type Range } from './position.ts';

/** Replace `start..end` (UTF-16 offsets, half-open) by `text`. Lists of splices are sorted, do not overlap and all refer to the same text. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The same in LSP's words. */
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** Beyond this many changed lines the search for the shortest difference costs more than it gives; one splice covers them all then. */
const mostChangedLines = 2000;

/** The splices of whole lines that turn `before` into `after`; empty when they are equal. */
export function diffByLine(before: string, after: string): readonly Splice[] {
  if (before === after) return [];
  const old = splitLinesKeepingEnds(before);
  const parts = diffArrays(old, splitLinesKeepingEnds(after), { maxEditLength: mostChangedLines });
  if (parts === undefined) return [wholeLines(before, trimmed({ start: 0, end: before.length, text: after }, before))];
  const splices: Splice[] = [];
  let at = 0;
  let open: Splice | undefined;
  for (const part of parts) {
    const text = part.value.join('');
    if (!part.added && !part.removed) {
      if (open !== undefined) splices.push(open);
      open = undefined;
      at += text.length;
      continue;
    }
    open ??= { start: at, end: at, text: '' };
    if (part.added) {
      open = { ...open, text: open.text + text };
      continue;
    }
    at += text.length;
    open = { ...open, end: at };
  }
  if (open !== undefined) splices.push(open);
  return splices;
}

/** Like `diffByLine`, but each splice holds only the characters that differ. Pairs of surrogates and CRLF are never cut apart. */
export function diffByCharacter(before: string, after: string): readonly Splice[] {
  return diffByLine(before, after).map((splice) => trimmed(splice, before));
}

/** The smallest LSP edits that turn `before` into `after`. */
export function diffToEdits(before: string, after: string): readonly TextEdit[] {
  return toTextEdits(before, diffByCharacter(before, after));
}

/** Splices of `text` in LSP's words. */
export function toTextEdits(text: string, splices: readonly Splice[]): readonly TextEdit[] {
  return splices.map((splice) => ({
    range: { start: positionAt(text, splice.start), end: positionAt(text, splice.end) },
    newText: splice.text,
  }));
}

/** LSP edits of `text` as splices, sorted; insertions at one place keep their order, as LSP asks. */
export function toSplices(text: string, edits: readonly TextEdit[]): readonly Splice[] {
  return edits
    .map((edit) => ({
      start: offsetAt(text, edit.range.start),
      end: offsetAt(text, edit.range.end),
      text: edit.newText,
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/** How many characters splices take away and put in, together. */
export function sizeOf(splices: readonly Splice[]): number {
  return splices.reduce((sum, { start, end, text }) => sum + (end - start) + text.length, 0);
}

/** Removes from both ends of a splice of `text` what it replaces by itself. */
export function trimmed(splice: Splice, text: string): Splice {
  const old = text.slice(splice.start, splice.end);
  let head = commonPrefixLength(old, splice.text);
  while (head > 0 && (cutsPair(old, head) || cutsPair(splice.text, head))) head--;
  const oldRest = old.slice(head);
  const newRest = splice.text.slice(head);
  let tail = commonSuffixLength(oldRest, newRest);
  while (tail > 0 && (cutsPair(old, old.length - tail) || cutsPair(splice.text, splice.text.length - tail))) tail--;
  return { start: splice.start + head, end: splice.end - tail, text: newRest.slice(0, newRest.length - tail) };
}

/** True when `at` falls inside a pair of surrogates or between CR and LF. */
function cutsPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const behind = text.charCodeAt(at);
  if (before === 13 && behind === 10) return true;
  return before >= 0xd800 && before <= 0xdbff && behind >= 0xdc00 && behind <= 0xdfff;
}

/** Widens a splice to the lines it touches. */
function wholeLines(text: string, splice: Splice): Splice {
  let start = splice.start;
  while (start > 0 && !endsLine(text, start)) start--;
  let end = splice.end;
  while (end < text.length && !(end > start && endsLine(text, end))) end++;
  return { start, end, text: text.slice(start, splice.start) + splice.text + text.slice(splice.end, end) };
}

/** True when the character before `at` completes a line break. */
function endsLine(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before === 10 || (before === 13 && text.charCodeAt(at) !== 10);
}
