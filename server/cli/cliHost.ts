// A host for edits and chats without an editor: documents in memory, the workspace to read, and nothing else changed.
import type { ApplyResult, AssistHost, HostDiagnostic, Scratch } from '../assist/host.ts';
import type { Workspace } from '../assist/workspace.ts';
import { applySplices } from '../edits/apply.ts';
import { type TextEdit, toSplices } from '../text/diff.ts';
import { type DocumentSnapshot, pathOfUri } from '../text/document.ts';
import type { FileText } from '../world/files.ts';

const noOther: ApplyResult = { kind: 'refused', reason: 'the command line changes no other files' };

export class CliHost implements AssistHost {
  /** Answers that could not go where they belong. */
  readonly scratches: Scratch[] = [];
  readonly #workspace: Workspace;
  readonly #status: (message: string) => void;
  readonly #changed: (snapshot: DocumentSnapshot) => void;
  #document: DocumentSnapshot;

  /** `changed` hears of each change of `document`, the only one there is. */
  constructor(
    workspace: Workspace,
    document: DocumentSnapshot,
    tell: { readonly status: (message: string) => void; readonly changed: (snapshot: DocumentSnapshot) => void },
  ) {
    this.#workspace = workspace;
    this.#document = document;
    this.#status = tell.status;
    this.#changed = tell.changed;
  }

  documents(): readonly DocumentSnapshot[] {
    return [this.#document];
  }

  document(uri: string): DocumentSnapshot | undefined {
    return uri === this.#document.uri ? this.#document : undefined;
  }

  folders(): readonly string[] {
    return this.#workspace.folders();
  }

  real(path: string): Promise<string | undefined> {
    return this.#workspace.real(path);
  }

  excludes(path: string): boolean {
    return this.#workspace.excludes(path);
  }

  read(path: string, maxBytes: number): Promise<FileText> {
    return this.#workspace.read(path, maxBytes);
  }

  list(signal: AbortSignal): AsyncIterable<string> {
    return this.#workspace.list(signal);
  }

  async applyEdits(uri: string, version: number | null, edits: readonly TextEdit[]): Promise<ApplyResult> {
    const document = this.document(uri);
    if (document === undefined || document.version !== version) return noOther;
    const text = applySplices(document.text, toSplices(document.text, edits));
    this.#document = { ...document, version: document.version + 1, text };
    this.#changed(this.#document);
    return { kind: 'applied', snapshot: this.#document };
  }

  async createFile(): Promise<ApplyResult> {
    return noOther;
  }

  diagnostics(): readonly HostDiagnostic[] {
    return [];
  }

  /** Nobody is there to say yes. */
  async ask(): Promise<undefined> {
    return undefined;
  }

  progress(message: string): void {
    this.#status(message);
  }

  async showDocument(): Promise<boolean> {
    return false;
  }

  async openScratch(scratch: Scratch): Promise<string> {
    this.scratches.push(scratch);
    return `scratch:${scratch.title}`;
  }

  staged(uri: string): Promise<{ readonly diff: string; readonly recent: readonly string[] } | undefined> {
    return this.#workspace.staged(pathOfUri(uri));
  }
}
