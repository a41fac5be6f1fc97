// Brings a growing text into an open document: one edit at a time, the newest text first, and never over what the user types.
import { EditSession, type SessionState } from '../edits/session.ts';
import { type Splice, toTextEdits } from '../text/diff.ts';
import type { DocumentSnapshot } from '../text/document.ts';
import type { AssistHost } from './host.ts';

/** How an edit ended. `conflict`: the user changed the same lines. `refused`: the editor did not take it, for this reason. */
export type Landing =
  | { readonly kind: 'done' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'refused'; readonly reason: string };

/** How often an edit is made anew because the user typed in the moment it arrived. */
const mostAttempts = 8;

export class LiveEdit {
  readonly #host: Pick<AssistHost, 'document' | 'applyEdits'>;
  readonly #uri: string;
  readonly #session: EditSession;
  #wanted: (() => string) | undefined;
  #pump: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #stopped = false;
  #touched = false;

  /** Works on `start..end` (offsets) of the document. */
  constructor(
    host: Pick<AssistHost, 'document' | 'applyEdits'>,
    snapshot: DocumentSnapshot,
    span: { readonly start: number; readonly end: number },
  ) {
    this.#host = host;
    this.#uri = snapshot.uri;
    this.#session = new EditSession(snapshot.text, span.start, span.end);
  }

  /** True when something of ours has come into the document. */
  get touched(): boolean {
    return this.#touched;
  }

  /** True when nothing stands behind the region. */
  get isAtEnd(): boolean {
    const document = this.#host.document(this.#uri);
    if (document !== undefined) this.#session.observe(document.text);
    return this.#session.region.end === this.#session.text.length;
  }

  get state(): SessionState {
    return this.#session.state;
  }

  /**
   * Shows the beginning of the new text as soon as the edit before it has landed; texts that came in between are skipped, and only
   * those that are shown are made at all.
   */
  show(soFar: () => string): void {
    if (this.#stopped) return;
    this.#wanted = soFar;
    this.#pump ??= this.#run();
  }

  /** Shows nothing more, and waits until nothing is on its way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#pump;
  }

  /** Waits until nothing is on its way. Throws what the host threw. */
  async settle(): Promise<void> {
    await this.#pump;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Brings the final text in. */
  async finish(text: string): Promise<Landing> {
    await this.stop();
    await this.settle();
    return this.#land(() => this.#session.finish(text));
  }

  /** Takes everything of ours out again; the user's changes stay. */
  async rollback(): Promise<Landing> {
    await this.stop();
    return this.#land(() => this.#session.rollback());
  }

  async #run(): Promise<void> {
    try {
      while (this.#wanted !== undefined && !this.#stopped) {
        const text = this.#wanted();
        this.#wanted = undefined;
        const landing = await this.#land(() => this.#session.next(text));
        // A document that takes no steps may still take the end: streaming stops, `finish` decides.
        if (landing.kind !== 'done' || this.#session.state === 'diverged') this.#stopped = true;
      }
    } catch (error) {
      this.#stopped = true;
      this.#failure = { error };
    } finally {
      this.#pump = undefined;
    }
  }

  /** Applies what `propose` says for the document as it is now; proposes again when the user was faster. */
  async #land(propose: () => readonly Splice[] | undefined): Promise<Landing> {
    let reason = '';
    let lastVersion: number | undefined;
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const document = this.#host.document(this.#uri);
      if (document === undefined) return { kind: 'refused', reason: 'the document was closed' };
      // Refused although nobody typed: it will be refused again.
      if (document.version === lastVersion) return { kind: 'refused', reason };
      this.#session.observe(document.text);
      const splices = propose();
      if (splices === undefined) return { kind: 'conflict' };
      if (splices.length === 0) return { kind: 'done' };
      const result = await this.#host.applyEdits(this.#uri, document.version, toTextEdits(document.text, splices));
      if (result.kind === 'applied') {
        this.#touched = true;
        this.#session.applied(splices);
        if (result.snapshot !== undefined) this.#session.observe(result.snapshot.text);
        return { kind: 'done' };
      }
      reason = result.reason;
      lastVersion = document.version;
    }
    return { kind: 'refused', reason };
  }
}
