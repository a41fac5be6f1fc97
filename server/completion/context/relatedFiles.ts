// Files near an open document: those it imports by a relative path, and its siblings. Read in the background, never for a keystroke.
import type { Logger } from '../../log/logger.ts';
import { pathOfUri } from '../../text/document.ts';
import { languageIdOf } from '../../text/languageIds.ts';
import { type Files, readText } from '../../world/files.ts';
import type { ContextDocument } from './documents.ts';
import { importCandidates, importsOf } from './imports.ts';

export interface RelatedFilesParts {
  readonly files: Files;
  readonly log: Logger;
  /** Files that must stay unread. */
  readonly excluded: (path: string) => boolean;
  /** Workspace folders: nothing outside of them is read. */
  readonly folders: () => readonly string[];
  readonly pathOf: (uri: string) => string;
}

interface CachedFile {
  readonly modifiedAt: number;
  readonly document: ContextDocument | undefined;
}

const largestFile = 200_000;
const mostImports = 20;
const mostSiblings = 6;
const mostCached = 200;

export class RelatedFiles {
  readonly #parts: RelatedFilesParts;
  readonly #cache = new Map<string, CachedFile>();
  readonly #near = new Map<string, readonly ContextDocument[]>();
  /** The imports of each document when its related files were read last, and that reading. */
  readonly #reads = new Map<string, { readonly key: string; readonly done: Promise<void> }>();

  constructor(parts: RelatedFilesParts) {
    this.#parts = parts;
  }

  /** What is known of the files near a document; empty until they have been read. */
  near(uri: string): readonly ContextDocument[] {
    return this.#near.get(uri) ?? [];
  }

  /** Reads the files near a document unless its imports are those of last time; resolves when they are read. Never rejects. */
  refresh(uri: string, languageId: string, text: string): Promise<void> {
    const path = pathOfUri(uri);
    if (!uri.startsWith('file:') || !this.#isInside(path)) return Promise.resolve();
    const imports = importsOf(text.slice(0, 20_000), languageId).slice(0, mostImports);
    const key = imports.join('\n');
    const known = this.#reads.get(uri);
    if (known?.key === key) return known.done;
    const done = this.#readNear(uri, path, imports).catch((error: unknown) => {
      this.#parts.log.debug(`related files failed: ${error instanceof Error ? error.message : String(error)}`);
    });
    this.#reads.set(uri, { key, done });
    return done;
  }

  forget(uri: string): void {
    this.#near.delete(uri);
    this.#reads.delete(uri);
  }

  async #readNear(uri: string, path: string, imports: readonly string[]): Promise<void> {
    const imported = await this.#imported(path, imports);
    const siblings = await this.#siblings(path, new Set(imported.map((document) => pathOfUri(document.uri))));
    this.#near.set(uri, [...imported, ...siblings]);
  }

  async #imported(path: string, imports: readonly string[]): Promise<readonly ContextDocument[]> {
    const found: ContextDocument[] = [];
    for (const specifier of imports) {
      for (const candidate of importCandidates(path, specifier)) {
        const document = await this.#read(candidate, 'import');
        if (document === undefined) continue;
        found.push(document);
        break;
      }
    }
    return found;
  }

  /** Files of the same kind in the same folder, those whose names have most in common first. */
  async #siblings(path: string, known: ReadonlySet<string>): Promise<readonly ContextDocument[]> {
    const folder = path.slice(0, path.lastIndexOf('/'));
    const name = path.slice(folder.length + 1);
    const extension = name.slice(name.lastIndexOf('.'));
    const names = (await this.#parts.files.list(folder))
      .filter((other) => other !== name && other.endsWith(extension))
      .sort((a, b) => shared(b, name) - shared(a, name) || (a < b ? -1 : 1));
    const found: ContextDocument[] = [];
    for (const other of names.slice(0, mostSiblings * 2)) {
      if (found.length >= mostSiblings) break;
      const sibling = `${folder}/${other}`;
      const document = known.has(sibling) ? undefined : await this.#read(sibling, 'sibling');
      if (document !== undefined) found.push(document);
    }
    return found;
  }

  async #read(path: string, relation: 'import' | 'sibling'): Promise<ContextDocument | undefined> {
    if (!this.#isInside(path) || this.#parts.excluded(path)) return undefined;
    const info = await this.#parts.files.info(path);
    if (info?.kind !== 'file' || info.size > largestFile) return undefined;
    const known = this.#cache.get(path);
    if (known?.modifiedAt === info.modifiedAt) return known.document && { ...known.document, relation };
    const real = await this.#parts.files.real(path);
    const isSafe = real !== undefined && this.#isInside(real) && !this.#parts.excluded(real);
    const found = isSafe ? await readText(this.#parts.files, path, largestFile) : { kind: 'missing' as const };
    const uri = `file://${path.split('/').map(encodeURIComponent).join('/')}`;
    const document =
      found.kind === 'text'
        ? { uri, path: this.#parts.pathOf(uri), languageId: languageIdOf(path), text: found.text, relation }
        : undefined;
    this.#cache.set(path, { modifiedAt: info.modifiedAt, document });
    if (this.#cache.size > mostCached) this.#cache.delete(this.#cache.keys().next().value ?? '');
    return document;
  }

  #isInside(path: string): boolean {
    return this.#parts.folders().some((folder) => path.startsWith(`${folder}/`));
  }
}

function shared(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
