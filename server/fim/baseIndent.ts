// Gives an answer its base indentation back: the first line stands where it should, those behind it as if at column 0.
import { indentWidth } from '../text/indent.ts';
import { lex } from './lexer.ts';
import { depth, insideText } from './nesting.ts';
import type { Site } from './site.ts';
import { beginsDefinition, startsWithCloser } from './statements.ts';

/**
 * The lines behind the first moved as far as the first stands from column 0, where they cannot stand as they do: not deeper
 * than the line whose block they begin, or at column 0 inside brackets. `write` puts a number of columns as the document does.
 */
export function withBaseIndent(
  site: Site,
  text: string,
  finished: boolean,
  write: (columns: number) => string,
): string {
  const { block, id } = site.language;
  const told = block === 'braces' || block === 'keyword-end' || (block === 'indentation' && !/^(?:yaml|make)/.test(id));
  if (!told || insideText(site.before) || !text.includes('\n')) return text;
  const lines = text.split('\n');
  const head = site.linePrefix + (lines[0] ?? '');
  const base = indentWidth(head);
  const next = lines.findIndex((line, at) => at > 0 && line.trim() !== '');
  if (head.trim() === '' || base === 0 || next < 0) return text;
  const second = { line: lines[next] ?? '', complete: finished || next < lines.length - 1, adjacent: next === 1 };
  if (!hasLostBase(site, lines[0] ?? '', base, second)) return text;
  let nesting = lex(site.language, `${lines[0]}\n`, site.before).nesting;
  const moved = lines.slice(1).map((line) => {
    const inText = insideText(nesting);
    nesting = lex(site.language, `${line}\n`, nesting).nesting;
    return line.trim() === '' || inText ? line : write(indentWidth(line) + base) + line.trimStart();
  });
  return [lines[0], ...moved].join('\n');
}

/** While the second line is incomplete it counts as lost: what it is tells only its end. */
function hasLostBase(
  site: Site,
  first: string,
  base: number,
  second: { readonly line: string; readonly complete: boolean; readonly adjacent: boolean },
): boolean {
  const { language } = site;
  const { nesting } = lex(language, first, site.before);
  if (insideText(nesting) && depth(nesting) > depth(site.before)) return false;
  const width = indentWidth(second.line);
  const text = second.line.trim();
  if (width > base || (width === base && isLabelOnly(text))) return false;
  const opens = language.opener.test((site.linePrefix + first).trim());
  const closes = startsWithCloser(text) || language.closer.test(text);
  if (opens && closes) return depth(nesting) > site.base && width === 0;
  const unit = indentWidth(site.unit);
  if (opens) return width === unit || width === 2 || width === 4;
  const top = nesting.stack.at(-1);
  const inBraces = language.block === 'braces' && top?.close === '}' && top.indent < base;
  if (!inBraces || width > 0 || !second.adjacent || closes || language.chain.test(text)) return false;
  return !/^[#@]/.test(text) && !(second.complete && beginsDefinition(language, text));
}

/** Labels and preprocessor lines may stand further left than their block. */
function isLabelOnly(line: string): boolean {
  return /^(?:case\b.*|default|public|private|protected)\s*:$|^\w+:$|^#/.test(line);
}
