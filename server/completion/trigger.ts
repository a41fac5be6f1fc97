// Is an automatic question likely to help here? A small logistic model: published weights to begin with, then what this user takes.

/** What is known at a cursor before anything is asked. */
export interface Circumstances {
  readonly languageId: string;
  /** The cursor's line before and behind the cursor. */
  readonly linePrefix: string;
  readonly lineSuffix: string;
  readonly previousLine: string;
  readonly offset: number;
  readonly documentLength: number;
  /** The newest outcome of what was shown, and how long ago it was in ms; `undefined` when there was none yet. */
  readonly last: { readonly accepted: boolean; readonly agoMs: number } | undefined;
  /** The newest change took text away. */
  readonly deleting: boolean;
}

type LastCharacter = 'opener' | 'access' | 'operator' | 'blank' | 'line-start' | 'word' | 'closer' | 'quote' | 'other';

/** What a language has taught beside the prior, each value within its bound. */
export interface Learned {
  readonly language: number;
  readonly characters: Readonly<Partial<Record<LastCharacter, number>>>;
}

/**
 * The weights of Copilot's filter of 2022, as published in arXiv 2405.14753. Its tables of 21 languages and 96 characters are
 * given there by their ranges only, so languages begin at 0, and characters at values of ours inside the range.
 */
const prior = {
  previousAccepted: 0.998,
  onlyBlanksBehind: 0.7,
  logSecondsSinceLast: -0.174,
  logLastLine: -0.23,
  logLineAbove: -0.134,
  logDocument: -0.008,
  logOffset: 0.006,
  relativeOffset: 0.419,
  /** Ours: what is being deleted is not yet wanted otherwise. */
  deleting: -0.4,
} as const;

const characters: Readonly<Record<LastCharacter, number>> = {
  opener: 0.6,
  access: 0.5,
  operator: 0.5,
  blank: 0.3,
  'line-start': 0.5,
  word: 0,
  quote: 0,
  other: -0.1,
  closer: -0.3,
};

/** Editors put closers behind the cursor by themselves; they tell half as much as a blank rest. */
const closersBehind = prior.onlyBlanksBehind / 2;
/** The published ranges: what is learned stays inside them. */
const languageRange = { least: -0.654, most: 0.358 } as const;
const characterDrift = 0.5;
/** After two minutes nobody remembers what was shown last. */
const longestMemoryS = 120;
const rate = 0.05;
/** Cursor's reward of +0.75 and -0.25 puts it at 0.25 for showing; asking costs less than showing. */
const leastLikelihood = 0.15;

export class Trigger {
  readonly #learned = new Map<string, Learned>();

  /** Whether to ask. */
  allows(here: Circumstances): boolean {
    return this.likelihood(here) >= leastLikelihood;
  }

  /** How likely an offer at this place is taken, 0 to 1. */
  likelihood(here: Circumstances): number {
    const learned = this.#learned.get(here.languageId);
    const last = lastCharacterOf(here);
    const drift = (learned?.language ?? 0) + (learned?.characters[last] ?? 0);
    return 1 / (1 + Math.exp(-(scoreOf(here, last) + drift)));
  }

  /** What became of an offer that was shown under these circumstances; `share` of it was taken, 0 to 1. */
  learn(here: Circumstances, share: number): void {
    const error = Math.min(1, Math.max(0, share)) - this.likelihood(here);
    const before = this.#learned.get(here.languageId) ?? { language: 0, characters: {} };
    const last = lastCharacterOf(here);
    const language = clamp(before.language + rate * error, languageRange.least, languageRange.most);
    const character = clamp((before.characters[last] ?? 0) + rate * error, -characterDrift, characterDrift);
    this.#learned.set(here.languageId, { language, characters: { ...before.characters, [last]: character } });
  }

  /** What was learned, by language; for whoever wants to keep or show it. */
  learned(): Readonly<Record<string, Learned>> {
    return Object.fromEntries(this.#learned);
  }

  /** Back to the prior, or to what was kept. Values out of bounds are brought inside. */
  reset(kept: Readonly<Record<string, Learned>> = {}): void {
    this.#learned.clear();
    for (const [languageId, { language, characters: drifts }] of Object.entries(kept)) {
      const inside = Object.entries(drifts).map(([name, drift]) => [
        name,
        clamp(drift, -characterDrift, characterDrift),
      ]);
      this.#learned.set(languageId, {
        language: clamp(language, languageRange.least, languageRange.most),
        characters: Object.fromEntries(inside),
      });
    }
  }
}

function scoreOf(here: Circumstances, last: LastCharacter): number {
  const { linePrefix, lineSuffix, previousLine, offset, documentLength } = here;
  const agoS = here.last === undefined ? 0 : Math.min(longestMemoryS, here.last.agoMs / 1000);
  return (
    (here.last?.accepted === true ? prior.previousAccepted : 0) +
    (lineSuffix.trim() === '' ? prior.onlyBlanksBehind : closersBehind) +
    prior.logSecondsSinceLast * Math.log1p(agoS) +
    prior.logLastLine * Math.log1p(linePrefix.trim().length) +
    prior.logLineAbove * Math.log1p(previousLine.trim().length) +
    prior.logDocument * Math.log1p(documentLength) +
    prior.logOffset * Math.log1p(offset) +
    prior.relativeOffset * (documentLength === 0 ? 0 : offset / documentLength) +
    (here.deleting ? prior.deleting : 0) +
    characters[last]
  );
}

function lastCharacterOf({ linePrefix }: Circumstances): LastCharacter {
  const text = linePrefix.trimEnd();
  const last = text.at(-1);
  if (last === undefined) return 'line-start';
  if ('([{'.includes(last)) return 'opener';
  if ('.:>'.includes(last)) return 'access';
  if ('=+-*/%&|<,!?'.includes(last)) return 'operator';
  if (')]};'.includes(last)) return 'closer';
  if (text.length < linePrefix.length) return 'blank';
  if (`"'\``.includes(last)) return 'quote';
  return /[\p{L}\p{N}_$]/u.test(last) ? 'word' : 'other';
}

function clamp(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : 0;
}
