// The editor as edits and chats see it: AssistHost over the client and its documents.
import type { ApplyResult, AssistHost, HostDiagnostic, Scratch } from '../assist/host.ts';
import type { OwnDocuments } from '../assist/ownDocuments.ts';
import { uriOfPath } from '../assist/place.ts';
import type { Workspace } from '../assist/workspace.ts';
import { applySplices } from '../edits/apply.ts';
import { type TextEdit, toSplices, toTextEdits } from '../text/diff.ts';
import { type DocumentSnapshot, pathOfUri } from '../text/document.ts';
import { extensionOf, languageIdOf } from '../text/languageIds.ts';
import type { Range } from '../text/position.ts';
import type { Clock } from '../world/clock.ts';
import type { FileText } from '../world/files.ts';
import type { EditorClient } from './client.ts';
import type { Client } from './clientProfile.ts';
import type { ReportedDiagnostics } from './diagnostics.ts';
import type { Documents } from './documents.ts';
import { Landing } from './landing.ts';
import { findStray, type Stray, wayHome } from './stray.ts';

export interface EditHostParts {
  readonly editor: EditorClient;
  readonly client: Client;
  readonly documents: Documents;
  readonly workspace: Workspace;
  readonly ownDocuments: OwnDocuments;
  readonly diagnostics: ReportedDiagnostics;
  readonly clock: Clock;
}

/** What our edits are called. */
export interface EditNames {
  /** In undo lists and messages. */
  readonly label: string;
  /** Tells the edits of this task from all others, for a client that makes them one step of its undo; else `undefined`. */
  readonly task: string | undefined;
}

/** A client that has not answered an edit of an open document by then is waiting for its user, or gone. */
const longestAnswerMs = 20_000;

const noAnswer = 'the editor did not answer';

export class EditHost implements AssistHost {
  readonly #parts: EditHostParts;
  readonly #names: EditNames;
  readonly #tell: (message: string) => void;

  /** `tell` shows what is going on. */
  constructor(parts: EditHostParts, names: EditNames, tell: (message: string) => void) {
    this.#parts = parts;
    this.#names = names;
    this.#tell = tell;
  }

  documents(): readonly DocumentSnapshot[] {
    return this.#parts.documents.all();
  }

  document(uri: string): DocumentSnapshot | undefined {
    return this.#parts.documents.get(uri);
  }

  folders(): readonly string[] {
    return this.#parts.workspace.folders();
  }

  real(path: string): Promise<string | undefined> {
    return this.#parts.workspace.real(path);
  }

  excludes(path: string): boolean {
    return this.#parts.workspace.excludes(path);
  }

  read(path: string, maxBytes: number): Promise<FileText> {
    return this.#parts.workspace.read(path, maxBytes);
  }

  list(signal: AbortSignal): AsyncIterable<string> {
    return this.#parts.workspace.list(signal);
  }

  async applyEdits(uri: string, version: number | null, edits: readonly TextEdit[]): Promise<ApplyResult> {
    const documentChanges = [{ textDocument: { uri, version }, edits }];
    const before = this.document(uri);
    if (before === undefined) {
      const refusal = await this.#apply([{ textDocument: { uri, version }, edits: await this.#intoFile(uri, edits) }]);
      return refusal === undefined ? { kind: 'applied', snapshot: this.document(uri) } : refused(refusal);
    }
    if (before.version !== version) return refused('the document has changed');
    const { documents, clock } = this.#parts;
    const expected = applySplices(before.text, toSplices(before.text, edits));
    const landing = new Landing(documents, clock, before, expected);
    try {
      const refusal = await this.#applySoon(documentChanges);
      if (refusal !== undefined) {
        await landing.changed();
        return refused(refusal);
      }
      const snapshot = await landing.arrived();
      const stray = findStray(landing.texts, edits);
      if (stray !== undefined) return await this.#bringHome(before, edits, stray);
      return snapshot === undefined
        ? refused('the edit did not arrive in the document')
        : { kind: 'applied', snapshot };
    } finally {
      landing.stop();
    }
  }

