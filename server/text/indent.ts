// Indentation: its width, the unit a document uses, and moving a block to another depth.
import { splitLines } from './lines.ts';

/** One step of indentation, as it is written. */
export type IndentUnit = '\t' | ' ' | '  ' | '    ' | (string & {});

/** The leading blanks of a line. */
export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Width of a line's leading blanks in columns; a tab reaches the next multiple of `tabWidth`. */
export function indentWidth(line: string, tabWidth = 4): number {
  let width = 0;
  for (const character of line) {
    if (character === ' ') width++;
    else if (character === '\t') width += tabWidth - (width % tabWidth);
    else break;
  }
  return width;
}

/**
 * The unit a text is indented by: a tab when most indented lines begin with one, else the most frequent step between
 * neighbouring lines; `fallback` when nothing is indented.
 */
export function indentUnitOf(text: string, fallback: IndentUnit = '  '): IndentUnit {
  let tabs = 0;
  let spaces = 0;
  let last = 0;
  const steps = new Map<number, number>();
  for (const line of splitLines(text.slice(0, 100_000))) {
    if (line.trim() === '') continue;
    if (line.startsWith('\t')) tabs++;
    else if (line.startsWith('  ')) spaces++;
    const width = indentWidth(line);
    const step = width - last;
    if (step > 1 && step <= 8) steps.set(step, (steps.get(step) ?? 0) + 1);
    last = width;
  }
  if (tabs === 0 && spaces === 0) return fallback;
  if (tabs > spaces) return '\t';
  let best = fallback === '\t' ? 4 : fallback.length;
  let count = 0;
  for (const [step, times] of steps) {
    if (times > count || (times === count && step < best)) {
      best = step;
      count = times;
    }
  }
  return ' '.repeat(best);
}
