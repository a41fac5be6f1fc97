// A small lexer for all languages: which brackets, strings, comments and elements are open after a piece of text.
import { indentWidth } from '../text/indent.ts';
import type { Language, TextMark } from '../text/languages.ts';
import { Frames } from './frames.ts';
import { type Frame, type Lexed, type Nesting, outside } from './nesting.ts';
import {
  attributeValue,
  closingTagAt,
  elementMayFollow,
  endOfLine,
  endOfLiteral,
  endOfRegex,
  endOfTagName,
  heredocAt,
  markAt,
  valueMayFollow,
  voidElements,
} from './scanning.ts';

/** Reads `text` from where `from` stands. Linear in the text's length; never throws. */
export function lex(language: Language, text: string, from: Nesting = outside): Lexed {
  return new Lexer(language, text, from).run();
}

class Lexer {
  readonly #language: Language;
  readonly #text: string;
  readonly #frames: Frames;
  #at = 0;
  #lineStart = 0;
  #indent: number | undefined;
  #blanks: string;
  #before: string;
  /** Where the code that follows `#before` begins, or -1. */
  #codeEnd = -1;
  #heredoc: string | undefined;
  /** The text begins at a line's beginning. */
  readonly #newLine: boolean;

  constructor(language: Language, text: string, from: Nesting) {
    this.#language = language;
    this.#text = text;
    this.#frames = new Frames(from.stack);
    this.#indent = from.indent;
    this.#blanks = from.blanks;
    this.#before = from.before;
    this.#newLine = from.indent === undefined;
    this.#heredoc = from.heredoc;
  }

  run(): Lexed {
    while (this.#at < this.#text.length) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 10) this.#newline();
      else if (code === 32 || code === 9 || code === 13) this.#at++;
      else {
        if (this.#indent === undefined) {
          this.#indent = indentWidth(this.#blanks + this.#text.slice(this.#lineStart, this.#at));
          if (this.#endHeredoc(this.#frames.top)) continue;
        }
        this.#step(code);
      }
    }
    return this.#result();
  }

  #result(): Lexed {
    const nesting: Nesting = {
      stack: this.#frames.stack,
      indent: this.#indent,
      blanks: this.#indent === undefined ? this.#blanks + this.#text.slice(this.#lineStart) : '',
      before: this.#codeBefore(this.#text.length),
      heredoc: this.#heredoc,
    };
    const { unmatched, errors, low } = this.#frames;
    return { nesting, unmatched, errors, low };
  }

  #step(code: number): void {
    const top = this.#frames.top;
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
      this.#frames.pop();
      this.#skipTo(this.#at + mark.close.length);
      return;
    }
    const hole = mark.holes.find((open) => this.#text.startsWith(open, this.#at));
    if (hole !== undefined) this.#push('bracket', hole.endsWith('(') ? ')' : '}');
    this.#skipTo(this.#at + (hole?.length ?? 1));
  }

  /** Text between tags: only tags, comments and, where code may be embedded, braces count. */
  #inElement(top: Frame, code: number): boolean {
    const markup = this.#language.tags === 'markup';
    if (markup && /^<\/(?:script|style)>$/i.test(top.close)) return false;
    if (code === 60) return false;
    const plain = markup && /^(?:html|xml|svg|xsl)$/.test(this.#language.id);
    if (!plain && (code === 123 || code === 125)) return false;
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
      this.#enter(attributeValue(text.charAt(this.#at)));
      return;
    }
    const literal = endOfLiteral(this.#language, text, this.#at);
    if (literal !== undefined) {
      this.#skipTo(literal);
      return;
    }
    if (this.#language.heredocs && code === 60 && this.#startHeredoc()) return;
    const mark = markAt(this.#language, text, this.#at, this.#newLine ? '' : this.#before);
    if (mark !== undefined) {
      this.#enter(mark);
      return;
    }
    if (code === 47 && this.#language.regex && valueMayFollow.test(this.#codeBefore(this.#at))) {
      this.#skipTo(endOfRegex(text, this.#at) ?? this.#at + 1);
      return;
    }
    const close = this.#language.pairs.get(code);
    if (close !== undefined) this.#push('bracket', close);
    else if (code === 41 || code === 93 || code === 125) this.#close(text.charAt(this.#at));
    this.#skipTo(this.#at + 1);
  }

  #enter(mark: TextMark): void {
    this.#push('text', mark.close, mark);
    this.#at += mark.open.length;
  }

  /** At `<`: an opening or closing tag. False when it is a comparison or a type argument. */
  #tag(): boolean {
    const text = this.#text;
    const closing = closingTagAt(text, this.#at);
    if (closing !== undefined) {
      this.#close(`</${closing.name}>`);
      this.#skipTo(closing.end);
      return true;
    }
    const jsx = this.#language.tags === 'jsx';
    if (jsx && this.#frames.top?.kind !== 'element' && !elementMayFollow.test(this.#codeBefore(this.#at))) return false;
    if (jsx && text.startsWith('<>', this.#at)) {
      this.#push('element', '</>');
      this.#at += 2;
      return true;
    }
    const nameEnd = endOfTagName(text, this.#at + 1);
    if (nameEnd === undefined) return false;
    this.#push('tag', `</${text.slice(this.#at + 1, nameEnd)}>`);
    this.#skipTo(nameEnd);
    return true;
  }

  #endOpeningTag(top: Frame): void {
    const selfClosing = this.#codeBefore(this.#at).endsWith('/') || this.#text.charAt(this.#at - 1) === '?';
    const name = top.close.slice(2, -1).toLowerCase();
    this.#frames.pop();
    this.#skipTo(this.#at + 1);
    const isVoid = this.#language.tags === 'markup' && voidElements.has(name);
    if (!selfClosing && !isVoid) this.#frames.push({ kind: 'element', close: top.close, indent: top.indent });
  }

  #startHeredoc(): boolean {
    const found = heredocAt(this.#text, this.#at);
    if (found === undefined) return false;
    this.#heredoc = found.word;
    this.#at = found.end;
    return true;
  }

  #endHeredoc(top: Frame | undefined): boolean {
    if (top?.kind !== 'heredoc') return false;
    const end = endOfLine(this.#text, this.#at);
    if (!new RegExp(`^${top.close}\\b`).test(this.#text.slice(this.#at, end).trim())) return false;
    this.#frames.pop();
    this.#at += top.close.length;
    return true;
  }

  #newline(): void {
    const top = this.#frames.top;
    if (top?.mark !== undefined && !top.mark.multiline) {
      this.#frames.errors++;
      this.#frames.pop();
    } else if (top?.mark?.kind === 'line-comment') this.#frames.pop();
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
    const indent = this.#indent ?? 0;
    this.#frames.push(mark === undefined ? { kind, close, indent } : { kind, close, indent, mark });
  }

  #close(close: string): void {
    if (close === ')' && this.#language.loneParentheses && this.#frames.top?.close !== ')' && this.#isPattern()) return;
    const first = this.#text.slice(this.#lineStart, this.#at).trim() === '';
    this.#frames.close({ close, indent: first ? this.#indent : undefined });
  }

  /** Goes on behind a piece of code. */
  #skipTo(end: number): void {
    this.#at = end;
    this.#codeEnd = end;
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
