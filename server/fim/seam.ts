// The seam between an answer and what stands around it: no blank twice, no closer too many.
import { lex } from './lexer.ts';
import { depth, insideText, type Nesting } from './nesting.ts';
import type { Site } from './site.ts';
import { isRunningText } from './surroundings.ts';

/**
 * The answer without its first blank where one stands before the cursor already. More than one blank, and one before a
 * comment or in a line of columns, may be meant.
 */
export function withoutSecondBlank(site: Site, text: string): string {
  if (!/[^\s.;#] $/.test(site.linePrefix) || !/^ [\w"'`({[<@$]/.test(text)) return text;
  // In text and markup blanks are a matter of taste.
  if (insideText(site.before) || isRunningText(site.language) || site.language.tags === 'markup') return text;
  const line = text.split('\n', 1)[0] ?? '';
  return / {2}/.test(site.linePrefix.trim()) || / {2}| $/.test(line) ? text : text.slice(1);
}

/**
 * An answer such as `f(x));` without the closer too many before the end of a line, when that is all it takes to fit. Only
 * complete lines are looked at, and only the first that does not fit.
 */
export function withoutSecondCloser(site: Site, text: string, finished: boolean): string {
  const { language } = site;
  if (language.block === 'lisp' || !/[)\]}]{2}[;,]?[ \t]*(?:\n|$)/.test(text)) return text;
  const lines = text.split('\n');
  let nesting = site.before;
  for (const [at, line] of lines.entries()) {
    const misfit = (one: string) => isMisfit(site, one, nesting);
    if (misfit(line)) {
      const found = /[)\]}]([)\]}][;,]?)[ \t]*$/.exec(line);
      if (found === null || (at === 0 && site.rest.trim() !== '') || (at === lines.length - 1 && !finished))
        return text;
      const without = line.slice(0, found.index + 1) + line.slice(found.index + 2);
      if (misfit(without)) return text;
      return [...lines.slice(0, at), without, ...lines.slice(at + 1)].join('\n');
    }
    nesting = lex(language, `${line}\n`, nesting).nesting;
  }
  return text;
}

/** A line that closes more than is open, or what the following lines close. */
function isMisfit(site: Site, line: string, from: Nesting): boolean {
  const { nesting, errors, unmatched } = lex(site.language, line, from);
  const tooMany = site.whole ? unmatched.length : unmatched.filter(({ close }) => close !== '}').length;
  return errors + tooMany > 0 || (site.floor !== undefined && depth(nesting) < site.floor);
}
