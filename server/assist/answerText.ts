// Makes the code of an answer fit the place it goes to: line endings, tabs or blanks, indentation, the last line break.
import { indentOf, indentUnitOf, indentWidth } from '../text/indent.ts';
import { lineEndingOf, splitLines, withLineEnding } from '../text/lines.ts';
import type { Target } from './target.ts';

/** The code as it may replace the lines of `target` in `document`. Models often send a block without its indentation. */
export function fitAnswer(code: string, target: Target, document: string): string {
  if (code.trim() === '') return '';
  const ending = lineEndingOf(document);
  const lines = shifted(likeDocument(splitLines(code), document), splitLines(target.text));
  const text = lines.join('\n').replace(/\n+$/, '');
  const last = document.slice(target.start, target.end);
  const closed = /[\r\n]$/.test(last) || target.end < document.length ? `${text}\n` : text;
  return withLineEnding(closed, ending);
}

/** Tabs for blanks or the other way round, where answer and document differ. */
function likeDocument(lines: readonly string[], document: string): readonly string[] {
  const wanted = indentUnitOf(document, '');
  const given = indentUnitOf(lines.join('\n'), '');
  if (wanted === '' || given === '' || (wanted === '\t') === (given === '\t')) return lines;
  return lines.map((line) => {
    const indent = indentOf(line);
    const steps = given === '\t' ? indent.length : Math.floor(indentWidth(indent) / given.length);
    const rest = given === '\t' ? '' : ' '.repeat(indentWidth(indent) % given.length);
    return wanted.repeat(steps) + rest + line.slice(indent.length);
  });
}

/** The lines moved so that the first one stands as deep as the first line they replace. */
function shifted(lines: readonly string[], replaced: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const wanted = indentOf(replaced.find((line) => line.trim() !== '') ?? replaced[0] ?? '');
  const given = indentOf(lines[first] ?? '');
  if (wanted === given) return lines;
  if (wanted.startsWith(given)) {
    const missing = wanted.slice(given.length);
    const others = leastIndent(lines.slice(first + 1));
    const usual = leastIndent(replaced.filter((line) => line.trim() !== '').slice(1));
    // Only the first line lost its indentation: the others stand as deep as those they replace.
    const firstOnly = others !== undefined && usual !== undefined && others >= usual;
    return lines.map((line, index) => (line.trim() === '' || (firstOnly && index > first) ? line : missing + line));
  }
  if (!given.startsWith(wanted)) return lines;
  const extra = given.slice(wanted.length);
  // A line less indented than the first one tells that the depth is meant.
  if (lines.some((line) => line.trim() !== '' && !line.startsWith(extra))) return lines;
  return lines.map((line) => (line.trim() === '' ? line : line.slice(extra.length)));
}

function leastIndent(lines: readonly string[]): number | undefined {
  const widths = lines.filter((line) => line.trim() !== '').map((line) => indentWidth(line));
  return widths.length === 0 ? undefined : Math.min(...widths);
}
