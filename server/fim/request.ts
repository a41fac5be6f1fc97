// What a completion is asked with and answered by.
import type { ModelErrorKind } from '../model/errors.ts';
import type { ModelId } from '../model/fim.ts';
import type { DocumentSnapshot } from '../text/document.ts';

/** `invoked`: the user asked for it by hand. Editors send LSP's Invoked for ordinary typing too, so `lsp/` decides which it is. */
export type Trigger = 'automatic' | 'invoked';

export interface CompletionRequest {
  readonly snapshot: DocumentSnapshot;
  /** Cursor, as UTF-16 offset into `snapshot.text`. */
  readonly offset: number;
  readonly trigger: Trigger;
  /** When this document last changed, in milliseconds of the clock. */
  readonly changedAt: number;
  /** How many different completions are wanted at most; 1 unless the user asked by hand. */
  readonly count?: number | undefined;
}

/** One text to offer at the cursor. */
export interface Completion {
  /** To insert at the cursor. Never empty; in the document's line endings. */
  readonly text: string;
  /** How many UTF-16 units behind the cursor, on its line, the text replaces. */
  readonly replace: number;
  /** Who answered. */
  readonly model: ModelId;
  /** Where the text came from: a model's answer, or something known already. */
  readonly from: 'model' | 'last-shown' | 'cache';
  /** More of the answer follows behind it: it was offered before its end was known. */
  readonly part: boolean;
  /** Unique in this process; what an acceptance refers to. */
  readonly id: string;
}

/** Why there is nothing to show. */
export type NoneReason =
  | 'off'
  | 'excluded-file'
  | 'too-large'
  | 'mid-word'
  | 'words-follow'
  | 'too-little-context'
  | 'unlikely'
  | 'superseded'
  | 'cancelled'
  | 'late'
  | 'rate-limited'
  | 'budget-spent'
  | 'no-key'
  | 'refused'
  | 'unreachable'
  | 'failed'
  | 'unsure'
  | 'empty'
  | 'repeats-text'
  | 'out-of-scope'
  | 'restores-deleted';

export type CompletionResult =
  | { readonly kind: 'some'; readonly completions: readonly Completion[] }
  | { readonly kind: 'none'; readonly reason: NoneReason };

/** An answer without a completion. */
export function none(reason: NoneReason): CompletionResult {
  return { kind: 'none', reason };
}

/** The reason a user reads when a model failed in this way. */
export function reasonOf(kind: ModelErrorKind): NoneReason {
  switch (kind) {
    case 'key':
      return 'no-key';
    case 'quota':
    case 'rate-limit':
      return 'rate-limited';
    case 'budget':
      return 'budget-spent';
    case 'refused':
      return 'refused';
    case 'network':
    case 'timeout':
    case 'server':
    case 'wire':
      return 'unreachable';
  }
}
