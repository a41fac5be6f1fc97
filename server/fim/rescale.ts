// Gives an answer written in another step of indentation the document's own: two columns for four, four for two.
import { indentWidth } from '../text/indent.ts';
import { lex } from './lexer.ts';
import { insideText } from './nesting.ts';
import type { Site } from './site.ts';

/**
 * The answer's lines with their indentation in columns changed to the document's step, where the document keeps to one
 * and the first line of a block in the answer shows another. `write` puts a number of columns as the document does.
 */
export function rescale(site: Site, text: string, write: (columns: number) => string): string {
  const unit = indentWidth(site.unit);
  if (site.indent % unit !== 0) return text;
  if (!site.steady || (unit !== 2 && unit !== 4) || insideText(site.before) || !text.includes('\n')) return text;
  const lines = text.split('\n');
  const found = otherStep(site, lines, unit);
  if (found === undefined) return text;
  const { from, base, factor } = found;
  let nesting = lex(site.language, `${lines.slice(0, from).join('\n')}\n`, site.before).nesting;
  const scaled = lines.slice(from).map((line) => {
    const width = indentWidth(line);
    const inText = insideText(nesting);
    nesting = lex(site.language, `${line}\n`, nesting).nesting;
    if (line.trim() === '' || inText || width < base) return line;
    return write(base + Math.floor((width - base) * factor)) + line.trimStart();
  });
  return [...lines.slice(0, from), ...scaled].join('\n');
}

/** The first line that opens a block, its next line, and what that tells; later lines never change it. */
function otherStep(
  site: Site,
  lines: readonly string[],
  unit: number,
): { readonly from: number; readonly base: number; readonly factor: number } | undefined {
  let above = { text: site.linePrefix + (lines[0] ?? ''), first: true };
  for (const [at, line] of lines.entries()) {
    if (at === 0 || line.trim() === '') continue;
    if (opensBlock(site, above.text)) {
      const own = indentWidth(line);
      const head = indentWidth(above.text);
      const step = own - head;
      if (step === unit) return undefined;
      if (step > 0 && isOther(step, unit)) return { from: at, base: head, factor: unit / step };
      // Written from column 0 in the other step: half as deep as the block stands here, which its head is as well.
      const closes = site.following[0]?.indent === head && /^[)\]}]/.test(site.following[0]?.text ?? '');
      if (above.first && closes && unit === 4 && own > 0 && 2 * own === head + unit)
        return { from: at, base: 0, factor: 2 };
      // A label above a label tells nothing.
      if (step !== 0) return undefined;
    }
    above = { text: line, first: false };
  }
  return undefined;
}

function isOther(step: number, unit: number): boolean {
  return (step === 2 && unit === 4) || (step === 4 && unit === 2);
}

/** Behind `(` and `[` lines are often indented by another step. */
function opensBlock(site: Site, line: string): boolean {
  return site.language.opener.test(line.trim()) && !/[([]$/.test(line.trimEnd());
}
