// Gives an answer the document's indentation: no doubled first line, tabs or spaces as around it.
import { indentOf, indentWidth } from '../text/indent.ts';
import { insideText } from './lexer.ts';
import type { Site } from './site.ts';

/** Fixes the first line's indentation and the unit of all lines. Decided by the first lines only, so more text changes nothing. */
export function reindent(site: Site, text: string): string {
  if (insideText(site.before)) return text;
  return firstLine(site, withUnit(site, text));
}

/** Behind blank indentation the model may repeat it, or begin with a line break: the cursor's indentation counts once. */
function firstLine(site: Site, text: string): string {
  if (!site.blankPrefix) return text;
  const opened = site.linePrefix === '' ? text : text.replace(/^(?:[ \t]*\n)+/, '');
  const blanks = indentOf(opened);
  if (blanks === '' || site.linePrefix === '') return opened;
  const wanted = site.expectedIndent ?? site.indent;
  const total = indentWidth(site.linePrefix + blanks);
  if (total <= wanted || (site.indent < wanted && total <= wanted)) return opened;
  // The model may have counted from column 0 although the cursor stands further in.
  const keep = Math.max(0, Math.max(wanted, site.indent) - site.indent);
  return (site.tabs === 'tabs' ? '\t'.repeat(Math.round(keep / 4)) : ' '.repeat(keep)) + opened.slice(blanks.length);
}

function withUnit(site: Site, text: string): string {
  if (site.tabs === 'tabs' && /^ {2,}\S/m.test(text)) return toTabs(site, text);
  if (site.tabs === 'spaces' && /^\t+/m.test(text) && site.language.id !== 'makefile') {
    return text.replace(/^[ \t]*\t[ \t]*/gm, (blanks) => blanks.replaceAll('\t', site.unit));
  }
  return text;
}

function toTabs(site: Site, text: string): string {
  const first = /(?:^|\n)( {2,})\S/.exec(text)?.[1]?.length ?? 4;
  const tabs = Math.round((site.expectedIndent ?? 0) / 4);
  const step =
    tabs > 0 && first % tabs === 0 && first / tabs >= 2 && first / tabs <= 8 ? first / tabs : first % 4 === 0 ? 4 : 2;
  return text.replace(
    /^ {2,}(?=\S)/gm,
    (blanks) => '\t'.repeat(Math.floor(blanks.length / step)) + ' '.repeat(blanks.length % step),
  );
}
