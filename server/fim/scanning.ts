// Finds where things end that the lexer reads as a whole: regular expressions, characters, names of tags, here-documents.
import type { Language, TextMark } from '../text/languages.ts';

/** Elements without content in HTML, and declarations. */
export const voidElements: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr !doctype ?xml'.split(' '),
);

/** An attribute's value in the given quotes. */
export function attributeValue(quote: string): TextMark {
  return { open: quote, close: quote, kind: 'string', multiline: true, escapes: false, holes: [] };
}

/** Code behind which a value may stand, so that a slash begins a regular expression. */
export const valueMayFollow =
  /(?:^|[({[=:;,!&|?+\-*%<>~^}]|\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield|and|or|not|if|unless|when|split))$/;

/** Code behind which an element may stand. */
export const elementMayFollow = /(?:^|[({[=:;,!&|?>}]|\b(?:return|default|else|yield))$/;

/** The string or comment that begins at `from`; `before` is the code that stands before the text. */
export function markAt(language: Language, text: string, from: number, before: string): TextMark | undefined {
  const mark = language.marks.get(text.charCodeAt(from))?.find(({ open }) => text.startsWith(open, from));
  const previous = from > 0 ? text.charAt(from - 1) : before.at(-1);
  if (mark?.open.startsWith('=') && previous !== undefined && previous !== '\n') return undefined;
  // `$#`, `${#` and `a#b` begin no comment in a shell, nor does `$#array` in Perl.
  return mark?.open === '#' && previous !== undefined && /[\w$\\{&#]/.test(previous) ? undefined : mark;
}

/**
 * End of the character literal at `from`: `'('` where a language has them (a lone apostrophe, such as Rust's lifetimes,
 * is passed over), `?(` in Emacs Lisp, `\\(` in other Lisps. Undefined when there is none.
 */
export function endOfLiteral(language: Language, text: string, from: number): number | undefined {
  if (language.block === 'lisp') return endOfMatch(/(?<![\w-])\?\\?[^\s\w]|\\[^\s\w]/y, text, from);
  if (!language.characters || text.charCodeAt(from) !== 39) return undefined;
  return endOfMatch(/'(?:\\[^\n]{1,9}?|[^'\\\n]{1,2})'/y, text, from) ?? from + 1;
}

/** End of the name at `from`, such as `div` or `Foo.Bar`. */
export function endOfTagName(text: string, from: number): number | undefined {
  return endOfMatch(/[A-Za-z!?][\w.:-]*/y, text, from);
}

/** End and name of the closing tag at `from`; the name is empty for `</>`. */
export function closingTagAt(text: string, from: number): { readonly end: number; readonly name: string } | undefined {
  const pattern = /<\/\s*([\w.:-]*)\s*>/y;
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found === null ? undefined : { end: pattern.lastIndex, name: found[1] ?? '' };
}

/** End of the here-document's opening at `from`, and the word that will end it. */
export function heredocAt(text: string, from: number): { readonly end: number; readonly word: string } | undefined {
  const pattern = /<<[<~-]?[ \t]*(["'`]?)([A-Za-z_]\w*)\1/y;
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found?.[2] === undefined ? undefined : { end: pattern.lastIndex, word: found[2] };
}

/** End of the regular expression that begins at `from`, when it ends on its line. */
export function endOfRegex(text: string, from: number): number | undefined {
  let inClass = false;
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) return undefined;
    if (code === 92 && text.charCodeAt(at + 1) !== 10) at++;
    else if (code === 91) inClass = true;
    else if (code === 93) inClass = false;
    else if (code === 47 && !inClass) return at + 1;
  }
  return undefined;
}

/** Offset of the line break that ends the line of `from`, or of the text's end. */
export function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function endOfMatch(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
