// How many brackets the following lines expect to be open at the end of the cursor's line.
import { indentWidth } from '../text/indent.ts';
import type { Language } from '../text/languages.ts';
import { lex } from './lexer.ts';
import { type Closer, type Frame, insideText, type Nesting } from './nesting.ts';

/**
 * Pairs the first closer behind the cursor's line with the frame it closes: by kind and indentation, or by counting.
 * `stacks`: what is open behind the cursor's line as it stands, and at the cursor: an answer may open what the rest
 * of the line closes. `nextIndent`: columns of the first following line, unless that begins with a closer.
 */
export function floorOf(
  stacks: readonly (readonly Frame[])[],
  closers: readonly Closer[],
  exact: boolean,
  nextIndent?: number,
): number | undefined {
  const first = closers[0];
  if (first === undefined) return exact ? 0 : undefined;
  const { indent } = first;
  for (const stack of indent === undefined ? [] : stacks) {
    const fits = (frame: Frame) => frame.close === first.close && frame.indent === indent;
    const at = stack.findLastIndex(fits);
    // Of two such frames the inner one cannot hold a line that stands no deeper than itself.
    const outer = nextIndent !== undefined && nextIndent <= (indent ?? 0) ? stack.slice(0, at).findLastIndex(fits) : -1;
    if (at >= 0) return (outer < 0 ? at : outer) + 1;
  }
  const [stack] = stacks;
  const paired = closers.every((closer, at) => stack?.[stack.length - 1 - at]?.close === closer.close);
  return exact && paired ? closers.length : undefined;
}

/**
 * A statement closes the parentheses it opened: those closed by its following lines are the outermost ones. The
 * statement ends at the first line that does not stand deeper than its first, unless that begins with a closer.
 */
export function floorInStatement(language: Language, before: Nesting, behind: string): number | undefined {
  if (insideText(before)) return undefined;
  const base = before.stack.findLastIndex(({ close }) => close !== ')' && close !== ']') + 1;
  const run = before.stack.slice(base);
  const indent = run[0]?.indent;
  if (indent === undefined) return undefined;
  const lines = behind.split('\n');
  const end = lines.findIndex((line) => {
    return line.trim() !== '' && indentWidth(line) <= indent && !/^\s*[)\]}]/.test(line);
  });
  const { unmatched } = lex(language, lines.slice(0, end < 0 ? undefined : end).join('\n'));
  const other = unmatched.findIndex(({ close }) => close !== ')' && close !== ']');
  const closers = other < 0 ? unmatched : unmatched.slice(0, other);
  const paired = closers.every((closer, at) => run[closers.length - 1 - at]?.close === closer.close);
  return closers.length > 0 && closers.length <= run.length && paired ? base + closers.length : undefined;
}
