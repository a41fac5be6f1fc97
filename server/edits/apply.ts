// The algebra of splices: apply, compose, invert, rebase. A list of splices is sorted, free of overlaps, and refers to one base text.
import type { Splice } from '../text/diff.ts';

/** The text with all splices done. Throws `RangeError` for splices that overlap, are unsorted or lie outside of the text. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = '';
  let at = 0;
  for (const splice of splices) {
    if (splice.start < at || splice.end < splice.start || splice.end > text.length) {
      throw new RangeError(`splice ${splice.start}..${splice.end} does not fit behind ${at} in ${text.length} units`);
    }
    result += text.slice(at, splice.start) + splice.text;
    at = splice.end;
  }
  return result + text.slice(at);
}

/** One list that does what `first` and then `second` (which refers to the result of `first`) do. */
export function compose(first: readonly Splice[], second: readonly Splice[]): readonly Splice[] {
  const pieces = piecesOf(first);
  const result: Piece[] = [];
  let at = 0;
  let index = 0;
  let rest: Piece | undefined = pieces[0];
  /** Moves on to the offset `until` of the middle text; what lies on the way is kept or dropped. */
  const advance = (until: number, keep: boolean) => {
    while (at < until && rest !== undefined) {
      const [head, tail]: readonly [Piece, Piece | undefined] = split(rest, until - at);
      if (keep) result.push(head);
      at += lengthOf(head);
      index = tail === undefined ? index + 1 : index;
      rest = tail ?? pieces[index];
    }
  };
  for (const splice of second) {
    advance(splice.start, true);
    result.push({ kind: 'new', text: splice.text });
    advance(splice.end, false);
  }
  advance(Number.POSITIVE_INFINITY, true);
  return splicesOf(result);
}

/** The splices of the result that restore `text`. */
export function invert(text: string, splices: readonly Splice[]): readonly Splice[] {
  let shift = 0;
  return splices.map((splice) => {
    const start = splice.start + shift;
    shift += splice.text.length - (splice.end - splice.start);
    return { start, end: start + splice.text.length, text: text.slice(splice.start, splice.end) };
  });
}

/**
 * `ours`, made for `base`, rewritten for the text that `theirs` (a user's concurrent change of the same base) leads to.
 * `undefined` when a splice of ours touches one of theirs: then nobody knows what both together should mean. Touching at a line
 * start is harmless as long as both leave whole lines there.
 */
export function rebase(
  base: string,
  ours: readonly Splice[],
  theirs: readonly Splice[],
): readonly Splice[] | undefined {
  const rebased: Splice[] = [];
  let shift = 0;
  let next = 0;
  for (const own of ours) {
    for (let user = theirs[next]; user !== undefined && standsBefore(base, user, own); user = theirs[next]) {
      shift += user.text.length - (user.end - user.start);
      next++;
    }
    const user = theirs[next];
    if (user !== undefined && !standsBefore(base, own, user)) return undefined;
    rebased.push({ start: own.start + shift, end: own.end + shift, text: own.text });
  }
  return rebased;
}

/** True when `first` lies wholly before `second` and the two can be done in any order. */
function standsBefore(base: string, first: Splice, second: Splice): boolean {
  if (first.end < second.start) return true;
  return first.end === second.start && isLineStart(base, first.end) && leavesLineStart(base, first);
}

/** True when the text in front of the splice's end is still a complete line after it. */
function leavesLineStart(base: string, splice: Splice): boolean {
  if (splice.text === '') return isLineStart(base, splice.start);
  return splice.text.endsWith('\n') || splice.text.endsWith('\r');
}

function isLineStart(text: string, offset: number): boolean {
  const before = text.charCodeAt(offset - 1);
  return offset === 0 || before === 10 || (before === 13 && text.charCodeAt(offset) !== 10);
}

/** A stretch of a text after splices: kept from the base, or new. */
type Piece =
  | { readonly kind: 'kept'; readonly start: number; readonly end: number }
  | { readonly kind: 'new'; readonly text: string };

function piecesOf(splices: readonly Splice[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const splice of splices) {
    if (splice.start > at) pieces.push({ kind: 'kept', start: at, end: splice.start });
    if (splice.text !== '') pieces.push({ kind: 'new', text: splice.text });
    at = splice.end;
  }
  // The base's length is not known here; its end is as far as it goes.
  pieces.push({ kind: 'kept', start: at, end: Number.POSITIVE_INFINITY });
  return pieces;
}

function splicesOf(pieces: readonly Piece[]): readonly Splice[] {
  const splices: Splice[] = [];
  let at = 0;
  let text = '';
  for (const piece of pieces) {
    if (piece.kind === 'new') {
      text += piece.text;
      continue;
    }
    if (text !== '' || piece.start > at) splices.push({ start: at, end: piece.start, text });
    text = '';
    at = piece.end;
  }
  return splices;
}

function lengthOf(piece: Piece): number {
  return piece.kind === 'new' ? piece.text.length : piece.end - piece.start;
}

function split(piece: Piece, length: number): readonly [Piece, Piece | undefined] {
  if (length >= lengthOf(piece)) return [piece, undefined];
  if (piece.kind === 'new') {
    return [
      { kind: 'new', text: piece.text.slice(0, length) },
      { kind: 'new', text: piece.text.slice(length) },
    ];
  }
  const cut = piece.start + length;
  return [
    { kind: 'kept', start: piece.start, end: cut },
    { kind: 'kept', start: cut, end: piece.end },
  ];
}
