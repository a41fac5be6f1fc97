// The cursor's place as the model sees it: tokens before it, a half-typed word, and what follows on its line.

import { lineEnd, lineStart } from '../../text/lines.ts';
import { Corpus, LONGEST_CONTEXT } from './corpus.ts';
import { DocumentTokens, IndentStack, indentColumns, writeBreak } from './documentTokens.ts';
import { isWordCode, scanTokens, trimmedRange } from './tokenize.ts';
import { newlineCore, type Vocabulary } from './vocabulary.ts';

/** Characters of the document that count, before and behind the cursor: more would cost more than a few milliseconds. */
const MOST_BEFORE = 160_000;
const MOST_BEHIND = 80_000;
const STEP = 16_384;

/** The document around the cursor. */
export interface Surroundings {
  /** All of the document before the cursor, or the end of it. */
  readonly before: string;
  readonly behind: string;
}

export interface Place {
  /** Tokens before the cursor without the half-typed word. Has room for more at its end. */
  readonly context: Int32Array;
  /** How many tokens of `context` there are. */
  readonly count: number;
  /** The word that ends at the cursor; empty when there is none. */
  readonly partial: string;
  /** Whether exactly one space stands between the context and the cursor (or the half-typed word). */
  readonly spaced: boolean;
  /** Nothing but indentation stands before the cursor on its line. */
  readonly atLineStart: boolean;
  /** Cores of what follows on the cursor's line. */
  readonly following: readonly number[];
  /** The next line with text behind the cursor's line; `undefined` at the end of the document. */
  readonly nextLine: string | undefined;
  /** A blank line stands before it, or it is indented less: it does not go on what is written here. */
  readonly nextIsApart: boolean;
  /** Standing at the cursor's line. */
  readonly indents: IndentStack;
}

/** The current document as the nearest level: everything but the cursor's line, the nearest lines before it newest. */
export class CurrentDocument {
  readonly corpus = new Corpus([1, 2, 4], 0);
  readonly #vocabulary: Vocabulary;
  readonly #tokens: DocumentTokens;
  /** The text in the corpus. */
  #above: string | undefined;
  #below = '';
  #linesBehind: readonly string[] = [];
  /** Where the last line above the cursor's stands, and whether blank lines follow it. */
  #indents = new IndentStack();
  #blankAbove = false;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#tokens = new DocumentTokens(vocabulary);
  }

  /** Reads the document; afterwards `corpus` holds it. `room`: tokens that the caller may append to the context. */
  read(surroundings: Surroundings, room: number): Place {
    const { before, behind } = surroundings;
    const start = lineStart(before, before.length);
    const end = lineEnd(behind, 0);
    const cursorLine = before.slice(start);
    const restOfLine = behind.slice(0, end);
    // Cut at coarse steps, so that the top stays where it is while a person types.
    const top = Math.ceil(Math.max(0, start - MOST_BEFORE) / STEP) * STEP;
    this.#readLines(before.slice(Math.min(top, start), start), behind.slice(end, end + MOST_BEHIND));
    const { corpus } = this;
    const indents = this.#indents.copy();
    const newline = newlineCore(indents.moveTo(indentColumns(cursorLine)), this.#blankAbove);

    const { tokens, partial, spaced } = this.#readCursorLine(cursorLine);
    const context = new Int32Array(LONGEST_CONTEXT + 1 + tokens.length + room);
    let count = 0;
    for (let at = Math.max(0, corpus.length - LONGEST_CONTEXT); at < corpus.length; at++)
      context[count++] = corpus.token(at);
    context[count++] = newline << 1;
    for (const token of tokens) context[count++] = token;
    const next = this.#linesBehind.findIndex((line, index) => index > 0 && line.trim() !== '');
    const nextLine = this.#linesBehind[next];
    return {
      context,
      count,
      partial,
      spaced,
      atLineStart: tokens.length === 0 && partial === '',
      following: this.#coresOf(restOfLine),
      nextLine,
      nextIsApart: next > 1 || (nextLine !== undefined && indentColumns(nextLine) < indentColumns(cursorLine)),
      indents,
    };
  }

  /** While a line is being typed, the lines around it stay what they are: then nothing is left to do. */
  #readLines(above: string, below: string): void {
    if (this.#above === above && this.#below === below) return;
    this.#above = above;
    this.#below = below;
    const linesAbove = splitFast(above);
    this.#linesBehind = splitFast(below);
    // The piece behind the last line break above, and the one before the first below, belong to the cursor's line: empty.
    const rangeAbove = { from: 0, to: linesAbove.length - 1 };
    const rangeBelow = { from: 1, to: this.#linesBehind.length };
    this.#tokens.beginVersion();
    this.corpus.reset(
      this.#tokens.count(linesAbove, rangeAbove) + this.#tokens.count(this.#linesBehind, rangeBelow) + 1,
    );
    this.#tokens.write(this.#linesBehind, rangeBelow, this.corpus, new IndentStack());
    writeBreak(this.corpus);
    this.#indents = new IndentStack();
    this.#blankAbove = this.#tokens.write(linesAbove, rangeAbove, this.corpus, this.#indents);
  }

  #readCursorLine(line: string): { tokens: number[]; partial: string; spaced: boolean } {
    let wordStart = line.length;
    while (wordStart > 0 && isWordCode(line.charCodeAt(wordStart - 1))) wordStart--;
    const partial = line.slice(wordStart);
    let end = wordStart;
    while (end > 0 && (line.charCodeAt(end - 1) === 32 || line.charCodeAt(end - 1) === 9)) end--;
    const [from] = trimmedRange(line);
    const spaced = wordStart - end === 1 && line.charCodeAt(end) === 32 && end > from;
    const to = spaced || end <= from ? end : wordStart;
    const tokens: number[] = [];
    scanTokens(line, Math.min(from, to), to, (start, stop, space) => {
      tokens.push((this.#vocabulary.intern(line.slice(start, stop)) << 1) | (space ? 1 : 0));
    });
    return { tokens, partial, spaced };
  }

  #coresOf(line: string): number[] {
    const cores: number[] = [];
    const [from, to] = trimmedRange(line);
    scanTokens(line, from, to, (start, end) => cores.push(this.#vocabulary.find(line.slice(start, end))));
    return cores;
  }
}

/** Lines of a text; a string separator is several times faster than a regular expression. */
function splitFast(text: string): string[] {
  if (!text.includes('\r')) return text.split('\n');
  return text.split(/\r\n|\n|\r/);
}
