// What a model says twice: the lines that follow, the line it is on, its own lines, a snippet, deleted text.
import { lex } from './lexer.ts';
import { depth } from './nesting.ts';
import type { Site } from './site.ts';

export type Repeats = 'yes' | 'no' | 'maybe';

/** A line of an answer, with the beginning of the cursor's line for the first. */
export interface AnswerLine {
  readonly text: string;
  readonly indent: number;
  /** False for the last line while more may come. */
  readonly complete: boolean;
}

/**
 * Whether the answer's lines from `at` on are the lines that follow the cursor (without indentation and blank lines).
 * `fits`: at this line the answer stands at the nesting the following lines need; undefined when nesting does not tell.
 */
export function repeatsFollowing(site: Site, lines: readonly AnswerLine[], at: number, fits?: boolean): Repeats {
  let matched = 0;
  let substantial = 0;
  let indented = true;
  const begun = lines.slice(0, at).some(({ text }) => text !== '');
  for (const line of lines.slice(at)) {
    if (line.text === '') continue;
    const next = site.following[matched];
    if (next === undefined) break;
    if (!line.complete && next.text.startsWith(line.text)) return 'maybe';
    const cutOff = line === lines.at(-1) && line.complete && matched > 0 && next.text.startsWith(line.text);
    if (line.text !== next.text && !cutOff) {
      // Until it is complete, it may become a fence or a heading, which are taken away.
      if (!line.complete && matched > 0) return 'maybe';
      // An answer that only begins like what follows may be one more of the same kind.
      return substantial >= 2 && ((fits === true && begun) || matched >= 3) ? 'yes' : 'no';
    }
    matched++;
    if (isSubstantial(line.text)) substantial++;
    if (line.indent !== next.indent) indented = false;
    if (substantial >= 2 && matched >= 3) return 'yes';
  }
  if (matched === 0) return 'no';
  if (lines.at(-1)?.complete !== true && site.following[matched] !== undefined) return 'maybe';
  if (substantial >= 2) return 'yes';
  if (substantial === 1) return indented || fits === true ? 'yes' : 'no';
  return indented && fits !== false ? 'yes' : 'no';
}

/** More than a closer or a single word such as `end`. */
export function isSubstantial(line: string): boolean {
  return (
    /\w/.test(line) && line.length >= 4 && !/^(?:end|else|fi|done|esac|\}?\s*else\s*\{|<\/[\w.:-]+>)[;,]?$/.test(line)
  );
}

/** How many UTF-16 units at the beginning of `text` repeat what stands just before the cursor; undefined while unsure. */
export function repeatedStart(site: Site, text: string, finished: boolean): number | undefined {
  const above = site.prefix.split('\n').slice(-80);
  const own = above.length - 1;
  // Behind a complete line, two or three equal lines are more often meant than repeated.
  const ownLine = text.startsWith('\n') && !site.blankPrefix;
  let unsure = false;
  for (let from = Math.max(0, above.length - 60); from <= own; from++) {
    const head = above.slice(from);
    if (head[0]?.trim() === '' || (ownLine && head.length > 1 && head.length < 4)) continue;
    const matched = matchLines(head, text);
    if (matched === 'more') unsure = unsure || !finished;
    else if (matched !== undefined) {
      const rest = text.slice(matched);
      // A repeated line with nothing right behind it is the answer: the same may be meant twice.
      if (head.length > 1 && /^[ \t]*(?:\n|$)/.test(rest)) {
        unsure = unsure || (!finished && rest.trim() === '');
        continue;
      }
      if (worthCutting(site, head, rest)) {
        // More lines above may still turn out to be repeated.
        if (unsure) return undefined;
        if (head.length > 1) return matched;
        const nested = fitsBetterWhole(site, text, rest, finished);
        if (nested === 'no') return matched;
        if (nested === 'maybe') unsure = true;
        continue;
      }
      const open = isQuote(head) ? !rest.includes('\n') : isMark(head) && !tells(head, rest);
      if (open && !finished) unsure = true;
      else if (isQuote(head) && quoteCloses(head, rest)) return unsure ? undefined : matched;
    }
  }
  return unsure ? undefined : 0;
}

/** Matches lines up to the cursor against the text's beginning, without indentation; gives the text's offset behind them. */
function matchLines(head: readonly string[], text: string): number | 'more' | undefined {
  // Only a whole repeated line may stand behind a line break; the line's own beginning stands on the line.
  const gap = head.length > 1 ? /^\s*/ : /^[ \t]*/;
  let at = gap.exec(text)?.[0].length ?? 0;
  for (let index = 0; index < head.length; index++) {
    const last = index === head.length - 1;
    const wanted = last ? (head[index] ?? '').trimStart() : (head[index] ?? '').trim();
    const rest = text.slice(at);
    if (!rest.startsWith(wanted)) return wanted.startsWith(rest) ? 'more' : undefined;
    at += wanted.length;
    if (last) return at;
    const lineBreak = /^[ \t]*\n[ \t]*/.exec(text.slice(at));
    if (lineBreak === null) return text.slice(at).trim() === '' ? 'more' : undefined;
    at += lineBreak[0].length;
  }
  return at;
}

