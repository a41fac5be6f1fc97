// The farthest level: files of the workspace that are not open.
import { Corpus } from './corpus.ts';
import { IndentStack, indentColumns, tokensOfLine } from './documentTokens.ts';
import { BREAK, newlineCore, type Vocabulary } from './vocabulary.ts';

/** Lines learned between two yields: about a tenth of a millisecond of work. */
const LINES_PER_STEP = 40;
/** A longer line is data, not code that a person types. */
const LONGEST_LINE = 400;

export class WorkspaceLevel {
  #corpus: Corpus;
  readonly #mostTokens: number;
  readonly #vocabulary: Vocabulary;
  /** Ranges of the corpus by path; several where other files were learned between two steps. */
  readonly #ranges = new Map<string, Range[]>();

  constructor(vocabulary: Vocabulary, mostTokens: number) {
    this.#corpus = new Corpus([], 0);
    this.#mostTokens = mostTokens;
    this.#vocabulary = vocabulary;
  }

  get corpus(): Corpus {
    return this.#corpus;
  }

  get files(): number {
    return this.#ranges.size;
  }

  get tokens(): number {
    return this.#corpus.length;
  }

  get full(): boolean {
    return this.#corpus.length >= this.#mostTokens;
  }

  get bytes(): number {
    return this.#corpus.bytes;
  }

  /** Learns a file instead of what was known of it. The work is done between the yields; a file left half-way stays half-known. */
  *learn(path: string, text: string): Generator<void, void, void> {
    if (this.full) return;
    this.forget(path);
    // Made when it is needed: an engine without a workspace stays small. No chain for one token of context: among thousands of
    // files it tells little.
    if (this.#corpus.length === 0) this.#corpus = new Corpus([2, 4], this.#mostTokens);
    const corpus = this.#corpus;
    const ranges: Range[] = [];
    this.#ranges.set(path, ranges);
    let range = this.#beginRange(ranges);
    const lines = text.split(/\r\n|\n|\r/);
    const indents = new IndentStack();
    let blankBetween = false;
    for (let index = 0; index < lines.length && !corpus.full; index++) {
      if (index % LINES_PER_STEP === LINES_PER_STEP - 1) {
        range.to = corpus.length;
        yield;
        // Opened or learned anew meanwhile: this text is stale.
        if (this.#ranges.get(path) !== ranges) return;
        if (corpus.length !== range.to) range = this.#beginRange(ranges);
      }
      const line = lines[index] ?? '';
      if (line.length > LONGEST_LINE) {
        corpus.append(BREAK);
        continue;
      }
      const tokens = tokensOfLine(line, this.#vocabulary);
      if (tokens.length === 0) {
        blankBetween = true;
        continue;
      }
      corpus.append(newlineCore(indents.moveTo(indentColumns(line)), blankBetween) << 1);
      for (const token of tokens) corpus.append(token);
      blankBetween = false;
    }
    range.to = corpus.length;
  }

  /** Takes a file out. */
  forget(path: string): void {
    for (const range of this.#ranges.get(path) ?? []) this.#corpus.blot(range.from, range.to);
    this.#ranges.delete(path);
  }

  #beginRange(ranges: Range[]): Range {
    this.#corpus.append(BREAK);
    const range = { from: this.#corpus.length, to: this.#corpus.length };
    ranges.push(range);
    return range;
  }
}

interface Range {
  readonly from: number;
  to: number;
}
