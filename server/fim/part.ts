// What already stands of an answer that is still being written: whole statements, and later whole lines of a long one.
import { indentWidth } from '../text/indent.ts';
import type { Language } from '../text/languages.ts';
import { isDecidable } from './extent.ts';
import { lex } from './lexer.ts';
import { depth, insideText, type Nesting } from './nesting.ts';
import type { AnswerLine } from './repetition.ts';
import { type Site, withoutComment } from './site.ts';
import { cannotEnd, carriesOn, opensByWord, startsWithCloser } from './statements.ts';

/** `statements`: nothing is left open. `lines`: also the beginning of a block that goes on. */
export type PartUnit = 'statements' | 'lines';

/**
 * How many UTF-16 units of `answer` already stand; 0 while there is nothing. A statement is whole when the next one has begun
 * beside it: only then does nothing carry it on.
 */
export function standing(site: Site, answer: string, unit: PartUnit): number {
  // Where a statement ends is not told by lines there.
  if (/^(?:lisp|markdown)$/.test(site.language.block) || site.rest.trim() !== '') return 0;
  const lines = answer.split('\n');
  let nesting = site.before;
  /** Nesting where the first line begins. */
  let ground = site.before;
  let first: AnswerLine | undefined;
  let last: AnswerLine | undefined;
  let offset = 0;
  let lastEnd = 0;
  let whole = 0;
  for (const [at, raw] of lines.entries()) {
    const full = at === 0 ? site.linePrefix + raw : raw;
    const line = { text: full.trim(), indent: indentWidth(full), complete: at < lines.length - 1 };
    if (raw.trim() !== '') {
      const ends =
        first !== undefined &&
        last !== undefined &&
        beginsBeside(site.language, line, { first, last, ground, nesting, unit });
      if (ends) whole = lastEnd;
      if (first === undefined) ground = nesting;
      first ??= line;
      last = line;
      lastEnd = offset + raw.length;
    }
    nesting = lex(site.language, `${raw}\n`, nesting).nesting;
    offset += raw.length + 1;
  }
  return whole;
}

interface Above {
  readonly first: AnswerLine;
  readonly last: AnswerLine;
  readonly ground: Nesting;
  readonly nesting: Nesting;
  readonly unit: PartUnit;
}

/** A new statement begins with this line, and the one above it has ended. */
function beginsBeside(language: Language, line: AnswerLine, above: Above): boolean {
  const { first, last, ground, nesting } = above;
  if (!isDecidable(line) || insideText(nesting) !== insideText(ground)) return false;
  if (line.indent !== first.indent || depth(nesting) !== depth(ground)) {
    // Inside the block that the answer has opened, and nowhere else. Only indentation ends a block without a closer.
    const open = nesting.stack.length > ground.stack.length && nesting.stack.at(-1)?.close === '}';
    const byIndentation = language.block === 'indentation' && depth(nesting) === depth(ground);
    const inBlock = byIndentation || (above.unit === 'lines' && (open || language.block === 'keyword-end'));
    if (line.indent <= first.indent || line.indent > last.indent || !inBlock) return false;
  }
  if (startsWithCloser(line.text) || language.closer.test(line.text) || language.chain.test(line.text)) return false;
  // A comment belongs to what follows it, and behind a comma the list goes on.
  const code = withoutComment(language, last.text);
  if (code === '' || /[,([{\\]$/.test(code) || cannotEnd(language, last.text) || opensByWord(language, last.text))
    return false;
  return !carriesOn(language, line, { last, indent: first.indent, isBlock: false, adjacent: true });
}
