// How far an answer may reach: one line, one statement, or the cursor's block, read line by line so that it never changes its mind.
import { indentWidth } from '../text/indent.ts';
import { type Extent, firstWord, isDecidable, type Pending, type Reach, type Reading, stop } from './extent.ts';
import { lex } from './lexer.ts';
import { depth, insideText, type Nesting } from './nesting.ts';
import type { ResolveOptions } from './place.ts';
import { type AnswerLine, type Repeats, repeatsFollowing } from './repetition.ts';
import type { Site } from './site.ts';
import { beginsDefinition, cannotEnd, carriesOn, isLabel, opensByWord, startsWithCloser } from './statements.ts';

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
  /** The indentation at which the block's closer and its chain stand. */
  #openerIndent: number;
  /** The block was opened by a word or a colon, so it ends by indentation or a word. */
  #byWord: boolean;
  #pending: Pending | undefined;
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
    this.#openerIndent = site.opener?.indent ?? site.indent;
    this.#byWord = site.opener !== undefined && opensByWord(site.language, site.opener.text);
    this.#reach = this.#firstReach();
  }

  read(): Extent {
    if (this.#first < 0) return { end: 0, closed: false, why: 'empty' };
    let offset = 0;
    for (let at = 0; at < this.#lines.length; at++) {
      const line = this.#lines[at];
      const raw = this.#raw[at];
      if (line === undefined || raw === undefined) break;
      const reading: Reading = { at, line, raw, before: Math.max(0, offset - 1), end: offset + raw.length };
      const stop = this.#read(reading);
      if (stop !== undefined) return stop;
      this.#nesting = lex(this.#site.language, '\n', this.#nesting).nesting;
      offset = reading.end + 1;
    }
    return { end: this.#pending?.end ?? offset - 1, closed: this.#finished, why: 'out-of-scope' };
  }

  #read(reading: Reading): Extent | undefined {
    if (reading.raw.trim() !== '') return this.#stopBefore(reading) ?? this.#take(reading);
    if (!reading.line.complete) return undefined;
    if (this.#pending === undefined) return this.#endUnfinished(reading);
    return this.#pending.isBlock ? undefined : stop(this.#pending.end);
  }

  /** Behind a line that cannot end its statement nobody leaves a line blank: what follows does not belong to it. */
  #endUnfinished({ at, before }: Reading): Extent | undefined {
    const above = this.#lines[at - 1];
    if (this.#reach !== 'statement' || at <= this.#first || above === undefined || above.text === '') return undefined;
    const { language, base } = this.#site;
    return depth(this.#nesting) <= base && cannotEnd(language, above.text) ? stop(before) : undefined;
  }

  #firstReach(): Reach {
    const { opener, blankPrefix, rest } = this.#site;
    const { multiline, preferBlock } = this.#options;
    if (multiline === 'never') return 'line';
    // A block stands behind the cursor's line already: only this line is missing.
    if (/[{([:]\s*$/.test(rest)) return 'line';
    if (opener !== undefined && (blankPrefix || this.#first > 0)) return 'block';
    if (multiline === 'always' || preferBlock) return rest.trim() === '' ? 'lines' : 'statement';
    return 'statement';
  }

  /** What the beginning of a line tells: the block's end, a repetition, or lesser indentation. */
  #stopBefore({ at, line, before }: Reading): Extent | undefined {
    if (insideText(this.#nesting) && depth(this.#nesting) > depth(this.#site.before)) return undefined;
    const repeated = this.#repeats(at);
    if (repeated === 'yes') return stop(this.#pending?.end ?? before, true, 'repeats-text');
    if (repeated === 'maybe' && !this.#finished) return stop(this.#pending?.end ?? before, false, 'repeats-text');
    if (this.#pending !== undefined) {
      const { end, last, isBlock } = this.#pending;
      const indent = this.#openerIndent;
      const carries = carriesOn(this.#site.language, line, {
        last,
        indent,
        isBlock,
        adjacent: this.#raw[at - 1]?.trim() !== '',
      });
      // Code in documentation and in strings of other languages: what it opens with a bracket goes on deeper.
      const deeper = /[{([]$/.test(last.text) ? line.indent > last.indent : line.indent > indent;
      const opened = last.indent > indent || /[{([]$/.test(last.text);
      const inner =
        insideText(this.#site.before) && opened && (deeper || (startsWithCloser(line.text) && line.indent === indent));
      if (inner && line.complete) {
        this.#pending = undefined;
        return undefined;
      }
      if (!carries || !line.complete) return stop(end, !carries && !inner && isDecidable(line));
      this.#pending = undefined;
      return undefined;
    }
    if (at !== this.#first) return this.#leaves(at, line, before);
    this.#setLeast(line);
    return this.#isOutside(line) ? stop(0, isDecidable(line)) : undefined;
  }

  #repeats(at: number): Repeats {
    if (at === 0 && this.#site.rest.trim() !== '') return 'no';
    const { floor, language } = this.#site;
    const byBrackets = language.block !== 'indentation' && language.block !== 'keyword-end';
    const open = depth(this.#nesting);
    const fits = floor === undefined || (open === floor && !byBrackets) ? undefined : open === floor;
    const repeated = repeatsFollowing(this.#site, this.#lines, at, fits);
    return at === 0 && repeated === 'maybe' && this.#lines[0]?.complete !== true ? 'no' : repeated;
  }

  #setLeast(line: AnswerLine): void {
    const { opener, language } = this.#site;
    if (this.#reach !== 'block' || opener === undefined) {
      this.#least = line.indent;
      return;
    }
    const flat = /\b(?:namespace|extern|module|switch|select)\b/.test(opener.text) || language.block === 'tags';
    const listed = language.block === 'indentation' && /^-(?:\s|$)/.test(line.text);
    const shallow = line.indent <= opener.indent && (flat || listed || isLabel(language, line.text));
    this.#least = shallow ? line.indent : opener.indent + 1;
  }

  /** The first line of a block stands outside it. */
  #isOutside(line: AnswerLine): boolean {
    if (this.#reach !== 'block' || this.#first === 0 || line.indent >= this.#least) return false;
    const { closer, chain } = this.#site.language;
    return !startsWithCloser(line.text) && !closer.test(line.text) && !chain.test(line.text);
  }

  /** A line with less indentation than the block has, or a new definition behind a blank line. */
  #leaves(at: number, line: AnswerLine, before: number): Extent | undefined {
    if (this.#reach === 'statement' || this.#reach === 'line') return undefined;
    const { language, following } = this.#site;
    if (this.#reach === 'lines' && this.#isNewDefinition(at, line)) return stop(before, line.complete);
    const [next] = following;
    if (language.closer.test(line.text) && next?.text === line.text && next.indent === line.indent) {
      return stop(before, line.complete, 'repeats-text');
    }
    if (line.indent >= this.#least || startsWithCloser(line.text)) return undefined;
    if (language.chain.test(line.text) && line.indent === this.#openerIndent) return undefined;
    if (isLabel(language, line.text) && line.indent >= this.#openerIndent && !this.#byWord) return undefined;
    if (!language.closer.test(line.text)) return stop(before, isDecidable(line));
    // `end`, `fi`, `done`: taken unless it stands behind the cursor already.
    const end = following.find((one) => one.indent <= line.indent);
    const same = end !== undefined && (firstWord(end.text) === firstWord(line.text) || language.chain.test(end.text));
    return same && end.indent === line.indent ? stop(before, line.complete) : undefined;
  }

  #isNewDefinition(at: number, line: AnswerLine): boolean {
    const start = this.#lines[this.#first];
    if (start === undefined || this.#raw[at - 1]?.trim() !== '' || line.indent > start.indent) return false;
    if (depth(this.#nesting) > depth(this.#site.before)) return false;
    return (start.indent === 0 && this.#hadBlock) || beginsDefinition(this.#site.language, line.text);
  }

  /** Reads a line; tells when the statement or block is complete behind it. */
  #take(reading: Reading): Extent | undefined {
    const { language, floor, before } = this.#site;
    const { at, line, raw, end } = reading;
    const above = depth(this.#nesting);
    this.#nesting = lex(language, raw, this.#nesting).nesting;
    const open = depth(this.#nesting);
    if (!line.complete) return undefined;
    if (this.#reach === 'line') return stop(end);
    const closes = startsWithCloser(raw.trim());
    if (floor !== undefined && open < floor && above >= floor && !insideText(this.#nesting)) {
      if (!closes || at === 0) return stop(end);
      this.#pending = { end: reading.before, last: line, isBlock: true };
      return undefined;
    }
    if (insideText(this.#nesting) && open > depth(before)) return undefined;
    if (this.#reach === 'statement') return this.#endStatement(reading, open);
    if (this.#reach === 'block') return this.#endBlock(reading, open, above);
    if (closes) {
      this.#hadBlock = true;
      this.#least = Math.min(this.#least, line.indent);
    }
    return undefined;
  }

  #endStatement({ at, line, end }: Reading, open: number): Extent | undefined {
    const { language, rest, base } = this.#site;
    const byWord = opensByWord(language, line.text);
    if (at === 0 && rest.trim() !== '' && !byWord) {
      const whole = lex(language, rest, this.#nesting);
      if (whole.errors === 0 && depth(whole.nesting) <= base) return stop(end);
    }
    if (at === this.#first) this.#openerIndent = line.indent;
    if (open > base || byWord) {
      this.#reach = 'block';
      this.#byWord = byWord;
      this.#least = this.#openerIndent + 1;
      return undefined;
    }
    if (!cannotEnd(language, line.text)) this.#pending = { end, last: line, isBlock: false };
    return undefined;
  }

  #endBlock({ line, end }: Reading, open: number, above: number): Extent | undefined {
    const { language, base } = this.#site;
    if (language.closer.test(line.text) && line.indent <= this.#openerIndent && open <= base) return stop(end);
    // A head over several lines, such as a function's parameters, opens its block on its last line.
    if (above > base && open <= base && opensByWord(language, line.text)) this.#byWord = true;
    if (open > base || this.#byWord || cannotEnd(language, line.text)) return undefined;
    this.#pending = { end, last: line, isBlock: /[)\]}>;,]$/.test(line.text) };
    return undefined;
  }
}
