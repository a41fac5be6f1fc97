// The documents the client has opened: their text, and what each change did.

import type {
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { DocumentSnapshot } from '../text/document.ts';
import type { Position } from '../text/position.ts';
import type { Clock } from '../world/clock.ts';

/** One replaced range, in offsets of the text before it. */
export interface TextChange {
  readonly offset: number;
  /** Zero-based line of `offset`. */
  readonly line: number;
  readonly removed: string;
  readonly inserted: string;
}

export interface DocumentEvent {
  readonly snapshot: DocumentSnapshot;
  /** In the order they were made; each refers to the text behind the one before. Empty for an opened document. */
  readonly changes: readonly TextChange[];
}

export interface DocumentListener {
  opened(event: DocumentEvent): void;
  changed(event: DocumentEvent): void;
  closed(uri: string): void;
}

interface OpenDocument {
  document: TextDocument;
  snapshot: DocumentSnapshot;
  changedAt: number;
}

/** Columns are UTF-16 units throughout: we offer the client nothing else (docs/decisions). */
export class Documents {
  readonly #open = new Map<string, OpenDocument>();
  readonly #clock: Clock;
  #listeners: readonly DocumentListener[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Gives what ends it. */
  listen(listener: DocumentListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((one) => one !== listener);
    };
  }

  get(uri: string): DocumentSnapshot | undefined {
    return this.#open.get(uri)?.snapshot;
  }

  all(): readonly DocumentSnapshot[] {
    return [...this.#open.values()].map(({ snapshot }) => snapshot);
  }

  /** Clock time of the last change in ms; 0 when the document was never changed. */
  changedAt(uri: string): number {
    return this.#open.get(uri)?.changedAt ?? 0;
  }

  /** Offset of a position; one outside the text is moved to the nearest place inside. */
  offsetAt(uri: string, position: Position): number {
    return this.#open.get(uri)?.document.offsetAt(position) ?? 0;
  }

  positionAt(uri: string, offset: number): Position {
    return this.#open.get(uri)?.document.positionAt(offset) ?? { line: 0, character: 0 };
  }

  open({ textDocument: { uri, languageId, version, text } }: DidOpenTextDocumentParams): void {
    const document = TextDocument.create(uri, languageId, version, text);
    const entry = { document, snapshot: snapshotOf(document), changedAt: 0 };
    this.#open.set(uri, entry);
    for (const listener of this.#listeners) listener.opened({ snapshot: entry.snapshot, changes: [] });
  }

  change({ textDocument, contentChanges }: DidChangeTextDocumentParams): void {
    const entry = this.#open.get(textDocument.uri);
    if (entry === undefined) return;
    const changes: TextChange[] = [];
    for (const change of contentChanges) {
      changes.push(describe(entry.document, change));
      entry.document = TextDocument.update(entry.document, [change], textDocument.version);
    }
    entry.snapshot = snapshotOf(entry.document);
    entry.changedAt = this.#clock.now();
    for (const listener of this.#listeners) listener.changed({ snapshot: entry.snapshot, changes });
  }

  close({ textDocument }: DidCloseTextDocumentParams): void {
    if (!this.#open.delete(textDocument.uri)) return;
    for (const listener of this.#listeners) listener.closed(textDocument.uri);
  }
}

type ContentChange = DidChangeTextDocumentParams['contentChanges'][number];

function describe(document: TextDocument, change: ContentChange): TextChange {
  if (!('range' in change)) return { offset: 0, line: 0, removed: document.getText(), inserted: change.text };
  const offset = document.offsetAt(change.range.start);
  return {
    offset,
    line: document.positionAt(offset).line,
    removed: document.getText(change.range),
    inserted: change.text,
  };
}

function snapshotOf(document: TextDocument): DocumentSnapshot {
  const { uri, languageId, version } = document;
  return { uri, languageId, version, text: document.getText() };
}