  /** Puts an edit right that the editor has put beside its place, or takes it back where the user has changed the same lines. */
  async #bringHome(before: DocumentSnapshot, edits: readonly TextEdit[], stray: Stray): Promise<ApplyResult> {
    const changed = 'the document has changed';
    const now = this.document(before.uri);
    const way = now && wayHome(before.text, edits, stray, now.text);
    if (now === undefined || way === undefined) return refused(changed);
    const done: ApplyResult =
      way.splices.length === 0
        ? { kind: 'applied', snapshot: now }
        : await this.applyEdits(now.uri, now.version, toTextEdits(now.text, way.splices));
    return way.taken ? done : refused(changed);
  }

  async createFile(uri: string, text: string): Promise<ApplyResult> {
    const path = pathOfUri(uri);
    const open = this.documents().some((one) => pathOfUri(one.uri) === path);
    if (open || (await this.#parts.workspace.has(path))) return refused('the file exists');
    const start = { line: 0, character: 0 };
    const newText = this.#wholeText(text);
    const edit = { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText }] };
    // Eglot cannot create files in an edit, but opens a new buffer for a text edit of a file that is not there.
    const creation = { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } };
    const refusal = await this.#apply(this.#parts.client.createsFiles ? [creation, edit] : [edit]);
    return refusal === undefined ? { kind: 'applied', snapshot: this.document(uri) } : refused(refusal);
  }

  diagnostics(uri: string | undefined): readonly HostDiagnostic[] {
    return this.#parts.diagnostics.get(uri);
  }

  async ask(question: string, choices: readonly string[]): Promise<string | undefined> {
    const actions = choices.map((title) => ({ title }));
    try {
      const answer = await this.#parts.editor.request('window/showMessageRequest', {
        type: 3,
        message: `codestral-lsp: ${question}`,
        actions,
      });
      const title = (answer as { readonly title?: unknown } | null)?.title;
      return choices.find((choice) => choice === title);
    } catch {
      return undefined;
    }
  }

  progress(message: string): void {
    this.#tell(message);
  }

  /** With the cursor at the beginning of `line`, where one is given. */
  showDocument(uri: string, line?: number): Promise<boolean> {
    const place = { line: line ?? 0, character: 0 };
    return this.#show(uri, {
      takeFocus: true,
      ...(line === undefined ? {} : { selection: { start: place, end: place } }),
    });
  }

  async openScratch({ title, languageId, text }: Scratch): Promise<string> {
    const extension = extensionOf(languageId);
    const named = extension === undefined || languageIdOf(title) === languageIdOf(`x.${extension}`);
    const name = named ? title : `${title}.${extension}`;
    const path = await this.#parts.ownDocuments.write('answers', name, text);
    const quiet = this.#parts.client.profile.focusLeftOut ? {} : { takeFocus: false };
    if (!(await this.#show(uriOfPath(path), quiet))) this.#parts.editor.message('info', `The answer is in ${path}`);
    return uriOfPath(path);
  }

  staged(uri: string): Promise<{ readonly diff: string; readonly recent: readonly string[] } | undefined> {
    return this.#parts.workspace.staged(pathOfUri(uri));
  }

  async #show(uri: string, options: { readonly takeFocus?: boolean; readonly selection?: Range }): Promise<boolean> {
    if (!this.#parts.client.showDocument) return false;
    try {
      const answer = await this.#parts.editor.request('window/showDocument', { uri, ...options });
      return (answer as { readonly success?: unknown } | null)?.success === true;
    } catch {
      return false;
    }
  }

  /** Edits of a file that is not open, as this editor needs them. */
  async #intoFile(uri: string, edits: readonly TextEdit[]): Promise<readonly TextEdit[]> {
    const file = await this.read(pathOfUri(uri), 1);
    const empty = file.kind === 'text' && file.text === '';
    return empty ? edits.map((edit) => ({ ...edit, newText: this.#wholeText(edit.newText) })) : edits;
  }

  /** All the text of a document that was empty before, as this editor needs it. */
  #wholeText(text: string): string {
    return this.#parts.client.profile.addsLastLineBreak ? text.replace(/\r?\n$/, '') : text;
  }

  /** The same as `#apply`, for an edit that no editor asks its user about. */
  async #applySoon(documentChanges: readonly unknown[]): Promise<string | undefined> {
    const answered = new AbortController();
    const timeout = this.#parts.clock.sleep(longestAnswerMs, answered.signal).then(
      () => noAnswer,
      () => noAnswer,
    );
    try {
      return await Promise.race([this.#apply(documentChanges), timeout]);
    } finally {
      answered.abort();
    }
  }

  /**
   * Why the editor did not take the edit; `undefined` when it says it did. May take as long as a user wants: Eglot asks before it
   * changes a file that has no buffer yet.
   */
  async #apply(documentChanges: readonly unknown[]): Promise<string | undefined> {
    try {
      const { label, task } = this.#names;
      // Eglot takes no parameter that it does not know.
      const params = { label, edit: { documentChanges }, ...(task === undefined ? {} : { codestralTask: task }) };
      const answer = await this.#parts.editor.request('workspace/applyEdit', params);
      const { applied, failureReason } = (answer ?? {}) as { applied?: unknown; failureReason?: unknown };
      if (applied === true) return undefined;
      return typeof failureReason === 'string' && failureReason !== '' ? failureReason : 'the editor gave no reason';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

function refused(reason: string): ApplyResult {
  return { kind: 'refused', reason };
}
