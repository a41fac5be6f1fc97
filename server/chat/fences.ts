// Takes the code out of an answer that is still growing.
import { splitLinesKeepingEnds } from '../text/lines.ts';

/** What an answer holds so far. `language` is the first word behind the opening fence. `code` grows only, until `closed`; it never holds a piece of the closing fence. */
export type AnswerCode =
  | { readonly kind: 'none' }
  | { readonly kind: 'open' | 'closed'; readonly code: string; readonly language: string };

/**
 * The code in the first fenced block of an answer (CommonMark 0.31, section 4.5), with one freedom: a fence with a language inside
 * the block opens a block of its own, because models write Markdown with code in it between fences of the same length.
 */
export function codeOf(answer: string): AnswerCode {
  const lines = splitLinesKeepingEnds(answer);
  const first = lines.findIndex((line) => opening(line) !== undefined);
  const open = opening(lines[first] ?? '');
  // A first line without its end may still become something else.
  if (open === undefined || !/[\r\n]$/.test(lines[first] ?? '')) return { kind: 'none' };
  const code: string[] = [];
  const language = open.info.split(/\s/)[0] ?? '';
  let depth = 0;
  for (const [index, line] of lines.slice(first + 1).entries()) {
    const growing = first + 1 + index === lines.length - 1 && !line.endsWith('\n');
    if (closes(line, open)) {
      if (depth > 0) depth--;
      else return { kind: 'closed', code: code.join(''), language };
    } else if (growing && mayBecomeFence(line, open)) {
      break;
    } else {
      const inner = opening(line);
      if (inner !== undefined && inner.info !== '' && inner.mark.startsWith(open.mark)) depth++;
    }
    code.push(withoutIndent(line, open.indent));
  }
  return { kind: 'open', code: code.join(''), language };
}

/** The first block of a finished answer; one that was not closed counts, for a model may forget the fence. `none` without a block. */
export function finalCodeOf(answer: string): AnswerCode {
  const found = codeOf(`${answer}\n`);
  return found.kind === 'closed' ? found : codeOf(answer);
}

/** `text` between fences that are longer than any fence in it. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${fence}`;
}

interface Fence {
  readonly indent: number;
  readonly mark: string;
  readonly info: string;
}

function opening(line: string): Fence | undefined {
  const [, indent, mark, info] = /^( {0,3})(`{3,}|~{3,})(.*)/.exec(line) ?? [];
  if (indent === undefined || mark === undefined || info === undefined) return undefined;
  if (mark.startsWith('`') && info.includes('`')) return undefined;
  return { indent: indent.length, mark, info: info.trim() };
}

function closes(line: string, open: Fence): boolean {
  const close = opening(line);
  // Without its line end the line may go on: with a language, or with more marks.
  return close !== undefined && close.info === '' && close.mark.startsWith(open.mark) && /[\r\n]$/.test(line);
}

function mayBecomeFence(line: string, open: Fence): boolean {
  const mark = open.mark.charAt(0);
  return /^ {0,3}$/.test(line) || line.trimStart().startsWith(mark);
}

function withoutIndent(line: string, indent: number): string {
  return line.slice(Math.min(indent, line.length - line.trimStart().length));
}
