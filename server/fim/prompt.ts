// From a cursor in a document to what a FIM model is asked.
import type { FimCall, Snippet } from '../model/fim.ts';

export interface PromptParts {
  readonly uri: string;
  readonly path: string;
  readonly languageId: string;
  /** Windows around the cursor, cut to the budget already. */
  readonly prefix: string;
  readonly suffix: string;
  readonly snippets: readonly Snippet[];
  readonly maxTokens: number;
  /** 0 for the one automatic answer; higher when several different ones are wanted. */
  readonly temperature: number;
  readonly cacheKey: string | undefined;
}

/**
 * The call for these parts. No stop sequences: a blank line is not the end of a block (it loses 27 of 300 right answers,
 * facts/completion-engines.md finding 4), and `resolve` closes the stream as soon as nothing more can be shown.
 */
export function planFim(parts: PromptParts): FimCall {
  return { ...parts, stop: [] };
}
