// From what a model streams to what is shown: one choice of cut and overwrite, run on every chunk.
import { withLineEnding } from '../text/lines.ts';
import { choose } from './candidates.ts';
import { copiesSnippet, loopStart, restoresDeleted } from './echo.ts';
import type { Extent } from './extent.ts';
import { repeatedWord } from './halfWord.ts';
import { lex } from './lexer.ts';
import { closeForms } from './lisp.ts';
import { insideText } from './nesting.ts';
import { clean } from './normalize.ts';
import { type PartUnit, standing } from './part.ts';
import type { Place, ResolveOptions } from './place.ts';
import { reindent } from './reindent.ts';
import { repeatedStart, restAgain } from './repetition.ts';
import type { NoneReason } from './request.ts';
import { extentOf } from './scope.ts';
import { withoutSecondBlank, withoutSecondCloser } from './seam.ts';
import { readSite, type Site } from './site.ts';

export type { PartUnit, Place, ResolveOptions };

export type Resolved =
  | {
      readonly kind: 'shown';
      /** To insert at the cursor; may still be empty while the stream has brought nothing to show. */
      readonly text: string;
      /** UTF-16 units of the rest of the cursor's line that the text replaces. */
      readonly replace: number;
      /** Nothing that may still come can change `text`: the stream can be closed. */
      readonly final: boolean;
    }
  | { readonly kind: 'dropped'; readonly reason: NoneReason; readonly final: boolean };

/**
 * What to show of `raw`, the model's text so far; `done` when no more will come. Pure, never throws.
 */
export function resolve(place: Place, raw: string, done: boolean, options: ResolveOptions): Resolved {
  return resolver(place, options)(raw, done);
}

/** Like `resolve` for one place: reads the place once, for a stream of chunks. */
export function resolver(place: Place, options: ResolveOptions): (raw: string, done: boolean) => Resolved {
  const site = readSite(place);
  return (raw, done) => resolveAt(site, raw, done, options);
}

/**
 * What already stands of an answer that is still being written, which more text only adds to (unless the model goes round in a
 * loop, which is seen late). `undefined` while there is nothing, or where it may yet be dropped.
 */
export function resolvePart(place: Place, raw: string, unit: PartUnit, options: ResolveOptions): Resolved | undefined {
  const site = readSite(place);
  const read = readAnswer(site, raw, false);
  if (read === undefined || copiesSnippet(site, read.answer, options.snippets, false) !== 'no') return undefined;
  const { end } = shorter(extentOf(site, read.answer, false, options), loopStart(site, read.answer, false));
  const text = read.answer.slice(0, standing(site, read.answer.slice(0, end), unit)).trimEnd();
  if (text === '' || restoresDeleted(site, text, options.deleted)) return undefined;
  const { cut, replace } = choose(site, text);
  if (cut < text.length || replace > 0) return undefined;
  return { kind: 'shown', text: withLineEnding(text, site.lineEnding), replace, final: false };
}

/** The answer in a raw text, in LF, at the document's indentation; `undefined` while its beginning is undecided. */
function readAnswer(site: Site, raw: string, done: boolean): { answer: string; finished: boolean } | undefined {
  const { text, undecided, ended } = clean(site, raw, done);
  if (undecided) return undefined;
  const lines = repeatedStart(site, text, ended);
  const start = lines === 0 ? repeatedWord(site, text, ended) : lines;
  if (start === undefined) return undefined;
  const fitting = withoutSecondCloser(site, withoutSecondBlank(site, text.slice(start)), ended);
  return { answer: reindent(site, fitting, ended), finished: ended };
}

function resolveAt(site: Site, raw: string, done: boolean, options: ResolveOptions): Resolved {
  const pending: Resolved = { kind: 'shown', text: '', replace: 0, final: false };
  const read = readAnswer(site, raw, done);
  if (read === undefined) return pending;
  const { answer, finished } = read;
  const copy = copiesSnippet(site, answer, options.snippets, finished);
  if (copy === 'yes') return { kind: 'dropped', reason: 'repeats-text', final: true };

  const scope = extentOf(site, answer, finished, options);
  // Behind the end of what is in scope nothing is read, so that what comes later changes nothing.
  const inScope = scope.closed ? answer.slice(0, scope.end) : answer;
  const extent = shorter(scope, loopStart(site, inScope, finished || scope.closed));
  const reach = answer.slice(0, extent.end);
  const again = restAgain(site, answer, extent.end, finished);
  const final = done || finished || (extent.closed && copy === 'no' && again !== 'maybe');
  const { text, replace } = settle(site, reach, again === 'yes');
  if (text.trim() === '') {
    if (!final) return pending;
    const reason = raw.trim() === '' ? 'empty' : reach.trim() === '' ? extent.why : 'repeats-text';
    return { kind: 'dropped', reason, final };
  }
  if (final && restoresDeleted(site, text, options.deleted))
    return { kind: 'dropped', reason: 'restores-deleted', final };
  return { kind: 'shown', text: withLineEnding(text, site.lineEnding), replace, final };
}

function shorter(extent: Extent, loop: number | undefined): Extent {
  return loop === undefined || loop >= extent.end ? extent : { end: loop, closed: true, why: 'repeats-text' };
}

/** Fits what may be shown between the cursor and the rest of its line. `again`: it surely ends with that rest. */
function settle(site: Site, reach: string, again: boolean): { text: string; replace: number } {
  if (site.language.block === 'lisp' && !insideText(site.before))
    return { text: trimEnd(site, closeForms(site, withoutRest(site, reach)), 0), replace: 0 };
  const { cut, replace } = again ? { cut: reach.lastIndexOf(site.rest.trim()), replace: 0 } : choose(site, reach);
  const text = reach.slice(0, cut);
  // What was cut began with the blank that the rest of the line begins with.
  const blank = cut < reach.length && /^[ \t]/.test(site.rest.slice(replace));
  return { text: trimEnd(site, blank ? text.replace(/[ \t]+$/, '') : text, replace), replace };
}

/** A string with its closers that stands behind the cursor goes from the answer's end; closers alone are computed. */
function withoutRest(site: Site, reach: string): string {
  const rest = site.rest.trim();
  const text = reach.trimEnd();
  const again =
    rest.startsWith('"') && text.endsWith(rest) && !insideText(lex(site.language, text, site.before).nesting);
  return again ? text.slice(0, -rest.length) : reach;
}

/** Blanks at the end go, unless text follows on the line: then only a line break behind a single line goes. */
function trimEnd(site: Site, text: string, replace: number): string {
  if (site.rest.slice(replace).trim() === '') return text.trimEnd();
  return text.trimEnd().includes('\n') ? text : text.replace(/[ \t]*\n\s*$/, '');
}
