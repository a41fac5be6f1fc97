// Where a completion goes, and how much of it may be shown.

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
