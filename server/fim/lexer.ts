// A small lexer for all languages: which brackets, strings, comments and elements are open after a piece of text.
import { indentWidth } from '../text/indent.ts';
import type { Language, TextMark } from '../text/languages.ts';

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

/** Reads `text` from where `from` stands. Linear in the text's length; never throws. */
export function lex(language: Language, text: string, from: Nesting = outside): Lexed {
  const lexer = new Lexer(language, text, from);
  lexer.run();
  return lexer.result();
}

const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr !doctype ?xml'.split(' '),
);
const valueMayFollow =
  /(?:^|[({[=:;,!&|?+\-*%<>~^}]|\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield|and|or|not|if|unless|when|split))$/;
const elementMayFollow = /(?:^|[({[=:;,!&|?>}]|\b(?:return|default|else|yield))$/;
const heredocStart = /<<[<~-]?[ \t]*(["'`]?)([A-Za-z_]\w*)\1/y;
const characterLiteral = /'(?:\\[^\n]{1,9}?|[^'\\\n]{1,2})'/y;
const tagName = /[A-Za-z!?][\w.:-]*/y;
const fragmentOrClose = /<\/\s*([\w.:-]*)\s*>/y;

class Lexer {
  readonly #language: Language;
  readonly #text: string;
  readonly #stack: Frame[];
  readonly #unmatched: Closer[] = [];
  readonly #opensByCode: ReadonlyMap<number, string>;
  readonly #closers: string;
  #errors = 0;
  #low: number;
  #at = 0;
  #lineStart = 0;
  #indent: number | undefined;
  #blanks: string;
  #before: string;
  /** Where the code that follows `#before` begins, or -1. */
  #codeEnd = -1;
  #heredoc: string | undefined;

  constructor(language: Language, text: string, from: Nesting) {
    this.#language = language;
    this.#text = text;
    this.#stack = [...from.stack];
    this.#low = this.#stack.length;
    this.#indent = from.indent;
    this.#blanks = from.blanks;
    this.#before = from.before;
    this.#heredoc = from.heredoc;
    const pairs = language.brackets;
    const opens = new Map<number, string>();
    let closers = '';
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      opens.set(pairs.charCodeAt(at), pairs.charAt(at + 1));
      closers += pairs.charAt(at + 1);
    }
    this.#opensByCode = opens;
    this.#closers = closers;
  }

  run(): void {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code === 10) this.#newline();
      else if (code === 32 || code === 9 || code === 13) this.#at++;
      else {
        if (this.#indent === undefined) {
          this.#indent = indentWidth(this.#blanks + text.slice(this.#lineStart, this.#at));
          const top = this.#stack.at(-1);
          if (top?.kind === 'heredoc' && this.#endHeredoc(top)) continue;
        }
        this.#step(code);
      }
    }
  }

  result(): Lexed {
    const nesting: Nesting = {
      stack: this.#stack,
      indent: this.#indent,
      blanks: this.#indent === undefined ? this.#blanks + this.#text.slice(this.#lineStart) : '',
      before: this.#codeBefore(this.#text.length),
      heredoc: this.#heredoc,
    };
    return { nesting, unmatched: this.#unmatched, errors: this.#errors, low: this.#low };
  }

  #step(code: number): void {
    const top = this.#stack.at(-1);
    if (top?.kind === 'heredoc') this.#at = endOfLine(this.#text, this.#at);
    else if (top?.mark !== undefined) this.#inText(top.mark, code);
    else if (top?.kind === 'element' && this.#inElement(top, code)) return;
    else this.#inCode(code, top);
  }

  /** Inside a string or comment only its end, an escape and a hole count. */
  #inText(mark: TextMark, code: number): void {
    if (mark.kind === 'line-comment') {
      this.#at = endOfLine(this.#text, this.#at);
      return;
    }
    if (mark.escapes && code === 92) {
      this.#at += this.#text.charCodeAt(this.#at + 1) === 10 ? 1 : 2;
      if (mark.holes.includes('\\(') && this.#text.startsWith('\\(', this.#at - 2)) this.#push('bracket', ')');
      return;
    }
    if (this.#text.startsWith(mark.close, this.#at)) {
      this.#pop();
      this.#at += mark.close.length;
      this.#codeEnd = this.#at;
      return;
    }
    const hole = mark.holes.find((open) => this.#text.startsWith(open, this.#at));
    if (hole === undefined) {
      this.#at++;
      return;
    }
    this.#push('bracket', hole.endsWith('(') ? ')' : '}');
    this.#at += hole.length;
    this.#codeEnd = this.#at;
  }

  /** Text between tags: only tags, comments and, where code may be embedded, braces count. */
  #inElement(top: Frame, code: number): boolean {
    const markup = this.#language.tags === 'markup';
    if (markup && /^<\/(?:script|style)>$/i.test(top.close)) return false;
    if (code === 60) return false;
    if (code === 123 && !(markup && /^(?:html|xml|svg|xsl)$/.test(this.#language.id))) return false;
    if (code === 125) return false;
    this.#at++;
    return true;
  }

  #inCode(code: number, top: Frame | undefined): void {
    const text = this.#text;
    if (code === 60 && this.#language.tags !== 'none' && this.#tag()) return;
    if (code === 62 && top?.kind === 'tag') {
      this.#endOpeningTag(top);
      return;
    }
    const markup = this.#language.tags === 'markup';
    if (markup && (code === 34 || code === 39) && (top?.kind === 'tag' || top?.kind === 'element')) {
      this.#enter({
        open: text.charAt(this.#at),
        close: text.charAt(this.#at),
        kind: 'string',
        multiline: true,
        escapes: false,
        holes: [],
      });
      return;
    }
    if (this.#language.characters && code === 39) {
      this.#at = endOfMatch(characterLiteral, text, this.#at) ?? this.#at + 1;
      this.#codeEnd = this.#at;
      return;
    }
    if (this.#language.heredocs && code === 60 && this.#startHeredoc()) return;
    const mark = this.#markAt(code);
    if (mark !== undefined) {
      this.#enter(mark);
      return;
    }
    if (code === 47 && this.#language.regex && valueMayFollow.test(this.#codeBefore(this.#at))) {
      this.#regex();
      return;
    }
    this.#bracket(code);
    this.#at++;
    this.#codeEnd = this.#at;
  }

  #bracket(code: number): void {
    const close = this.#opensByCode.get(code);
    if (close !== undefined) this.#push('bracket', close);
    else if (this.#closers.includes(this.#text.charAt(this.#at))) this.#close(this.#text.charAt(this.#at));
  }

  #markAt(code: number): TextMark | undefined {
    const marks = this.#language.marks.get(code);
    if (marks === undefined) return undefined;
    const mark = marks.find(({ open }) => this.#text.startsWith(open, this.#at));
    if (mark === undefined) return undefined;
    const previous = this.#at > 0 ? this.#text.charAt(this.#at - 1) : this.#before.at(-1);
    // `$#`, `${#` and `a#b` begin no comment in a shell, nor does `$#array` in Perl.
    if (mark.open === '#' && previous !== undefined && /[\w$\\{&]/.test(previous)) return undefined;
    return mark;
  }

  #enter(mark: TextMark): void {
    this.#push('text', mark.close, mark);
    this.#at += mark.open.length;
  }

  /** Skips a regular expression that ends on its line; otherwise the slash is a division. */
  #regex(): void {
    const text = this.#text;
    let inClass = false;
    for (let at = this.#at + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 10) break;
      if (code === 92) at++;
      else if (code === 91) inClass = true;
      else if (code === 93) inClass = false;
      else if (code === 47 && !inClass) {
        this.#at = at + 1;
        this.#codeEnd = this.#at;
        return;
      }
    }
    this.#at++;
    this.#codeEnd = this.#at;
  }

  /** At `<`: an opening or closing tag. False when it is a comparison or a type argument. */
  #tag(): boolean {
    const text = this.#text;
    const end = endOfMatch(fragmentOrClose, text, this.#at);
    if (end !== undefined) {
      const name = /[\w.:-]+/.exec(text.slice(this.#at, end))?.[0] ?? '';
      this.#close(`</${name}>`);
      this.#at = end;
      this.#codeEnd = end;
      return true;
    }
    const jsx = this.#language.tags === 'jsx';
    if (jsx && this.#stack.at(-1)?.kind !== 'element' && !elementMayFollow.test(this.#codeBefore(this.#at)))
      return false;
    if (jsx && text.startsWith('<>', this.#at)) {
      this.#push('element', '</>');
      this.#at += 2;
      return true;
    }
    const nameEnd = endOfMatch(tagName, text, this.#at + 1);
    if (nameEnd === undefined) return false;
    this.#push('tag', `</${text.slice(this.#at + 1, nameEnd)}>`);
    this.#at = nameEnd;
    this.#codeEnd = this.#at;
    return true;
  }

  #endOpeningTag(top: Frame): void {
    const selfClosing = this.#codeBefore(this.#at).endsWith('/') || this.#text.charAt(this.#at - 1) === '?';
    const name = top.close.slice(2, -1).toLowerCase();
    this.#pop();
    this.#at++;
    this.#codeEnd = this.#at;
    const isVoid = this.#language.tags === 'markup' && voidElements.has(name);
    if (!selfClosing && !isVoid) this.#stack.push({ kind: 'element', close: top.close, indent: top.indent });
  }

  #startHeredoc(): boolean {
    heredocStart.lastIndex = this.#at;
    const found = heredocStart.exec(this.#text);
    if (found === null) return false;
    this.#heredoc = found[2];
    this.#at += found[0].length;
    return true;
  }

  #endHeredoc(top: Frame): boolean {
    const end = endOfLine(this.#text, this.#at);
    if (!new RegExp(`^${top.close}\\b`).test(this.#text.slice(this.#at, end).trim())) return false;
    this.#pop();
    this.#at += top.close.length;
    return true;
  }

  #newline(): void {
    const top = this.#stack.at(-1);
    if (top?.mark !== undefined && !top.mark.multiline) {
      this.#errors++;
      this.#pop();
    } else if (top?.mark?.kind === 'line-comment') this.#pop();
    if (this.#heredoc !== undefined) {
      this.#push('heredoc', this.#heredoc);
      this.#heredoc = undefined;
    }
    this.#at++;
    this.#lineStart = this.#at;
    this.#indent = undefined;
    this.#blanks = '';
  }

  #push(kind: Frame['kind'], close: string, mark?: TextMark): void {
    this.#stack.push({ kind, close, indent: this.#indent ?? 0, mark });
  }

  #pop(): void {
    this.#stack.pop();
    if (this.#stack.length < this.#low) this.#low = this.#stack.length;
  }

  /** Closes the innermost frame that `close` fits; frames inside it that it skips are errors. */
  #close(close: string): void {
    for (let at = this.#stack.length - 1; at >= 0 && at >= this.#stack.length - 4; at--) {
      const frame = this.#stack[at];
      if (frame === undefined || frame.close !== close || frame.kind === 'tag') continue;
      this.#errors += this.#stack.length - 1 - at;
      this.#stack.length = at;
      this.#low = Math.min(this.#low, at);
      return;
    }
    if (close === ')' && this.#language.loneParentheses && this.#isPattern()) return;
    if (this.#stack.length > 0) {
      // An element's end may belong to markup that could not be read.
      if (!close.startsWith('<')) this.#errors++;
      return;
    }
    const first = this.#text.slice(this.#lineStart, this.#at).trim() === '';
    this.#unmatched.push({ close, indent: first ? this.#indent : undefined });
  }

  /** What stands before a lone parenthesis is a shell's `case` pattern. */
  #isPattern(): boolean {
    return /^\(?[^\s()]+(?:\s*\|\s*[^\s()]+)*$/.test(this.#text.slice(this.#lineStart, this.#at).trim());
  }

  /** The last characters of code before `end`, across what was read before this text. */
  #codeBefore(end: number): string {
    const until = this.#codeEnd >= 0 ? Math.min(this.#codeEnd, end) : -1;
    if (until < 0) return this.#before;
    return this.#text.slice(Math.max(0, until - 12), until).trimEnd() || this.#before;
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function endOfMatch(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
