// Gives an answer the document's indentation: no doubled first line, no doubled block, tabs or spaces as around it.
import { indentOf, indentWidth } from '../text/indent.ts';
import { withBaseIndent } from './baseIndent.ts';
import { lex } from './lexer.ts';
import { depth, insideText } from './nesting.ts';
import { rescale } from './rescale.ts';
import type { Site } from './site.ts';
import { cannotEnd, isLabel } from './statements.ts';

/**
 * Fixes an answer's indentation: the first line's, then that of the lines behind it, then the step of its blocks.
 * `finished`: no more will come.
 */
export function reindent(site: Site, text: string, finished: boolean): string {
  const write = (columns: number) => blanks(site, columns);
  return rescale(site, withBaseIndent(site, firstToPlace(site, text), finished, write), write);
}

function firstToPlace(site: Site, text: string): string {
  const inUnit = insideText(site.before) ? text : withUnit(site, text);
  const trimmed = site.blankPrefix && site.linePrefix !== '' ? inUnit.replace(/^(?:[ \t]*\n)+/, '') : inUnit;
  const lines = trimmed.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  const line = lines[first];
  if (line === undefined || (first === 0 && !site.blankPrefix)) return trimmed;
  const wanted = first === 0 ? wantedOnCursorLine(site, line) : wantedInBlock(site, line);
  if (wanted === undefined) return trimmed;
  const total = first === 0 ? indentWidth(site.linePrefix + indentOf(line)) : indentWidth(line);
  lines[first] = (first === 0 ? blanks(site, wanted - site.indent) : blanks(site, wanted)) + line.trimStart();
  return [...lines.slice(0, first + 1), ...restOfBlock(site, lines.slice(first), { wanted, total })].join('\n');
}

/** Columns the cursor's line should begin with, when the answer's blanks make it deeper than that. */
function wantedOnCursorLine(site: Site, line: string): number | undefined {
  const blank = indentOf(line);
  if (blank === '' || site.linePrefix === '') return undefined;
  const wanted = Math.max(site.expectedIndent ?? site.indent, site.indent);
  // The same blanks once more are a repetition, unless the cursor stands too far left for its block.
  const tooFar = site.opener !== undefined && site.indent <= site.opener.indent;
  const repeated = blank === site.linePrefix && (!tooFar || isLabel(site.language, line.trim()));
  if (repeated) return site.indent;
  return indentWidth(site.linePrefix + blank) > wanted && !insideText(site.before) ? wanted : undefined;
}

/** Columns the first line of a block should have, when it has exactly twice as many. */
function wantedInBlock(site: Site, line: string): number | undefined {
  const wanted = site.expectedIndent;
  if (site.opener === undefined || site.linePrefix.trim() === '' || wanted === undefined || wanted === 0)
    return undefined;
  const next = site.following[0];
  const sure = site.opener.indent > 0 || (next !== undefined && next.indent === wanted);
  return sure && indentWidth(line) === 2 * wanted ? wanted : undefined;
}

/** The lines behind the first: as they are when only the first was too deep, else moved or halved like it. */
function restOfBlock(
  site: Site,
  lines: readonly string[],
  first: { wanted: number; total: number },
): readonly string[] {
  const excess = first.total - first.wanted;
  if (excess <= 0) return lines.slice(1);
  const step = indentWidth(site.unit);
  if (comesBack(lines, first)) return lines.slice(1);
  let open = lex(site.language, lines[0] ?? '', site.before);
  let how: 'undecided' | 'fine' | 'moved' | 'doubled' = 'undecided';
  let previous = lines[0] ?? '';
  return lines.slice(1).map((line) => {
    if (line.trim() === '') return line;
    const width = indentWidth(line);
    if (how === 'undecided') {
      const next = first.wanted + (site.language.opener.test(previous.trimEnd()) ? step : 0);
      const moved = width === next + excess;
      const doubled = width === 2 * next;
      // A statement that has not ended goes on deeper by itself.
      const end = previous.trimEnd();
      const hangs = depth(open.nesting) > depth(site.before) && !site.language.opener.test(end);
      const goesOn = (site.language.block === 'braces' && !/[;{}]$/.test(end)) || cannotEnd(site.language, end);
      if (hangs && width > first.wanted) how = 'fine';
      else if (moved && goesOn && width > first.wanted) how = 'fine';
      else if (moved !== doubled) how = moved ? 'moved' : 'doubled';
      else if (!moved) how = 'fine';
    }
    previous = line;
    if (how === 'undecided') open = lex(site.language, `\n${line}`, open.nesting);
    if (how === 'fine') return line;
    return blanks(site, how === 'doubled' ? width >> 1 : width - excess) + line.trimStart();
  });
}

