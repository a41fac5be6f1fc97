// Lines and line endings. A line break is LF, CRLF or CR, as in LSP 3.18, section "Text Documents".

export type LineEnding = '\n' | '\r\n' | '\r';

/** Splits into lines without their line endings; a text that ends in a line break has an empty last line. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** Splits into lines that keep their line endings; joining them gives the text back. */
export function splitLinesKeepingEnds(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
}

/** The line ending a document uses most often; LF when it has none. */
export function lineEndingOf(text: string): LineEnding {
  let crlf = 0;
  let lf = 0;
  let cr = 0;
  for (const end of text.slice(0, 200_000).match(/\r\n|\n|\r/g) ?? []) {
    if (end === '\r\n') crlf++;
    else if (end === '\n') lf++;
    else cr++;
  }
  if (crlf > lf && crlf >= cr) return '\r\n';
  return cr > lf ? '\r' : '\n';
}

/** Rewrites every line break of `text` as `ending`. */
export function withLineEnding(text: string, ending: LineEnding): string {
  return text.replace(/\r\n|\n|\r/g, ending);
}

/** Offset of the first character of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isBreak(text.charCodeAt(start - 1))) start--;
  return start;
}

/** Offset just behind the last character of the line that holds `offset`, before its line break. */
export function lineEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !isBreak(text.charCodeAt(end))) end++;
  return end;
}

/** The part of the cursor's line before it. */
export function linePrefix(text: string, offset: number): string {
  return text.slice(lineStart(text, offset), offset);
}

/** The part of the cursor's line behind it. */
export function lineSuffix(text: string, offset: number): string {
  return text.slice(offset, lineEnd(text, offset));
}

/** True for text of blanks only (or no text). */
export function isBlank(text: string): boolean {
  return text.trim() === '';
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13;
}
