// Guesses the next token from every level, and says how likely it is right.
import { confidence, featuresOf, type Setting } from './confidence.ts';
import type { Corpus, SeenPlace } from './corpus.ts';
import { isWordCode } from './tokenize.ts';
import { FIRST_NEWLINE, FIRST_WORD, isNewlineCore, type Vocabulary } from './vocabulary.ts';
import { LEVELS, type Level, type Vote, Votes } from './votes.ts';

/** One body of text to learn from. */
export interface Source {
  readonly corpus: Corpus;
  readonly level: Level;
  /** Places visited per chain. */
  readonly limit: number;
}

/** What the next token must be like. */
export interface Wanted {
  /** It begins with this half-typed word. */
  readonly partial: string;
  /** Whether a space stands before it; `undefined` when that is open. */
  readonly spaced: boolean | undefined;
}

export interface Guess {
  readonly token: number;
  /** How likely it is right, 0 to 1. */
  readonly probability: number;
  /** What the probability was made of; for `test/eval/ngramFit.ts`. */
  readonly features: readonly number[];
}

/** Where a guess is made: the tokens before it, and what it must be like. */
export interface Position extends Wanted {
  readonly context: Int32Array;
  /** How many tokens of `context` there are. */
  readonly count: number;
}

/** `any-newline`: all line breaks are one candidate, because where the line ends matters, not how the next one is indented. */
export type NewlineMode = 'any-newline' | 'each-newline';

const END_OF_LINE = FIRST_NEWLINE << 1;

/** True for tokens that end a line. */
export function isNewline(token: number): boolean {
  return isNewlineCore(token >> 1);
}

export class Guesser {
  readonly #vocabulary: Vocabulary;
  readonly #votes = new Votes();

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** The most probable next token; `undefined` when nothing like it was ever seen. */
  next(position: Position, sources: readonly Source[], newlines: NewlineMode): Guess | undefined {
    const votes = this.#votes;
    votes.clear();
    for (const source of sources) this.#ask(source, position, newlines);
    // After a name that stands nowhere else, what follows other names in its place is the best guess.
    const skipping = votes.isEmpty && this.#isWord(position.context[position.count - 1] ?? 0);
    if (skipping) for (const source of sources) this.#ask(source, position, newlines, true);
    if (position.partial !== '') for (const source of sources) this.#askForWords(source, position.partial);
    const evidence = votes.best();
    if (evidence === undefined) return undefined;
    const features = featuresOf(evidence, { ...this.#setting(evidence.token, position), skipping });
    return { token: evidence.token, probability: confidence(features, position.partial !== ''), features };
  }

  #ask({ corpus, level, limit }: Source, position: Position, newlines: NewlineMode, skipping = false): void {
    const { context, count } = position;
    const see = ({ follower, matched, different, beyond }: SeenPlace): void => {
      const core = follower >> 1;
      if (core < FIRST_WORD) {
        const token = newlines === 'any-newline' ? END_OF_LINE : follower;
        if (position.spaced === undefined) this.#votes.add(token, { level, matched, beyond, renamed: false });
        return;
      }
      // There it said `const a = options.a`, here stands `const b = options.`: the same name returns, so `b` is meant.
      const renamed = core === different >> 1 && this.#isWord(follower);
      const here = context[count - 1 - (skipping ? 0 : matched)] ?? 0;
      const vote = { level, matched, beyond, renamed };
      if (!renamed) this.#vote(follower, vote, position);
      else if (this.#isWord(here)) this.#vote((here & ~1) | (follower & 1), vote, position);
    };
    if (skipping) corpus.visitSkipping(context, count, limit, see);
    else corpus.visit(context, count, limit, see);
  }

  #vote(token: number, vote: Vote, wanted: Wanted): void {
    if (wanted.partial !== '') {
      const core = token >> 1;
      if (this.#vocabulary.text(core).startsWith(wanted.partial)) this.#votes.add(core << 1, vote);
    } else if (wanted.spaced === undefined || wanted.spaced === ((token & 1) === 1)) {
      this.#votes.add(token, vote);
    }
  }

  /** Words that occur in the current document with this beginning, wherever that is: names are local. */
  #askForWords({ corpus, level }: Source, partial: string): void {
    if (level !== LEVELS.current) return;
    const fits = new Map<number, boolean>();
    for (let index = 0; index < corpus.length; index++) {
      const core = corpus.token(index) >> 1;
      let fit = fits.get(core);
      if (fit === undefined) {
        fit = this.#vocabulary.text(core).startsWith(partial);
        fits.set(core, fit);
      }
      if (fit) this.#votes.add(core << 1, { level, matched: 0, beyond: 0, renamed: false });
    }
  }

  #setting(token: number, { context, count, partial }: Position): Omit<Setting, 'skipping'> {
    return {
      partialLength: partial.length,
      endsLine: isNewline(token),
      isWord: this.#isWord(token),
      inProse: this.#isSpacedWord(context[count - 1]) && this.#isSpacedWord(context[count - 2]),
    };
  }

  #isSpacedWord(token: number | undefined): boolean {
    return token !== undefined && (token & 1) === 1 && this.#isWord(token);
  }

  #isWord(token: number): boolean {
    const text = this.#vocabulary.text(token >> 1);
    return text !== '' && isWordCode(text.charCodeAt(0));
  }
}
