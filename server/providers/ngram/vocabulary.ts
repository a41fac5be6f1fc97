// Numbers for token texts, so that counting works on integers.

/** Stands between pieces of text that do not follow each other; matches nothing. */
export const BREAK = 0;
/** A token too long or too late to be remembered; matches nothing and is never proposed. */
export const UNKNOWN = 1;
/** Line breaks are the cores FIRST_NEWLINE .. FIRST_WORD - 1; see `newlineCore`. */
export const FIRST_NEWLINE = 2;
export const FIRST_WORD = 16;

/** Longer tokens (embedded data, rulers) are not worth remembering. */
const LONGEST_TOKEN = 48;

/**
 * Token texts by number ("core") and back. A token in a corpus is `core << 1 | spaced`: the lowest bit tells whether one space
 * stands before it.
 */
export class Vocabulary {
  readonly #cores = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #most: number;

  /** `most`: how many different tokens are remembered; what comes later is `UNKNOWN`. */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#texts.length;
  }

  /** The core of a text, made when it is new. */
  intern(text: string): number {
    if (text.length > LONGEST_TOKEN) return UNKNOWN;
    const known = this.#cores.get(text);
    if (known !== undefined) return known;
    if (this.#texts.length >= this.#most) return UNKNOWN;
    const core = FIRST_WORD + this.#texts.length;
    const own = detached(text);
    this.#texts.push(own);
    this.#cores.set(own, core);
    return core;
  }

  /** The core of a text; `UNKNOWN` when it was never seen. */
  find(text: string): number {
    return this.#cores.get(text) ?? UNKNOWN;
  }

  /** The text of a word's core; empty for line breaks, `BREAK` and `UNKNOWN`. */
  text(core: number): string {
    return this.#texts[core - FIRST_WORD] ?? '';
  }
}

/** A line break, told by what follows it: how indentation changes (-3 .. 1 steps), and whether blank lines stand between. */
export function newlineCore(steps: number, blankBetween: boolean): number {
  const clipped = Math.max(-3, Math.min(1, steps));
  return FIRST_NEWLINE + (clipped + 3) * 2 + (blankBetween ? 1 : 0);
}

export function isNewlineCore(core: number): boolean {
  return core >= FIRST_NEWLINE && core < FIRST_WORD;
}

/** The reverse of `newlineCore`. */
export function readNewlineCore(core: number): { readonly steps: number; readonly blankBetween: boolean } {
  const value = core - FIRST_NEWLINE;
  return { steps: (value >> 1) - 3, blankBetween: (value & 1) === 1 };
}

/** V8 keeps a whole file alive for a substring of 13 or more characters taken from it; this copy does not. */
function detached(text: string): string {
  if (text.length < 13) return text;
  const codes: number[] = [];
  for (let index = 0; index < text.length; index++) codes.push(text.charCodeAt(index));
  return String.fromCharCode(...codes);
}
