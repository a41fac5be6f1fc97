// Finds the text a model wants to replace. What goes wrong is worded for the model, which then tries again.
import type { Splice } from '../text/diff.ts';
import { indentOf } from '../text/indent.ts';
import { lineEndingOf, splitLines, splitLinesKeepingEnds, withLineEnding } from '../text/lines.ts';
import { positionAt } from '../text/position.ts';

export type Located =
  | { readonly kind: 'found'; readonly splice: Splice }
  /** One or two sentences for the model: what was found instead, what to send. */
  | { readonly kind: 'problem'; readonly message: string };

/**
 * The splice that replaces the only occurrence of `oldText` in `text` by `newText`. Looks for it exactly first, then line by line
 * without regard to blanks; in the second case `newText` is indented like the lines it replaces.
 */
export function locate(text: string, oldText: string, newText: string): Located {
  const ending = lineEndingOf(text);
  const wanted = withLineEnding(oldText, ending);
  const replacement = withLineEnding(newText, ending);
  if (wanted === '') {
    if (text === '') return found(0, 0, replacement);
    return problem(
      'oldText is empty, but the file is not. Send the lines to replace as oldText, copied from the file.',
    );
  }
  if (wanted === replacement) return problem('oldText and newText are the same: nothing would change.');
  const exact = occurrences(text, wanted);
  if (exact.length > 1) return ambiguous(text, exact);
  const [start] = exact;
  if (start !== undefined) return found(start, start + wanted.length, replacement);
  return locateLoosely(text, wanted, replacement);
}

function locateLoosely(text: string, wanted: string, replacement: string): Located {
  const lines = splitLinesKeepingEnds(text);
  const pattern = trimBlankEnds(splitLines(wanted));
  const keys = pattern.map(withoutBlanks);
  if (keys.length === 0) return problem('oldText consists of blanks only. Send whole lines, copied from the file.');
  const own = lines.map(withoutBlanks);
  const starts: number[] = [];
  for (let line = 0; line + keys.length <= own.length; line++) {
    if (keys.every((key, index) => own[line + index] === key)) starts.push(line);
  }
  const offsets = starts.map((line) => lines.slice(0, line).join('').length);
  if (offsets.length > 1) return ambiguous(text, offsets);
  const [line] = starts;
  const [start] = offsets;
  if (line === undefined || start === undefined) return missing(lines, keys);
  const matched = lines.slice(line, line + keys.length);
  const last = matched.at(-1) ?? '';
  const end = start + matched.join('').length - (last.length - withoutBreak(last).length);
  const indented = moveIndent(
    trimBlankEnds(splitLines(replacement)),
    indentOf(pattern[0] ?? ''),
    indentOf(matched[0] ?? ''),
  );
  if (indented.length > 0) return found(start, end, indented.join(lineEndingOf(text)));
  // Nothing replaces the lines: they go together with their last line break.
  return found(start, start + matched.join('').length, '');
}

/** Lines indented from `from` on, indented from `to` on instead. A line that is not indented by `from` stays as it is. */
export function moveIndent(lines: readonly string[], from: string, to: string): readonly string[] {
  if (from === to) return lines;
  return lines.map((line) => (line.trim() !== '' && line.startsWith(from) ? to + line.slice(from.length) : line));
}

function missing(lines: readonly string[], keys: readonly string[]): Located {
  const nearest = lines.findIndex((line) => keys[0] !== '' && withoutBlanks(line) === keys[0]);
  if (nearest >= 0) {
    const differing = keys.findIndex((key, index) => withoutBlanks(lines[nearest + index] ?? '') !== key);
    const line = nearest + differing;
    const instead = withoutBreak(lines[line] ?? '').slice(0, 200);
    return problem(
      `oldText does not occur in the file. Its first line is line ${nearest + 1}, but its line ${differing + 1} differs: ` +
        `line ${line + 1} of the file is ${JSON.stringify(instead)}. Read the file again and copy the lines exactly.`,
    );
  }
  return problem('oldText does not occur in the file. Read the file again and copy the lines exactly.');
}

function ambiguous(text: string, offsets: readonly number[]): Located {
  const lines = offsets.slice(0, 5).map((offset) => positionAt(text, offset).line + 1);
  const more = offsets.length > 5 ? ', …' : '';
  return problem(
    `oldText occurs ${offsets.length} times (lines ${lines.join(', ')}${more}). Add neighbouring lines until it is unique.`,
  );
}

/** Offsets of all occurrences, overlapping ones too: each of them is a place that could be meant. */
function occurrences(text: string, wanted: string): readonly number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf(wanted); at >= 0 && offsets.length < 100; at = text.indexOf(wanted, at + 1)) {
    offsets.push(at);
  }
  return offsets;
}

function trimBlankEnds(lines: readonly string[]): readonly string[] {
  let start = 0;
  let end = lines.length;
  while (start < end && lines[start]?.trim() === '') start++;
  while (end > start && lines[end - 1]?.trim() === '') end--;
  return lines.slice(start, end);
}

function withoutBlanks(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}

function withoutBreak(line: string): string {
  return line.replace(/[\r\n]+$/, '');
}

function found(start: number, end: number, text: string): Located {
  return { kind: 'found', splice: { start, end, text } };
}

function problem(message: string): Located {
  return { kind: 'problem', message };
}
