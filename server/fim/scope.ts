// How far an answer may reach: one line, one statement, or the cursor's block, read line by line so that it never changes its mind.
import { indentWidth } from '../text/indent.ts';
import { depth, insideText, lex, type Nesting } from './lexer.ts';
import type { ResolveOptions } from './place.ts';
import { type AnswerLine, repeatsFollowing } from './repetition.ts';
import type { NoneReason } from './request.ts';
import { type Site, withoutComment } from './site.ts';

/** The part of an answer that may be shown. */
export interface Extent {
  /** UTF-16 units of the text that may be shown. */
  readonly end: number;
  /** Nothing that may still come changes `end`. */
  readonly closed: boolean;
  /** Why it ends, for the log when nothing is left. */
  readonly why: NoneReason;
}

/** `line`: one line. `statement`: one line and what its open brackets or its block need. `block`: the cursor's block. `lines`: all in scope. */
type Reach = 'line' | 'statement' | 'block' | 'lines';

const definition =
  /^(?:(?:export|default|public|private|protected|internal|static|async|abstract|final|pub(?:\(\w+\))?|unsafe|inline|override|suspend|open|data|sealed|virtual|local|const|extern)\s+)*(?:function|def|defp|defmodule|class|fn|func|fun|sub|interface|trait|impl|struct|enum|module|namespace|type|describe|it|test)\b|^@\w|^#\[|^\/\*\*|^(?:[\w<>[\],*&:]+\s+)+\*?\w+\s*\([^;]*\)\s*\{?$/;
const startsWithCloser = /^(?:[)\]}]|<\/)/;
const label = /^(?:case\b.*|default\s*|[A-Za-z_]\w*\s*|(?:public|private|protected)\s*):(?:\s|$)|^#\s*\w/;

/** Reads an answer's lines until it leaves what may be shown. */
export function extentOf(site: Site, text: string, finished: boolean, options: ResolveOptions): Extent {
  return new Reader(site, text, finished, options).read();
}

class Reader {
  readonly #site: Site;
  readonly #raw: readonly string[];
  readonly #lines: readonly AnswerLine[];
  readonly #finished: boolean;
  readonly #options: ResolveOptions;
  readonly #first: number;
  #nesting: Nesting;
  #reach: Reach;
  /** Columns a line must have to belong to the block. */
  #least = 0;
  #base: number;
  /** The indentation at which the block's closer and its chain stand. */
  #openerIndent: number;
  /** Set when the block may have ended: where, unless its chain (`else`) goes on. */
  #ended: number | undefined;
  #hadBlock = false;

