// A streaming edit: one region of a document becomes a text that is still being written, step by step, while the user may type elsewhere.
import { diffByCharacter, diffByLine, type Splice, trimmed } from '../text/diff.ts';
import { splitLinesKeepingEnds } from '../text/lines.ts';
import { applySplices, rebase } from './apply.ts';

/** How far below the last line found an equal line may stand: an edit that removes more appears at the end, in one go. */
const lookAhead = 60;

/**
 * What the document is to us:
 * `following`: exactly what we made of it, or changed by the user outside of our region only;
 * `diverged`: the user changed something inside our region, so nothing is streamed any more and the end decides.
 */
export type SessionState = 'following' | 'diverged';

/**
 * Proposes splices and is told what became of them: `next` or `finish` proposes, the caller applies, `applied` and `observe` tell.
 * All splices refer to the text last observed.
 */
export class EditSession {
  readonly #original: string;
  /** The document as we expect it: with our steps, and with the user's changes outside of the region. */
  #text: string;
  #start: number;
  #end: number;
  /** The document as it is, when it has diverged. */
  #diverged: string | undefined;

  /** Works on `start..end` (offsets) of `text`. */
  constructor(text: string, start: number, end: number) {
    this.#original = text.slice(start, end);
    this.#text = text;
    this.#start = start;
    this.#end = end;
  }

  get state(): SessionState {
    return this.#diverged === undefined ? 'following' : 'diverged';
  }

  /** The document's text that the next splices refer to. */
  get text(): string {
    return this.#diverged ?? this.#text;
  }

  /** What stands in the region now, as far as we know. */
  get shown(): string {
    return this.#text.slice(this.#start, this.#end);
  }

  /** Offsets of the region in `text`; meaningful while following. */
  get region(): { readonly start: number; readonly end: number } {
    return { start: this.#start, end: this.#end };
  }

  /**
   * The step that shows `soFar`, the beginning of the new text: its lines stand above the old lines that nothing has replaced yet.
   * Give whole lines only, where half a line would disturb. Empty when there is nothing new to show or the document has diverged.
   */
  next(soFar: string): readonly Splice[] {
    if (this.#diverged !== undefined) return [];
    return this.#towards(soFar + remaining(this.#original, soFar));
  }

  /**
   * The splices that bring the final text into the document, or `undefined` when the user changed the very same lines, or took out
   * lines that we had shown, by an undo for one: what we would add to the rest makes no sense without them.
   */
  finish(newText: string): readonly Splice[] | undefined {
    if (this.#diverged === undefined) return this.#splicesOf(diffByLine(this.shown, newText)).map(this.#trim);
    const theirs = diffByCharacter(this.#text, this.#diverged);
    if (this.#lacksLines(theirs)) return undefined;
    const ours = this.#splicesOf(diffByLine(this.shown, newText));
    return rebase(this.#text, ours, theirs);
  }

  /** The splices that take back all our steps and leave the user's changes; `undefined` when they stand in the same lines. */
  rollback(): readonly Splice[] | undefined {
    const without = this.#text.slice(0, this.#start) + this.#original + this.#text.slice(this.#end);
    if (this.#diverged === without) return [];
    return this.finish(this.#original);
  }

  /** The document now has these splices, which this session proposed for `text`. */
  applied(splices: readonly Splice[]): void {
    if (this.#diverged !== undefined) {
      this.#diverged = applySplices(this.#diverged, splices);
      return;
    }
    const growth = splices.reduce((sum, splice) => sum + splice.text.length - (splice.end - splice.start), 0);
    this.#text = applySplices(this.#text, splices);
    this.#end += growth;
  }

  /** The document is now `actual`. A difference to what we expect is the user's doing (or another tool's). */
  observe(actual: string): SessionState {
    if (actual === this.text) return this.state;
    if (this.#diverged !== undefined) {
      this.#diverged = actual;
      return 'diverged';
    }
    const theirs = diffByCharacter(this.#text, actual);
    const moved = this.#moveRegion(theirs);
    if (moved === undefined) {
      this.#diverged = actual;
      return 'diverged';
    }
    this.#text = actual;
    this.#start = moved.start;
    this.#end = moved.end;
    return 'following';
  }

  /** The region after changes outside of it; `undefined` when one of them touches it. */
  #moveRegion(theirs: readonly Splice[]): { readonly start: number; readonly end: number } | undefined {
    // The region as one splice by itself: what can be rebased over the user's changes is untouched by them.
    const region: Splice = { start: this.#start, end: this.#end, text: this.shown };
    const [moved] = rebase(this.#text, [region], theirs) ?? [];
    return moved === undefined ? undefined : { start: moved.start, end: moved.end };
  }

  /** True when `theirs` takes out a line break of what we have shown, or the one before it: a difference may begin at either. */
  #lacksLines(theirs: readonly Splice[]): boolean {
    let shift = this.#start;
    return diffByLine(this.#original, this.shown).some(({ start, end, text }) => {
      const from = Math.max(this.#start, start + shift - 1);
      const to = start + shift + text.length;
      shift += text.length - (end - start);
      return theirs.some((their) =>
        this.#text.slice(Math.max(from, their.start), Math.min(to, their.end)).includes('\n'),
      );
    });
  }

  #towards(wanted: string): readonly Splice[] {
    const shown = this.shown;
    if (wanted === shown) return [];
    return this.#splicesOf([trimmed({ start: 0, end: shown.length, text: wanted }, shown)]);
  }

  #splicesOf(own: readonly Splice[]): readonly Splice[] {
    return own.map((splice) => ({ ...splice, start: splice.start + this.#start, end: splice.end + this.#start }));
  }

  readonly #trim = (splice: Splice): Splice => trimmed(splice, this.#text);
}

/** The whole lines of a growing text: what is certain not to change any more. */
export function wholeLines(soFar: string): string {
  const lines = splitLinesKeepingEnds(soFar);
  const last = lines.at(-1) ?? '';
  // A CR at the very end may be the first half of a CRLF.
  const complete = last.endsWith('\n') ? lines : lines.slice(0, -1);
  return complete.join('');
}

/**
 * The old lines that the new text has not reached yet. Each new line that also stands a little further down in the old text takes
 * us behind it; lines without a word (a brace, a blank) only when they come next, because they stand everywhere.
 */
function remaining(original: string, soFar: string): string {
  const old = splitLinesKeepingEnds(original);
  let at = 0;
  for (const line of splitLinesKeepingEnds(soFar)) {
    const reach = /\w/.test(line) ? lookAhead : 1;
    const found = old.slice(at, at + reach).indexOf(line);
    if (found >= 0) at += found + 1;
  }
  return old.slice(at).join('');
}
