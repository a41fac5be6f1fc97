// What already stands of an answer that is still being written: whole statements of the cursor's block.
import { indentWidth } from '../text/indent.ts';
import { isDecidable } from './extent.ts';
import { lex } from './lexer.ts';
import { depth, insideText, type Nesting } from './nesting.ts';
import type { AnswerLine } from './repetition.ts';
import { type Site, withoutComment } from './site.ts';
import { cannotEnd, carriesOn, opensByWord, startsWithCloser } from './statements.ts';

/**
 * How many UTF-16 units of `answer` are whole statements at the indentation of its first line; 0 while there are none.
 * A statement is whole when the next one has begun beside it: only then does nothing carry it on.
 */
export function wholeStatements(site: Site, answer: string): number {
  // Where a statement ends is not told by lines there.
  if (/^(?:lisp|markdown)$/.test(site.language.block) || site.rest.trim() !== '') return 0;
  const lines = answer.split('\n');
  let nesting = site.before;
  let first: AnswerLine | undefined;
  let last: AnswerLine | undefined;
  let offset = 0;
  let lastEnd = 0;
  let whole = 0;
  for (const [at, raw] of lines.entries()) {
    const full = at === 0 ? site.linePrefix + raw : raw;
    const line = { text: full.trim(), indent: indentWidth(full), complete: at < lines.length - 1 };
    if (raw.trim() !== '') {
      const ends = first !== undefined && last !== undefined && beginsBeside(site, line, { first, last, nesting });
      if (ends) whole = lastEnd;
      first ??= line;
      last = line;
      lastEnd = offset + raw.length;
    }
    nesting = lex(site.language, `${raw}\n`, nesting).nesting;
    offset += raw.length + 1;
  }
  return whole;
}

/** A new statement begins with this line, and the one above it has ended. */
function beginsBeside(
  { language, before }: Site,
  line: AnswerLine,
  above: { readonly first: AnswerLine; readonly last: AnswerLine; readonly nesting: Nesting },
): boolean {
  const { first, last, nesting } = above;
  if (line.indent !== first.indent || !isDecidable(line)) return false;
  if (depth(nesting) !== depth(before) || insideText(nesting) !== insideText(before)) return false;
  if (startsWithCloser(line.text) || language.closer.test(line.text) || language.chain.test(line.text)) return false;
  // A comment belongs to what follows it, and behind a comma the list goes on.
  const code = withoutComment(language, last.text);
  if (code === '' || /[,([{\\]$/.test(code) || cannotEnd(language, last.text) || opensByWord(language, last.text))
    return false;
  return !carriesOn(language, line, { last, indent: first.indent, isBlock: false, adjacent: true });
}
