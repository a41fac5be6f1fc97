// What an action works on: whole lines around the selection or the cursor, and what is shown of the rest of the file.
import type { DocumentSnapshot } from '../text/document.ts';
import { indentWidth } from '../text/indent.ts';
import { lineEnd, lineStart } from '../text/lines.ts';
import { offsetAt, type Range } from '../text/position.ts';
import { findInstruction, type Span } from './instruction.ts';

export interface Target {
  /** Whole lines with their line breaks, as offsets; `AI:` comments right above are part of it, for they go. */
  readonly start: number;
  readonly end: number;
  /** These lines without `AI:` comments: what the model is asked to change. */
  readonly text: string;
  /** What the `AI:` comments say. */
  readonly instruction: string | undefined;
  /** True when the user has selected something. */
  readonly isSelection: boolean;
  /** The selection itself, when it is less than the lines. */
  readonly selected: string | undefined;
}

/** In characters: what a prompt shows of the file around the target. */
const contextAbove = 12_000;
const contextBelow = 6000;
/** A block larger than this is not taken as a whole when only the cursor stands in it. */
const mostBlockLines = 200;
const oneWord = /^[\p{L}\p{M}\p{N}_$]+$/u;

/** The lines of the selection; the block around the cursor, or around a word that is selected. */
export function findTarget(snapshot: Pick<DocumentSnapshot, 'text' | 'languageId'>, range: Range): Target {
  const { text, languageId } = snapshot;
  const from = offsetAt(text, range.start);
  const to = offsetAt(text, range.end);
  const part = text.slice(from, to);
  const isSelection = part !== '';
  const lines = isSelection && !oneWord.test(part) ? linesOf(text, from, to) : blockAround(text, from);
  const found = findInstruction(text, languageId, lines);
  const spans = found?.spans ?? [];
  const partial = isSelection && part.trim() !== text.slice(lines.start, lines.end).trim() && spans.length === 0;
  return {
    start: Math.min(lines.start, spans[0]?.start ?? lines.start),
    end: lines.end,
    text: without(text, lines, spans),
    instruction: found?.text,
    isSelection,
    selected: partial ? part : undefined,
  };
}

/** The message part of a git commit buffer: everything above the first comment. */
export function commitTarget(text: string): Target {
  const end = /^#/m.exec(text)?.index ?? text.length;
  return { start: 0, end, text: text.slice(0, end), instruction: undefined, isSelection: false, selected: undefined };
}

/** The lines above and below a target, as much as a prompt shows, cut at line starts. */
export function surroundings(text: string, target: Span): { readonly above: string; readonly below: string } {
  const from = target.start - contextAbove;
  const to = target.end + contextBelow;
  const above = text.slice(from <= 0 ? 0 : Math.min(lineBelow(text, from - 1), target.start), target.start);
  const below = text.slice(target.end, to >= text.length ? text.length : Math.max(lineStart(text, to), target.end));
  return { above, below };
}

/** The lines that `from..to` touches; a selection that ends at the beginning of a line does not touch it. */
function linesOf(text: string, from: number, to: number): Span {
  const start = lineStart(text, from);
  const endsAtStart = to > from && lineStart(text, to) === to;
  return { start, end: endsAtStart ? to : lineBelow(text, to) };
}

/**
 * The block that the cursor's line opens or stands in, by indentation: the line less indented above it, down to the line that closes
 * it at the same indentation. At the outermost level, the lines up to the next blank ones.
 */
function blockAround(text: string, offset: number): Span {
  const own = lineStart(text, offset);
  if (isBlankLine(text, own)) return { start: own, end: lineBelow(text, own) };
  const depth = widthAt(text, own);
  const next = nextFilled(text, own);
  const opens = next !== undefined && widthAt(text, next) > depth;
  const start = opens || depth === 0 ? own : openerAbove(text, own, depth);
  if (start === undefined) return { start: own, end: lineBelow(text, own) };
  if (!opens && depth === 0 && !closes(text, own)) return paragraph(text, own);
  const opener = closes(text, start) ? (sameAbove(text, start) ?? start) : start;
  return { start: opener, end: bodyEnd(text, start) };
}

/** The nearest line above that is less indented. */
function openerAbove(text: string, own: number, depth: number): number | undefined {
  let line = own;
  for (let count = 0; count < mostBlockLines; count++) {
    const above = lineAbove(text, line);
    if (above === undefined) return undefined;
    if (!isBlankLine(text, above) && widthAt(text, above) < depth) return above;
    line = above;
  }
  return undefined;
}

/** For a line such as `) {` or `} else {`: the line of the same indentation where the whole begins. */
function sameAbove(text: string, own: number): number | undefined {
  const depth = widthAt(text, own);
  let line = own;
  for (let count = 0; count < mostBlockLines; count++) {
    const above = lineAbove(text, line);
    if (above === undefined || (!isBlankLine(text, above) && widthAt(text, above) < depth)) return undefined;
    if (!isBlankLine(text, above) && widthAt(text, above) === depth && !closes(text, above)) return above;
    line = above;
  }
  return undefined;
}

/** Behind the body of the line at `start`: deeper lines, and the lines that close or continue it at its own depth. */
function bodyEnd(text: string, start: number): number {
  const depth = widthAt(text, start);
  let end = lineBelow(text, start);
  for (let line = end, count = 0; line < text.length && count < mostBlockLines; count++) {
    const below = lineBelow(text, line);
    if (!isBlankLine(text, line)) {
      if (widthAt(text, line) <= depth && !(widthAt(text, line) === depth && closes(text, line))) break;
      end = below;
    }
    line = below;
  }
  return end;
}

function paragraph(text: string, own: number): Span {
  let start = own;
  for (
    let above = lineAbove(text, start);
    above !== undefined && !isBlankLine(text, above);
    above = lineAbove(text, start)
  ) {
    if (widthAt(text, above) > 0 || closes(text, above)) break;
    start = above;
  }
  let end = lineBelow(text, own);
  while (end < text.length && !isBlankLine(text, end) && widthAt(text, end) === 0) {
    const next = nextFilled(text, end);
    // The next line opens a block of its own.
    if (next !== undefined && widthAt(text, next) > 0) break;
    end = lineBelow(text, end);
  }
  return { start, end };
}

function closes(text: string, line: number): boolean {
  return /^\s*(?:[)\]}]|end\b|else\b|elif\b|except\b|finally\b|<\/)/.test(text.slice(line, lineEnd(text, line)));
}

function isBlankLine(text: string, line: number): boolean {
  return text.slice(line, lineEnd(text, line)).trim() === '';
}

function widthAt(text: string, line: number): number {
  return indentWidth(text.slice(line, lineEnd(text, line)));
}

function nextFilled(text: string, line: number): number | undefined {
  for (let below = lineBelow(text, line); below < text.length; below = lineBelow(text, below)) {
    if (!isBlankLine(text, below)) return below;
  }
  return undefined;
}

function lineAbove(text: string, line: number): number | undefined {
  if (line === 0) return undefined;
  return lineStart(text, line - (text.slice(line - 2, line) === '\r\n' ? 2 : 1));
}

/** Start of the next line, or the text's end. */
function lineBelow(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  return text.startsWith('\r\n', end) ? end + 2 : Math.min(text.length, end + 1);
}

/** The lines without the spans among them. */
function without(text: string, lines: Span, spans: readonly Span[]): string {
  let result = '';
  let at = lines.start;
  for (const span of spans) {
    if (span.end <= lines.start) continue;
    result += text.slice(at, span.start);
    at = span.end;
  }
  return result + text.slice(at, lines.end);
}
