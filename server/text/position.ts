// Offsets and LSP positions. All columns are UTF-16 code units, which is what LSP clients must support and what JavaScript counts.

/** Zero-based line and UTF-16 column (LSP 3.18, section "Position"). */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Half-open: `end` is just behind the last character. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Negative when `a` stands before `b`, zero when equal. */
export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

/** True when `position` lies in `range` or at one of its two ends. */
export function rangeTouches(range: Range, position: Position): boolean {
  return comparePositions(range.start, position) <= 0 && comparePositions(position, range.end) <= 0;
}

/** Position of an offset; an offset past the end gives the end. */
export function positionAt(text: string, offset: number): Position {
  const wanted = Math.max(0, Math.min(offset, text.length));
  let line = 0;
  let start = 0;
  for (let at = 0; at < wanted; at++) {
    const next = breakEnd(text, at);
    if (next === undefined) continue;
    if (next > wanted) break;
    line++;
    start = next;
    at = next - 1;
  }
  return { line, character: wanted - start };
}

/** Offset of a position; a column past the end of its line gives the line's end, a line past the last gives the text's end. */
export function offsetAt(text: string, position: Position): number {
  let line = 0;
  let at = 0;
  // Runs over all text above the cursor at every request, so it looks at each unit once and calls nothing.
  while (line < position.line) {
    if (at >= text.length) return text.length;
    const code = text.charCodeAt(at++);
    if (code === 10) line++;
    if (code !== 13) continue;
    if (text.charCodeAt(at) === 10) at++;
    line++;
  }
  const wanted = at + Math.max(0, position.character);
  while (at < wanted && at < text.length && breakEnd(text, at) === undefined) at++;
  return at;
}

/** If a line break starts at `at`, the offset just behind it. */
function breakEnd(text: string, at: number): number | undefined {
  const code = text.charCodeAt(at);
  if (code === 10) return at + 1;
  if (code === 13) return text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
  return undefined;
}
