// Related code for a cursor, collected while the debounce runs: a keystroke never waits for it.
import { untilAborted } from '../../async/abort.ts';
import { chooseSnippets } from '../../fim/snippets.ts';
import type { Snippet } from '../../model/fim.ts';
import type { DocumentSnapshot } from '../../text/document.ts';
import type { Clock } from '../../world/clock.ts';
import { Definitions } from './definitions.ts';
import type { ContextDocument, ContextPlace } from './documents.ts';
import { type EditFact, RecentEdits } from './recentEdits.ts';
import { RelatedFiles, type RelatedFilesParts } from './relatedFiles.ts';
import { SimilarCode } from './similar.ts';

/** The sources of related code, each a setting `completion.context.<name>`. */
export const sourceNames = ['edits', 'definitions', 'similar', 'siblings'] as const;
export type SourceName = (typeof sourceNames)[number];

export interface GatherParts extends RelatedFilesParts {
  readonly clock: Clock;
  /** The sources to ask; all of them unless the user switched one off. */
  readonly sources: () => readonly SourceName[];
}

/** How long one source may take in ms; what it finds later serves the next request. */
const sourceBudgetMs = 20;
/** How long the first request in a document may wait for related code, in ms. */
const firstBudgetMs = 40;
/** Open documents that count as recently used. */
const mostOpen = 20;

export class ContextGatherer {
  readonly #parts: GatherParts;
  readonly #edits = new RecentEdits();
  readonly #similar = new SimilarCode();
  readonly #definitions = new Definitions();
  readonly #related: RelatedFiles;
  /** Open documents, the most recently used last. */
  readonly #open = new Map<string, DocumentSnapshot>();
  readonly #collected = new Map<string, readonly Snippet[]>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #chosen = new Map<string, readonly Snippet[]>();

  constructor(parts: GatherParts) {
    this.#parts = parts;
    this.#related = new RelatedFiles(parts);
  }

  opened(snapshot: DocumentSnapshot): void {
    this.#use(snapshot);
    void this.#related.refresh(snapshot.uri, snapshot.languageId, snapshot.text);
  }

  changed(snapshot: DocumentSnapshot, edits: readonly Omit<EditFact, 'uri' | 'at'>[]): void {
    this.#use(snapshot);
    const at = this.#parts.clock.now();
    for (const edit of edits) this.#edits.changed({ ...edit, uri: snapshot.uri, at });
  }

  closed(uri: string): void {
    this.#open.delete(uri);
    this.#collected.delete(uri);
    this.#chosen.delete(uri);
    this.#edits.closed(uri);
    this.#similar.forget(uri);
    this.#definitions.forget(uri);
    this.#related.forget(uri);
  }

  /** Texts that the user deleted lately from this document. */
  deleted(uri: string): readonly string[] {
    return this.#edits.deleted(uri, this.#parts.clock.now());
  }

  /** Collects for a cursor, unless it is being done already; gives way to other work between the sources. */
  async collect(place: ContextPlace): Promise<void> {
    const running = this.#running.get(place.uri) ?? this.#collect(place).finally(() => this.#running.delete(place.uri));
    this.#running.set(place.uri, running);
    await running;
  }

  /** Resolves when something is collected for this document, or after `firstBudgetMs`: only its first request waits. */
  async first(place: ContextPlace, signal: AbortSignal): Promise<void> {
    if (this.#collected.has(place.uri)) return;
    await untilAborted(Promise.race([this.collect(place), this.#parts.clock.sleep(firstBudgetMs)]), signal);
  }

  async #collect(place: ContextPlace): Promise<void> {
    const { clock } = this.#parts;
    await this.#related.refresh(place.uri, place.languageId, place.prefix.slice(0, 20_000));
    const documents = this.#documents(place.uri);
    const wanted = new Set(this.#parts.sources());
    const asked: readonly (() => readonly Snippet[])[] = [
      () => (wanted.has('edits') ? this.#edits.snippets(documents, clock.now()) : []),
      () => (wanted.has('definitions') ? this.#definitions.snippets(place, documents) : []),
      () =>
        wanted.has('similar')
          ? this.#similar.snippets(
              place,
              documents.filter(({ relation }) => relation !== 'sibling'),
            )
          : [],
      () =>
        wanted.has('siblings')
          ? this.#similar.snippets(
              place,
              documents.filter(({ relation }) => relation === 'sibling'),
            )
          : [],
    ];
    const found: Snippet[] = [];
    for (const ask of asked) {
      await clock.sleep(0);
      const startedAt = clock.now();
      found.push(...ask());
      const ms = clock.now() - startedAt;
      if (ms > sourceBudgetMs) this.#parts.log.debug(`context source was slow ms=${ms}`);
    }
    this.#collected.set(place.uri, found);
  }

  /** What is collected for a document by now, chosen for this window and budget (in characters). */
  take(uri: string, window: { readonly prefix: string; readonly suffix: string }, budget: number): readonly Snippet[] {
    const candidates = this.#collected.get(uri) ?? [];
    const chosen = chooseSnippets({
      candidates,
      window,
      path: this.#parts.pathOf(uri),
      budget,
      previous: this.#chosen.get(uri) ?? [],
    });
    this.#chosen.set(uri, chosen);
    return chosen;
  }

  #documents(uri: string): readonly ContextDocument[] {
    const open = [...this.#open.values()]
      .slice(-mostOpen)
      .filter((snapshot) => !this.#parts.excluded(snapshot.uri))
      .map((snapshot) => ({ ...snapshot, path: this.#parts.pathOf(snapshot.uri), relation: 'open' as const }));
    const known = new Set(open.map((document) => document.uri));
    return [...open, ...this.#related.near(uri).filter((document) => !known.has(document.uri))];
  }

  #use(snapshot: DocumentSnapshot): void {
    this.#open.delete(snapshot.uri);
    this.#open.set(snapshot.uri, snapshot);
  }
}
