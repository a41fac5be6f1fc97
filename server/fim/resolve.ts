// From what a model streams to what is shown: one choice of cut and overwrite, run on every chunk.
import type { NoneReason } from './request.ts';

/** Where a completion goes. */
export interface Place {
  /** Text of the document before the cursor. */
  readonly prefix: string;
  /** Text of the document behind the cursor. */
  readonly suffix: string;
  readonly languageId: string;
}

export interface ResolveOptions {
  /** How much may be shown: one line, a whole block, or what the place and the first generated line suggest. */
  readonly multiline: 'auto' | 'always' | 'never';
  /** True after an acceptance, or when asked by hand: a block rather than a line. */
  readonly preferBlock: boolean;
  /** Texts of the context snippets that were sent; a verbatim copy of their beginning is dropped. */
  readonly snippets: readonly string[];
  /** Texts the user has just deleted; an answer that brings one back is dropped. */
  readonly deleted: readonly string[];
}

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
  void place;
  void options;
  if (done && raw.trim() === '') return { kind: 'dropped', reason: 'empty', final: true };
  return { kind: 'shown', text: raw, replace: 0, final: done };
}
