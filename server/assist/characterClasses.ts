// Which UTF-16 units a piece of a regular expression accepts.

export type Accepts = (unit: number) => boolean;

const digit: Accepts = (unit) => unit >= 48 && unit <= 57;
const word: Accepts = (unit) => digit(unit) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || unit === 95;
const blank: Accepts = (unit) => (unit >= 9 && unit <= 13) || unit === 32 || unit === 0xa0 || unit === 0xfeff;

/** What follows a backslash: `\d`, `\W` and the like. */
const classes: Readonly<Record<string, Accepts>> = {
  d: digit,
  D: not(digit),
  w: word,
  W: not(word),
  s: blank,
  S: not(blank),
};
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, '0': 0 };

/** The class of an escaped letter. */
export function classOf(letter: string): Accepts | undefined {
  return Object.hasOwn(classes, letter) ? classes[letter] : undefined;
}

/** The unit of an escaped letter such as `\t`. */
export function controlOf(letter: string): number | undefined {
  return Object.hasOwn(controls, letter) ? controls[letter] : undefined;
}

export function not(accepts: Accepts): Accepts {
  return (unit) => !accepts(unit);
}

export function unitIs(wanted: number): Accepts {
  return (unit) => unit === wanted;
}

/** Accepts a letter when its small or its capital form is accepted. */
export function inBothCases(accepts: Accepts): Accepts {
  return (unit) => {
    if (accepts(unit)) return true;
    const letter = String.fromCharCode(unit);
    return accepts(letter.toLowerCase().charCodeAt(0)) || accepts(letter.toUpperCase().charCodeAt(0));
  };
}

/** `\b`: a word begins or ends here. */
export function atEdge(text: string, at: number): boolean {
  return word(text.charCodeAt(at - 1)) !== word(text.charCodeAt(at));
}
