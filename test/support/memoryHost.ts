// An editor and a workspace in memory, with the real rules: versions are checked, links lead elsewhere, the user types whenever the test says.
import type { ApplyResult, AssistHost, HostDiagnostic, Scratch } from '../../server/assist/host.ts';
import { applySplices } from '../../server/edits/apply.ts';
import { type TextEdit, toSplices } from '../../server/text/diff.ts';
import { type DocumentSnapshot, pathOfUri } from '../../server/text/document.ts';
import type { FileText } from '../../server/world/files.ts';

const folder = '/project';

export class MemoryHost implements AssistHost {
  /** Disk, by absolute path. */
  readonly files = new Map<string, string>();
  /** Symbolic links, by absolute path. */
  readonly links = new Map<string, string>();
  readonly excluded = new Set<string>();
  readonly reported: HostDiagnostic[] = [];
  /** What the test can look at afterwards. */
  readonly progressed: string[] = [];
  readonly questions: string[] = [];
  readonly scratches: Scratch[] = [];
  readonly applied: (readonly TextEdit[])[] = [];
  readonly shown: string[] = [];
  /** What the user answers; nothing left means they close the question. */
  readonly answers: string[] = [];
  stagedDiff: { readonly diff: string; readonly recent: readonly string[] } | undefined;
  /** Runs before each applyEdits looks at the version: the moment when a user's keystroke crosses our edit. */
  beforeApply: (() => void) | undefined;
  /** Runs when an edit is in the document, before anybody hears of it. */
  afterApply: (() => void) | undefined;
  /** When set, every edit is refused for this reason. */
  refuseEdits: string | undefined;
  readonly #open = new Map<string, DocumentSnapshot>();

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(files)) this.files.set(`${folder}/${path}`, text);
  }

  /** Opens a document of the workspace, with the text of the file unless told otherwise, and gives its uri. */
  open(path: string, languageId: string, text?: string): string {
    const uri = `file://${folder}/${path}`;
    this.#open.set(uri, { uri, languageId, version: 1, text: text ?? this.files.get(`${folder}/${path}`) ?? '' });
    return uri;
  }

  close(uri: string): void {
    this.#open.delete(uri);
  }

  /** The user changes a document. */
  type(uri: string, change: (text: string) => string): void {
    this.#update(uri, change(this.textOf(uri)));
  }

  textOf(uri: string): string {
    const found = this.#open.get(uri)?.text ?? this.files.get(pathOfUri(uri));
    if (found === undefined) throw new Error(`${uri} is neither open nor a file`);
    return found;
  }

  documents(): readonly DocumentSnapshot[] {
    return [...this.#open.values()];
  }

  document(uri: string): DocumentSnapshot | undefined {
    return this.#open.get(uri);
  }

  folders(): readonly string[] {
    return [folder];
  }

  async real(path: string): Promise<string | undefined> {
    for (const [link, target] of this.links) {
      if (path === link || path.startsWith(`${link}/`)) return this.real(target + path.slice(link.length));
    }
    const exists = [...this.files.keys()].some((file) => file === path || file.startsWith(`${path}/`));
    return exists || path === folder ? path : undefined;
  }

  excludes(path: string): boolean {
    return this.excluded.has(path);
  }

  async read(path: string, maxBytes: number): Promise<FileText> {
    const text = this.files.get(path);
    if (text === undefined) return (await this.real(path)) === undefined ? { kind: 'missing' } : { kind: 'directory' };
    const size = Buffer.byteLength(text);
    if (size > maxBytes) return { kind: 'too-large', size };
    return text.includes('\0') ? { kind: 'binary' } : { kind: 'text', text };
  }

  async *list(signal: AbortSignal): AsyncGenerator<string> {
    const linked = [...this.links].filter(([, target]) => this.files.has(target)).map(([link]) => link);
    for (const path of [...this.files.keys(), ...linked].sort()) {
      if (signal.aborted) return;
      await new Promise((resolve) => setImmediate(resolve));
      if (path.startsWith(`${folder}/`) && !this.excluded.has(path)) yield path;
    }
  }

  async applyEdits(uri: string, version: number | null, edits: readonly TextEdit[]): Promise<ApplyResult> {
    await new Promise((resolve) => setImmediate(resolve));
    this.beforeApply?.();
    if (this.refuseEdits !== undefined) return { kind: 'refused', reason: this.refuseEdits };
    const open = this.#open.get(uri);
    if (open === undefined) {
      const path = pathOfUri(uri);
      const text = this.files.get(path);
      if (text === undefined) return { kind: 'refused', reason: 'no such file' };
      this.files.set(path, applySplices(text, toSplices(text, edits)));
      return { kind: 'applied', snapshot: undefined };
    }
    if (version !== open.version) return { kind: 'refused', reason: 'document has changed' };
    this.applied.push(edits);
    this.#update(uri, applySplices(open.text, toSplices(open.text, edits)));
    this.afterApply?.();
    return { kind: 'applied', snapshot: this.#open.get(uri) };
  }

  async createFile(uri: string, text: string): Promise<ApplyResult> {
    const path = pathOfUri(uri);
    if (this.files.has(path) || this.links.has(path)) return { kind: 'refused', reason: 'the file exists' };
    this.files.set(path, text);
    return { kind: 'applied', snapshot: undefined };
  }

  diagnostics(uri: string | undefined): readonly HostDiagnostic[] {
    return this.reported.filter((one) => uri === undefined || one.uri === uri);
  }

  async ask(question: string, choices: readonly string[]): Promise<string | undefined> {
    this.questions.push(question);
    const answer = this.answers.shift();
    if (answer !== undefined && !choices.includes(answer))
      throw new Error(`"${answer}" is none of ${choices.join(', ')}`);
    return answer;
  }

  progress(message: string): void {
    this.progressed.push(message);
  }

  async showDocument(uri: string): Promise<boolean> {
    this.shown.push(uri);
    return true;
  }

  async openScratch(scratch: Scratch): Promise<string> {
    this.scratches.push(scratch);
    return `untitled:${scratch.title}`;
  }

  async staged(): Promise<{ readonly diff: string; readonly recent: readonly string[] } | undefined> {
    return this.stagedDiff;
  }

  #update(uri: string, text: string): void {
    const open = this.#open.get(uri);
    if (open === undefined) throw new Error(`${uri} is not open`);
    this.#open.set(uri, { ...open, version: open.version + 1, text });
  }
}
