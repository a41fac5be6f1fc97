// From what a model streams to what is shown: one choice of cut and overwrite, run on every chunk.
import { withLineEnding } from '../text/lines.ts';
import { choose } from './candidates.ts';
import { clean } from './normalize.ts';
import type { Place, ResolveOptions } from './place.ts';
import { reindent } from './reindent.ts';
import { repeatedStart, restAgain } from './repetition.ts';
import type { NoneReason } from './request.ts';
import { extentOf } from './scope.ts';
import { readSite, type Site } from './site.ts';

export type { Place, ResolveOptions };

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

function resolveAt(site: Site, raw: string, done: boolean, options: ResolveOptions): Resolved {
  const cleaned = clean(site, raw, done);
  if (cleaned.undecided) return { kind: 'shown', text: '', replace: 0, final: false };
  const start = repeatedStart(site, cleaned.text, cleaned.ended);
  if (start === undefined) return { kind: 'shown', text: '', replace: 0, final: false };
  const answer = reindent(site, cleaned.text.slice(start));
  const extent = extentOf(site, answer, cleaned.ended, options);
  const closed = done || extent.closed || cleaned.ended;
  const reach = answer.slice(0, extent.end);
  const again = restAgain(site, answer, extent.end, cleaned.ended);
  const { cut, replace } =
    again === 'yes' ? { cut: reach.lastIndexOf(site.rest.trim()), replace: 0 } : choose(site, reach);
  const final = closed && again !== 'maybe';
  const open = site.rest.slice(replace).trim() !== '';
  const text = open ? reach.slice(0, cut) : reach.slice(0, cut).trimEnd();
  if (text.trim() === '' && final) {
    const reason = raw.trim() === '' ? 'empty' : reach.trim() === '' ? extent.why : 'repeats-text';
    return { kind: 'dropped', reason, final };
  }
  return { kind: 'shown', text: withLineEnding(text, site.lineEnding), replace: text === '' ? 0 : replace, final };
}
