// Turns lines of a document into tokens, remembering the lines that did not change.
import type { Corpus } from './corpus.ts';
import { scanTokens, trimmedRange } from './tokenize.ts';
import { BREAK, newlineCore, type Vocabulary } from './vocabulary.ts';

/** Indentation as depth, whatever its unit: the widths of the lines that enclose the current one. */
export class IndentStack {
  readonly #widths: number[];

  constructor(widths: readonly number[] = [0]) {
    this.#widths = [...widths];
  }

  /** Another one that moves on its own. */
  copy(): IndentStack {
    return new IndentStack(this.#widths);
  }

  /** Moves to a line indented by `width` columns; tells by how many steps the depth changed (at most one deeper). */
  moveTo(width: number): number {
    const widths = this.#widths;
    let steps = 0;
    while (widths.length > 1 && (widths.at(-1) ?? 0) > width) {
      widths.pop();
      steps--;
    }
    if ((widths.at(-1) ?? 0) < width) {
      widths.push(width);
      if (steps === 0) steps = 1;
    }
    return steps;
  }

  /** Width of the line `steps` (0 or less) outwards of the current one. */
  widthAt(steps: number): number {
    return this.#widths[Math.max(0, this.#widths.length - 1 + steps)] ?? 0;
  }
}

/** Writes the lines of texts into a corpus: for every line with text, its line break and its tokens. */
export class DocumentTokens {
  readonly #vocabulary: Vocabulary;
  /** Tokens by line; two generations, so that lines no text has any more are forgotten. */
  #lines = new Map<string, Int32Array>();
  #older = new Map<string, Int32Array>();

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** Call when a new version of the text begins. */
  beginVersion(): void {
    if (this.#lines.size < 2 * this.#older.size + 64) return;
    this.#older = this.#lines;
    this.#lines = new Map();
  }

  /**
   * Appends lines[from, to). `indents` is moved along, so that a following call continues the text.
   * Returns whether blank lines stand at the end.
   */
  write(lines: readonly string[], range: LineRange, corpus: Corpus, indents: IndentStack): boolean {
    let blankBetween = false;
    for (let index = range.from; index < range.to; index++) {
      const line = lines[index] ?? '';
      const tokens = this.tokensOf(line);
      if (tokens.length === 0) {
        blankBetween = true;
        continue;
      }
      corpus.append(newlineCore(indents.moveTo(indentColumns(line)), blankBetween) << 1);
      for (const token of tokens) corpus.append(token);
      blankBetween = false;
    }
    return blankBetween;
  }

  /** How many tokens `write` would append. */
  count(lines: readonly string[], range: LineRange): number {
    let sum = 0;
    for (let index = range.from; index < range.to; index++) sum += this.tokensOf(lines[index] ?? '').length + 1;
    return sum;
  }

  tokensOf(line: string): Int32Array {
    const known = this.#lines.get(line) ?? this.#older.get(line);
    const tokens = known ?? tokensOfLine(line, this.#vocabulary);
    this.#lines.set(line, tokens);
    return tokens;
  }
}

export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** Marks that what follows does not continue what was written. */
export function writeBreak(corpus: Corpus): void {
  corpus.append(BREAK);
}

/** Tokens of one line, new ones interned. */
export function tokensOfLine(line: string, vocabulary: Vocabulary): Int32Array {
  const tokens: number[] = [];
  const [from, to] = trimmedRange(line);
  scanTokens(line, from, to, (start, end, spaced) => {
    tokens.push((vocabulary.intern(line.slice(start, end)) << 1) | (spaced ? 1 : 0));
  });
  return Int32Array.from(tokens);
}

/** Width of the indentation; a tab counts as four columns. */
export function indentColumns(line: string): number {
  let width = 0;
  for (let index = 0; index < line.length; index++) {
    const code = line.charCodeAt(index);
    if (code === 32) width++;
    else if (code === 9) width += 4;
    else break;
  }
  return width;
}