  constructor(site: Site, text: string, finished: boolean, options: ResolveOptions) {
    this.#site = site;
    this.#finished = finished;
    this.#options = options;
    this.#raw = text.split('\n');
    this.#lines = this.#raw.map((line, at) => {
      const full = at === 0 ? site.linePrefix + line : line;
      return { text: full.trim(), indent: indentWidth(full), complete: finished || at < this.#raw.length - 1 };
    });
    this.#first = this.#raw.findIndex((line) => line.trim() !== '');
    this.#nesting = site.before;
    this.#base = site.base;
    this.#openerIndent = site.opener?.indent ?? site.indent;
    this.#reach = this.#firstReach();
  }

  read(): Extent {
    let offset = 0;
    if (this.#first < 0) return { end: 0, closed: false, why: 'empty' };
    for (let at = 0; at < this.#lines.length; at++) {
      const line = this.#lines[at];
      const raw = this.#raw[at];
      if (line === undefined || raw === undefined) break;
      const end = offset + raw.length;
      if (at >= this.#first && raw.trim() !== '') {
        const stop =
          this.#stopBefore(at, line, Math.max(0, offset - 1)) ??
          this.#take(at, line, raw, Math.max(0, offset - 1), end);
        if (stop !== undefined) return stop;
      }
      this.#nesting = lex(this.#site.language, '\n', this.#nesting).nesting;
      offset = end + 1;
    }
    const end = this.#ended ?? offset - 1;
    return { end, closed: this.#finished, why: 'out-of-scope' };
  }

  #firstReach(): Reach {
    const { opener, blankPrefix, rest } = this.#site;
    const { multiline, preferBlock } = this.#options;
    if (multiline === 'never') return 'line';
    // A block stands behind the cursor's line already: only this line is missing.
    if (/[{([:]\s*$/.test(rest) && /\S/.test(rest)) return 'line';
    const ownLine = this.#first === 0;
    if (opener !== undefined && (blankPrefix || !ownLine)) return 'block';
    if (multiline === 'always' || preferBlock) return rest.trim() === '' ? 'lines' : 'statement';
    return 'statement';
  }

  /** What the beginning of a line tells: the block's end, a repetition, or lesser indentation. */
  #stopBefore(at: number, line: AnswerLine, before: number): Extent | undefined {
    if (insideText(this.#nesting) && depth(this.#nesting) > depth(this.#site.before)) return undefined;
    if (this.#ended !== undefined) {
      if (!line.complete && /^\W*\w*$/.test(line.text)) return { end: this.#ended, closed: false, why: 'out-of-scope' };
      if (!this.#site.language.chain.test(line.text)) return { end: this.#ended, closed: true, why: 'out-of-scope' };
      this.#ended = undefined;
    }
    const repeated = this.#repeats(at);
    if (repeated === 'yes') return { end: before, closed: true, why: 'repeats-text' };
    if (repeated === 'maybe' && !this.#finished) return { end: before, closed: false, why: 'repeats-text' };
    if (at === this.#first) {
      this.#setLeast(line);
      return this.#outOfBlock(line) ? { end: 0, closed: line.complete, why: 'out-of-scope' } : undefined;
    }
    return this.#leaves(at, line, before);
  }

  #repeats(at: number) {
    if (at === 0 && this.#site.rest.trim() !== '') return 'no';
    const { floor } = this.#site;
    const fits = floor === undefined || depth(this.#nesting) === floor;
    const repeated = repeatsFollowing(this.#site, this.#lines, at, fits);
    return at === 0 && repeated === 'maybe' ? 'no' : repeated;
  }

  #setLeast(line: AnswerLine): void {
    const { opener, language } = this.#site;
    if (this.#reach === 'block' && opener !== undefined) {
      const shallow =
        line.indent <= opener.indent &&
        (label.test(line.text) ||
          /\b(?:namespace|extern|module|switch|select)\b/.test(opener.text) ||
          language.block === 'tags');
      this.#least = shallow ? line.indent : opener.indent + 1;
    } else this.#least = line.indent;
  }

  #outOfBlock(line: AnswerLine): boolean {
    if (this.#reach !== 'block' || this.#first === 0) return false;
    if (line.indent >= this.#least || startsWithCloser.test(line.text)) return false;
    const { language } = this.#site;
    return !language.closer.test(line.text) && !language.chain.test(line.text);
  }

  /** A line with less indentation than the block has. */
  #leaves(at: number, line: AnswerLine, before: number): Extent | undefined {
    if (this.#reach === 'statement' || this.#reach === 'line') return undefined;
    const { language } = this.#site;
    if (this.#reach === 'lines' && this.#newDefinition(at, line))
      return { end: before, closed: line.complete, why: 'out-of-scope' };
    if (line.indent >= this.#least || startsWithCloser.test(line.text)) return undefined;
    const sure = line.complete || /^\W*\w+\W/.test(line.text);
    if (language.chain.test(line.text) && line.indent === this.#openerIndent) return undefined;
    if (language.closer.test(line.text)) return this.#wordCloser(line, before);
    if (label.test(line.text) && language.block === 'braces' && line.indent >= this.#openerIndent) return undefined;
    return { end: before, closed: sure, why: 'out-of-scope' };
  }

  /** `end`, `fi`, `done` at the opener's indentation: taken unless it stands behind the cursor already. */
  #wordCloser(line: AnswerLine, before: number): Extent | undefined {
    const { following, language } = this.#site;
    const next = following.find((one) => one.indent <= line.indent);
    const provided =
      next !== undefined &&
      next.indent === line.indent &&
      (language.closer.test(next.text) || language.chain.test(next.text));
    if (provided) return { end: before, closed: line.complete, why: 'out-of-scope' };
    return undefined;
  }

  #newDefinition(at: number, line: AnswerLine): boolean {
    const start = this.#lines[this.#first];
    if (start === undefined || line.indent > start.indent || depth(this.#nesting) > depth(this.#site.before))
      return false;
    const afterBlank = this.#raw[at - 1]?.trim() === '';
    if (start.indent === 0 && afterBlank && this.#hadBlock) return true;
    return afterBlank && definition.test(line.text);
  }

  /** Reads a line; tells when the statement or block is complete behind it. */
  #take(at: number, line: AnswerLine, raw: string, before: number, end: number): Extent | undefined {
    const { language, floor, rest } = this.#site;
    const started = this.#nesting;
    this.#nesting = lex(language, raw, started).nesting;
    const open = depth(this.#nesting);
    if (!line.complete) return undefined;
    if (this.#reach === 'line') return { end, closed: true, why: 'out-of-scope' };
    const closes = startsWithCloser.test(raw.trim());
    if (floor !== undefined && open < floor && !insideText(this.#nesting)) {
      if (!closes || at === 0) return { end, closed: true, why: 'out-of-scope' };
      this.#ended = before;
      return undefined;
    }
    if (insideText(this.#nesting) && open > depth(this.#site.before)) return undefined;
    if (this.#reach === 'lines') {
      if (open > this.#base || (closes && at > this.#first)) this.#hadBlock = this.#hadBlock || closes;
      if (at === this.#first && definition.test(line.text) && this.#opens(line, open)) this.#enterBlock(line);
      else if (closes && line.indent < this.#least) this.#least = line.indent;
      return undefined;
    }
    if (this.#reach === 'statement') return this.#statement(at, line, end, open, rest);
    return this.#blockEnd(line, open, end);
  }

  #statement(at: number, line: AnswerLine, end: number, open: number, rest: string): Extent | undefined {
    const { language } = this.#site;
    if (at === 0 && rest.trim() !== '' && depth(lex(language, rest, this.#nesting).nesting) <= this.#base) {
      if (!this.#opens(line, open)) return { end, closed: true, why: 'out-of-scope' };
    }
    if (at === this.#first && this.#opens(line, open)) {
      this.#enterBlock(line);
      return undefined;
    }
    if (open > this.#base || continues(withoutComment(language, line.text))) return undefined;
    return { end, closed: true, why: 'out-of-scope' };
  }

  #opens(line: AnswerLine, open: number): boolean {
    const { language } = this.#site;
    const worded = language.block === 'indentation' || language.block === 'keyword-end';
    if (open > this.#base) return true;
    return worded && language.opener.test(withoutComment(language, line.text));
  }

  #enterBlock(line: AnswerLine): void {
    this.#reach = 'block';
    this.#openerIndent = line.indent;
    this.#least = line.indent + 1;
  }

  #blockEnd(line: AnswerLine, open: number, end: number): Extent | undefined {
    const { language } = this.#site;
    if (open > this.#base) return undefined;
    const worded = language.block === 'indentation' || language.block === 'keyword-end';
    if (language.closer.test(line.text) && line.indent <= this.#openerIndent)
      return { end, closed: true, why: 'out-of-scope' };
    if (worded) return undefined;
    if (continues(withoutComment(language, line.text))) return undefined;
    this.#ended = end;
    return undefined;
  }
}

/** A line that cannot be a whole statement. */
function continues(code: string): boolean {
  return /(?:(?:^|[^=!<>+\-*/])=|=>|&&|\|\||\?\?|\\|\bextends)$/.test(code);
}