/** `fib(` before the cursor and `fib(n - 1))` may be meant: when the brackets of the line come out right only with both. */
function fitsBetterWhole(site: Site, whole: string, rest: string, finished: boolean): Repeats {
  if (!/[([{]\s*$/.test(site.linePrefix)) return 'no';
  if (!finished && !rest.includes('\n')) return 'maybe';
  return misfit(site, whole) < misfit(site, rest) ? 'yes' : 'no';
}

/** How far a first line is from closing what its line opens, with the rest of the line or, if it ends with that, without. */
function misfit(site: Site, text: string): number {
  const line = text.split('\n', 1)[0] ?? '';
  const own =
    site.rest.trim() !== '' && line.trimEnd().endsWith(site.rest.trim())
      ? [line, line + site.rest]
      : [line + site.rest];
  return Math.min(
    ...own.map((one) => {
      const { nesting, errors, unmatched } = lex(site.language, one, site.before);
      return errors + unmatched.length + Math.abs(depth(nesting) - (site.floor ?? site.base));
    }),
  );
}

function isQuote(head: readonly string[]): boolean {
  return head.length === 1 && /^["'`]$/.test(head[0]?.trim() ?? '');
}

/** Behind one opening quote, not two, the line's quotes are even. */
function quoteCloses(head: readonly string[], rest: string): boolean {
  const line = rest.split('\n', 1)[0] ?? '';
  const quote = head[0]?.trim() ?? '';
  // Two more may make it a `"""`.
  return !line.startsWith(quote) && line.split(quote).length % 2 === 0;
}

/** What begins a comment, a list item or a heading. */
function isMark(head: readonly string[]): boolean {
  return head.length === 1 && /^(?:\/\/+!?|#+|--|\*|-|;+|%+|<!--|\d+\.)$/.test(head[0]?.trim() ?? '');
}

/** Something stands behind the mark that the answer repeats, and behind what may make that longer. */
function tells(head: readonly string[], rest: string): boolean {
  const last = head[0]?.trim().at(-1);
  return [...rest.trimStart()].some((character) => character !== last);
}

/** `-` before the cursor and `--x` may be `---x`: where lines above begin so, or where `-` alone begins no comment. */
function lengthens(site: Site, mark: string, rest: string): boolean {
  const run = (text: string) => [...text].findIndex((character) => character !== mark.at(-1));
  const more = run(rest);
  if (more <= 0) return false;
  const above = site.prefix.split('\n').slice(-6, -1).reverse();
  const usual = above.map((line) => line.trimStart()).find((line) => line.startsWith(mark));
  if (usual !== undefined && run(usual) > 0) return run(usual) !== mark.length + more;
  return !site.language.lineComments.includes(mark);
}

/** A line start is trimmed when it is more than a mark that may rightly stand twice. */
function worthCutting(site: Site, head: readonly string[], rest: string): boolean {
  if (head.length > 1) return head.some(isSubstantial) && head.join('').replace(/\s/g, '').length >= 6;
  const start = head[0]?.trim() ?? '';
  if (isMark(head)) return tells(head, rest) && !lengthens(site, start, rest);
  if (!/\w/.test(start) || start.length < 3) return false;
  // A single word may be the beginning of a longer one: see halfWord.ts.
  return /\W$/.test(head[0] ?? '') || !/^\w/.test(rest) || /[^\w$\s]|\S\s+\S/.test(start);
}

/**
 * Whether the answer's end is the rest of the cursor's line once more: certain when the next line of the answer is the
 * line that follows the cursor's. `end`: where the shown part of the answer ends.
 */
export function restAgain(site: Site, answer: string, end: number, finished: boolean): Repeats {
  const rest = site.rest.trim();
  const next = site.following[0];
  if (rest === '' || next === undefined || !answer.slice(0, end).trimEnd().endsWith(rest)) return 'no';
  const behind = answer.slice(end).trimStart();
  const line = behind.split('\n', 1)[0]?.trimEnd() ?? '';
  const ended = behind.includes('\n');
  if (!finished && !ended) return next.text.startsWith(line) ? 'maybe' : 'no';
  return line === next.text && (ended || isSubstantial(line)) ? 'yes' : 'no';
}