/** After deeper lines one stands where the first should: only the first was too deep. */
function comesBack(lines: readonly string[], first: { wanted: number; total: number }): boolean {
  const widths = lines.slice(1).flatMap((line) => (line.trim() === '' ? [] : [indentWidth(line)]));
  const back = widths.findIndex((width) => width < first.total);
  return back > 0 && widths[back] === first.wanted;
}

function blanks(site: Site, columns: number): string {
  if (columns <= 0) return '';
  return site.tabs === 'tabs' ? '\t'.repeat(columns >> 2) + ' '.repeat(columns & 3) : ' '.repeat(columns);
}

function withUnit(site: Site, text: string): string {
  // Blanks in the middle of the cursor's line are none of our business.
  const end = site.blankPrefix ? 0 : text.indexOf('\n') + 1;
  if (end === 0 && !site.blankPrefix) return text;
  const head = site.blankPrefix ? '' : site.linePrefix + text.slice(0, end - 1);
  return text.slice(0, end) + linesInUnit(site, text.slice(end), head);
}

/** `head`: the cursor's whole line where `text` begins below it, else empty. */
function linesInUnit(site: Site, text: string, head: string): string {
  if (site.tabs === 'tabs') return toTabs(site, text, head);
  if (site.tabs !== 'spaces' || site.language.id === 'makefile') return text;
  const columns = columnsOfTab(site, text, head);
  return text.replace(/^\t[ \t]*/gm, (blank) => blank.replaceAll('\t', ' '.repeat(columns)));
}

/** The columns a tab stands for: told by the first line below the cursor's, else the document's unit. */
function columnsOfTab(site: Site, text: string, head: string): number {
  const tabs = /^\n*(\t+)\S/.exec(text)?.[1]?.length ?? 0;
  const opened = site.language.opener.test(head.trim()) ? 1 : 0;
  const unit = indentWidth(site.unit);
  const own = indentWidth(head);
  const columns = head === '' || tabs <= opened ? unit : own / (tabs - opened);
  const fits = tabs * unit === own || tabs * unit === own + unit;
  return !fits && [2, 3, 4, 8].includes(columns) ? columns : unit;
}

function toTabs(site: Site, text: string, head: string): string {
  const first = /(?:^|\n)( {2,})\S/.exec(text)?.[1]?.length ?? 4;
  const tabs = tabsOfFirst(site, text, head) ?? Math.round((site.expectedIndent ?? 0) / 4);
  const even = tabs > 0 && first % tabs === 0 && first / tabs >= 2 && first / tabs <= 8;
  const step = even ? first / tabs : first % 4 === 0 ? 4 : 2;
  return text.replace(/^ {2,}(?=\S)/gm, (blank) => {
    return '\t'.repeat(Math.floor(blank.length / step)) + ' '.repeat(blank.length % step);
  });
}

/** How many tabs the first indented line needs below the line above it; undefined where that is not in sight. */
function tabsOfFirst(site: Site, text: string, head: string): number | undefined {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /^ {2,}\S/.test(line));
  const before = lines.slice(0, Math.max(at, 0));
  if (head === '' && before[0] !== undefined) before[0] = site.linePrefix + before[0];
  const above = before.findLast((line) => line.trim() !== '') ?? head;
  if (above.trim() === '') return undefined;
  const own = Math.floor(indentWidth(above) / 4);
  return site.language.opener.test(above.trim()) ? own + 1 : own;
}
