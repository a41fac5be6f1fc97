// What is open at a place of a text: brackets, strings, comments, elements.
import type { TextMark } from '../text/languages.ts';

/** Something open: a bracket, a string, a comment, a here-document, an opening tag (`<`) or an element. */
export interface Frame {
  readonly kind: 'bracket' | 'text' | 'heredoc' | 'tag' | 'element';
  /** What closes it, such as `)`, `"""` or `</div>`. */
  readonly close: string;
  /** Indentation in columns of the line it was opened on. */
  readonly indent: number;
  /** The string or comment it is, when `kind` is `text`. */
  readonly mark?: TextMark | undefined;
}

/** Where the lexer stands between two pieces of text. */
export interface Nesting {
  readonly stack: readonly Frame[];
  /** Indentation of the current line, or undefined while only blanks stand on it. */
  readonly indent: number | undefined;
  /** The blanks the current line begins with, while nothing else stands on it. */
  readonly blanks: string;
  /** The last few characters of code, without trailing blanks. */
  readonly before: string;
  /** The word that will end a here-document opened on this line. */
  readonly heredoc: string | undefined;
}

/** A closer for which nothing was open. */
export interface Closer {
  readonly close: string;
  /** Its line's indentation when it is the first thing on its line. */
  readonly indent: number | undefined;
}

export interface Lexed {
  readonly nesting: Nesting;
  /** Closers that closed nothing within this text and its start, outermost last. */
  readonly unmatched: readonly Closer[];
  /** Brackets closed by the wrong closer, and strings that their line did not close. */
  readonly errors: number;
  /** The smallest number of open frames on the way, not counting what was open and closed again. */
  readonly low: number;
}

/** Nothing open, at the beginning of a line. */
export const outside: Nesting = { stack: [], indent: undefined, blanks: '', before: '', heredoc: undefined };

/** True inside a string, a comment or a here-document. */
export function insideText(nesting: Nesting): boolean {
  const top = nesting.stack.at(-1);
  return top !== undefined && (top.kind === 'text' || top.kind === 'heredoc');
}

/** How many frames are open, without a line comment. */
export function depth(nesting: Nesting): number {
  const top = nesting.stack.at(-1);
  return nesting.stack.length - (top?.mark?.kind === 'line-comment' ? 1 : 0);
}
