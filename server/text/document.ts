/** An immutable picture of one document, as every room below `lsp/` sees it. */
export interface DocumentSnapshot {
  /** As the client spells it. */
  readonly uri: string;
  /** LSP language identifier, such as `typescript`. */
  readonly languageId: string;
  /** The client's version number of this text. */
  readonly version: number;
  readonly text: string;
}

/** The path of a `file:` uri without percent-encoding, or the uri itself for other schemes. Separators are always `/`. */
export function pathOfUri(uri: string): string {
  if (!uri.startsWith('file:')) return uri;
  try {
    const path = decodeURIComponent(new URL(uri).pathname);
    return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
  } catch {
    return uri;
  }
}

/** The last segment of a path or uri. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
