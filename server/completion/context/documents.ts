/** A text that related code may be taken from: an open document, or a file near one. */
export interface ContextDocument {
  readonly uri: string;
  /** What the model reads as its path. */
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  /** How it came to be known. */
  readonly relation: 'open' | 'import' | 'sibling';
}

/** A cursor for which related code is wanted. */
export interface ContextPlace {
  readonly uri: string;
  readonly languageId: string;
  readonly prefix: string;
  readonly suffix: string;
}
