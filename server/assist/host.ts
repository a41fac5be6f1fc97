// What chat and edits may ask of the editor and the machine. `lsp/editHost` is the real one; tests and the command line have others.
import type { TextEdit } from '../text/diff.ts';
import type { DocumentSnapshot } from '../text/document.ts';
import type { Range } from '../text/position.ts';
import type { FileText } from '../world/files.ts';

export type ApplyResult =
  /** The edit is in the document. `snapshot`: the document after it, where it is open; it may hold newer changes of the user's too. */
  | { readonly kind: 'applied'; readonly snapshot: DocumentSnapshot | undefined }
  /** Nothing was changed, and why: a stale version, a read-only buffer. For the log and for the user. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface HostDiagnostic {
  readonly uri: string;
  readonly range: Range;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  /** Who reports it, such as `tsc`. */
  readonly source: string | undefined;
}

export interface Scratch {
  /** For the document's name: letters, digits, dots and dashes. */
  readonly title: string;
  readonly languageId: string;
  readonly text: string;
}

/** Paths are absolute with `/` between their parts. Nothing here throws for what users do every day. */
export interface AssistHost {
  /** All open documents, unsaved text included. */
  documents(): readonly DocumentSnapshot[];
  /** The open document with this uri, as the server knows it now. */
  document(uri: string): DocumentSnapshot | undefined;

  /** The workspace folders; empty when the editor has opened single files only. */
  folders(): readonly string[];
  /** The path with all symbolic links resolved; `undefined` when nothing is there. */
  real(path: string): Promise<string | undefined>;
  /** True for files that must stay on this machine (`completion.exclude`, `.codestralignore`). */
  excludes(path: string): boolean;
  /** A file's text from disk, at most `maxBytes` bytes large. */
  read(path: string, maxBytes: number): Promise<FileText>;
  /** The files of the workspace, folder by folder: no ignored ones, no excluded ones, none behind linked folders. Ends when aborted. */
  list(signal: AbortSignal): AsyncIterable<string>;

  /**
   * Changes a document by `workspace/applyEdit`. The edits refer to its version `version`; `null` for a file that is not open.
   * Says `applied` only when the change has come back in the document: Neovim reports success for a stale edit it dropped.
   */
  applyEdits(uri: string, version: number | null, edits: readonly TextEdit[]): Promise<ApplyResult>;
  /** Creates a file with this text in the editor; refused when anything has this name already, a link that leads nowhere included. */
  createFile(uri: string, text: string): Promise<ApplyResult>;

  /** What the editor last reported, for one document or for all. */
  diagnostics(uri: string | undefined): readonly HostDiagnostic[];
  /** Lets the user choose; `undefined` when they close the question or the editor cannot ask. */
  ask(question: string, choices: readonly string[]): Promise<string | undefined>;
  /** Says in a few words what is going on. */
  progress(message: string): void;
  showDocument(uri: string): Promise<boolean>;
  /** Opens a new document that is no file of the project, and gives its uri. */
  openScratch(scratch: Scratch): Promise<string>;
  /** The staged changes of the repository that a commit message buffer belongs to, and subjects of its last commits. */
  staged(uri: string): Promise<{ readonly diff: string; readonly recent: readonly string[] } | undefined>;
}
