// Cuts a line of code, of any language, into tokens: words, runs of operator characters, single brackets and quotes, blanks.

/** Receives one token as the range [start, end) of its line; `spaced` when exactly one space stands before it. */
export type TokenSink = (start: number, end: number, spaced: boolean) => void;

/** True for letters, digits, `_` and everything beyond ASCII: what an identifier is made of. */
export function isWordCode(code: number): boolean {
  if (code >= 97 && code <= 122) return true;
  if (code >= 65 && code <= 90) return true;
  return (code >= 48 && code <= 57) || code === 95 || code >= 128;
}

/**
 * Gives the tokens of line[from, to) in order. A single space belongs to the token behind it; a tab or a longer run of
 * blanks is a token of its own. Indentation and trailing blanks are the caller's: it passes a range without them. Nothing is
 * lost: the tokens, with their spaces, are the text. String and comment contents are cut like code, because what repeats in
 * them (paths, names, words) repeats by the same pieces.
 */
export function scanTokens(line: string, from: number, to: number, sink: TokenSink): void {
  let at = from;
  while (at < to) {
    const blankStart = at;
    while (at < to && isBlankCode(line.charCodeAt(at))) at++;
    const single = at - blankStart === 1 && line.charCodeAt(blankStart) === 32;
    if (at > blankStart && !single) sink(blankStart, at, false);
    if (at >= to) return;
    const start = at;
    at = tokenEnd(line, start, to);
    sink(start, at, single);
  }
}

/** First and last offset of a line's text without indentation and trailing blanks; equal for a blank line. */
export function trimmedRange(line: string): readonly [number, number] {
  let from = 0;
  let to = line.length;
  while (from < to && isBlankCode(line.charCodeAt(from))) from++;
  while (to > from && isBlankCode(line.charCodeAt(to - 1))) to--;
  return [from, to];
}

function isBlankCode(code: number): boolean {
  return code === 32 || code === 9;
}

function tokenEnd(line: string, start: number, to: number): number {
  const first = line.charCodeAt(start);
  let at = start + 1;
  if (isWordCode(first)) {
    while (at < to && isWordCode(line.charCodeAt(at))) at++;
    return at;
  }
  if (first === LESS) {
    // `<=` and `</` are one token; `<` of `Array<string>` stands alone.
    return at < to && (line.charCodeAt(at) === EQUAL || line.charCodeAt(at) === SLASH) ? at + 1 : at;
  }
  if (first === GREATER) return at < to && line.charCodeAt(at) === EQUAL ? at + 1 : at;
  if (!isOperatorCode(first)) return at;
  while (at < to && isOperatorCode(line.charCodeAt(at))) at++;
  const last = line.charCodeAt(at - 1);
  // The arrows `=>` and `->`.
  if (at < to && line.charCodeAt(at) === GREATER && (last === EQUAL || last === MINUS)) at++;
  return at;
}

const LESS = 60;
const EQUAL = 61;
const GREATER = 62;
const SLASH = 47;
const MINUS = 45;

/** Characters that join into one operator: ! % & * + - . / : = ? ^ | ~ */
function isOperatorCode(code: number): boolean {
  switch (code) {
    case 33:
    case 37:
    case 38:
    case 42:
    case 43:
    case 45:
    case 46:
    case 47:
    case 58:
    case 61:
    case 63:
    case 94:
    case 124:
    case 126:
      return true;
  }
  return false;
}
