// Does what the user typed since a question agree with the answer? The one rule behind cache, last shown and in flight.

/** The place a question was asked at, small enough to keep. */
export interface Origin {
  readonly uri: string;
  /** Offset of the cursor. */
  readonly offset: number;
  /** The last characters before the cursor: enough to find the place again after edits above it. */
  readonly tail: string;
  /** What follows the cursor, reduced to what decides whether an answer still fits. */
  readonly suffixKey: string;
}

/** Characters before the cursor that identify a place. */
const tailLength = 400;
/** How far behind an origin the cursor may have been typed. */
const farthest = 4000;

/** The origin of a cursor between `prefix` and `suffix`. */
export function originOf(uri: string, prefix: string, suffix: string): Origin {
  return { uri, offset: prefix.length, tail: prefix.slice(-tailLength), suffixKey: suffixKeyOf(suffix) };
}

/**
 * The rest of the line without closers, and the next line that is not blank, without its indentation: closers are typed and
 * inserted by editors all the time, and `resolve` settles them anew at each cursor.
 */
export function suffixKeyOf(suffix: string): string {
  const lines = suffix.slice(0, 2000).split(/\r\n|\n|\r/);
  const rest = (lines[0] ?? '').replace(/[\s)\]}>"'`;:,]+/g, '');
  const next = lines.slice(1).find((line) => line.trim() !== '');
  return `${rest}\n${next?.trim() ?? ''}`;
}

/** What was typed between an origin and the cursor behind `prefix`; `undefined` when the cursor is not behind that place. */
export function typedSince(origin: Origin, prefix: string): string | undefined {
  const distance = prefix.length - origin.offset;
  if (distance >= 0 && distance <= farthest && prefix.startsWith(origin.tail, origin.offset - origin.tail.length)) {
    return prefix.slice(origin.offset);
  }
  const window = prefix.slice(-(tailLength + farthest));
  const key = origin.tail.slice(-120);
  if (key.trim().length < 8) return undefined;
  const at = window.lastIndexOf(key);
  return at < 0 ? undefined : window.slice(at + key.length);
}

export type Agreement =
  /** Everything typed is in the answer; `rest` begins behind it. */
  | { readonly kind: 'agrees'; readonly rest: number }
  /** The answer so far is the beginning of what was typed. */
  | { readonly kind: 'short' }
  | { readonly kind: 'disagrees' };

/**
 * Compares an answer with what was typed. Line endings may differ, and so may indentation and trailing blanks: editors
 * indent by themselves behind a newline.
 */
export function agreement(answer: string, typed: string): Agreement {
  let a = 0;
  let t = 0;
  let lineStart = false;
  while (t < typed.length) {
    const wanted = typed[t] as string;
    const has = answer[a];
    if (has === undefined) return { kind: 'short' };
    if (isBreak(wanted)) {
      const behindBlanks = skipBlanks(answer, a);
      const next = answer[behindBlanks];
      if (next === undefined) return { kind: 'short' };
      if (!isBreak(next)) return { kind: 'disagrees' };
      a = skipBreak(answer, behindBlanks);
      t = skipBreak(typed, t);
      lineStart = true;
    } else if (has === wanted) {
      if (!isIndent(wanted)) lineStart = false;
      a++;
      t++;
    } else if (lineStart && isIndent(wanted)) t++;
    else if (lineStart && isIndent(has)) a++;
    else return { kind: 'disagrees' };
  }
  return { kind: 'agrees', rest: a };
}

function isBreak(character: string): boolean {
  return character === '\n' || character === '\r';
}

function isIndent(character: string): boolean {
  return character === ' ' || character === '\t';
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

function skipBreak(text: string, at: number): number {
  return text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1;
}
