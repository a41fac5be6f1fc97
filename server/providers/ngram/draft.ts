// Text that grows token by token at a place.
import type { Place } from './place.ts';
import { readNewlineCore, type Vocabulary } from './vocabulary.ts';

/** How lines are written in the document. */
export interface Layout {
  readonly lineEnding: string;
  /** One step of indentation. */
  readonly unit: string;
}

/** What was written so far, to go back to. */
export interface DraftMark {
  readonly text: string;
  readonly probability: number;
}

export class Draft {
  readonly context: Int32Array;
  count: number;
  text = '';
  probability = 1;
  /** Brackets opened less those closed in the text. */
  depth = 0;
  /** Half-typed word that the next token must begin with. */
  partial: string;
  /** Whether a space stands before the next token; `undefined` when that is open. */
  spaced: boolean | undefined;
  readonly #place: Place;
  readonly #vocabulary: Vocabulary;

  constructor(place: Place, vocabulary: Vocabulary) {
    this.#place = place;
    this.#vocabulary = vocabulary;
    this.context = place.context;
    this.count = place.count;
    this.partial = place.partial;
    this.spaced = spacedBefore(place);
  }

  get full(): boolean {
    return this.count >= this.context.length;
  }

  mark(): DraftMark {
    return { text: this.text, probability: this.probability };
  }

  addToken(token: number): void {
    const word = this.#vocabulary.text(token >> 1);
    if (this.partial !== '') this.text += word.slice(this.partial.length);
    else this.text += this.spaced === undefined && (token & 1) === 1 ? ` ${word}` : word;
    if (word === '(' || word === '[' || word === '{') this.depth++;
    if (word === ')' || word === ']' || word === '}') this.depth--;
    this.context[this.count++] = token;
    this.partial = '';
    this.spaced = undefined;
  }

  addNewline(token: number, layout: Layout): void {
    const { steps, blankBetween } = readNewlineCore(token >> 1);
    const { indents } = this.#place;
    const tabs = layout.unit === '\t';
    const width = steps > 0 ? indents.widthAt(0) + (tabs ? 4 : layout.unit.length) : indents.widthAt(steps);
    indents.moveTo(width);
    this.text +=
      layout.lineEnding + (blankBetween ? layout.lineEnding : '') + (tabs ? '\t'.repeat(width / 4) : ' '.repeat(width));
    this.context[this.count++] = token;
    this.spaced = false;
  }
}

/** Whether a space must stand before the next token: open only right behind a token. */
export function spacedBefore(place: Place): boolean | undefined {
  if (place.spaced) return true;
  return place.atLineStart || place.partial !== '' ? false : undefined;
}
