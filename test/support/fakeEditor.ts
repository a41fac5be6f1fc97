// An editor as the server sees one: buffers with versions, incremental changes, requests; no display.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFailed, onTestFinished } from 'vitest';
import type {
  CompletionItem,
  CompletionList,
  InlineCompletionItem,
  InlineCompletionList,
} from 'vscode-languageserver/node';
import { offsetAt, positionAt } from '../../server/text/position.ts';
import { type RpcMessage, RpcProcess } from './rpcProcess.ts';

export interface EditorOptions {
  /** `clientInfo.name`; decides the server's client profile. */
  readonly client?: 'Neovim' | 'helix' | 'Eglot' | 'codestral-emacs' | 'Test';
  /** Whether the client shows ghost text. */
  readonly inline?: boolean;
  readonly settings?: unknown;
  readonly env?: NodeJS.ProcessEnv;
  /** Files of the workspace, written to disk before the server starts. */
  readonly files?: Readonly<Record<string, string>>;
  readonly configuration?: unknown;
  readonly args?: readonly string[];
  /** Capabilities beyond those every fake editor has, by their group. */
  readonly can?: Readonly<
    Record<'window' | 'workspace' | 'textDocument' | 'experimental', Readonly<Record<string, unknown>>>
  >;
}

/** The cursor in texts of tests. */
export const cursorMark = 'ˇ';

export class FakeEditor {
  readonly server: RpcProcess;
  readonly folder: string;
  capabilities: Record<string, unknown> = {};
  #uri = '';
  #text = '';
  #offset = 0;
  #version = 0;

  private constructor(server: RpcProcess, folder: string) {
    this.server = server;
    this.folder = folder;
  }

  /** Starts the server in an empty home and workspace and shakes hands. Everything is removed when the test ends. */
  static async start(options: EditorOptions = {}): Promise<FakeEditor> {
    const home = mkdtempSync(join(tmpdir(), 'codestral-lsp-test-'));
    const folder = join(home, 'workspace');
    mkdirSync(folder);
    for (const [name, text] of Object.entries(options.files ?? {})) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_STATE_HOME: join(home, 'state'),
      ...options.env,
    };
    const server = new RpcProcess({ env, cwd: folder, ...(options.args === undefined ? {} : { args: options.args }) });
    const editor = new FakeEditor(server, folder);
    onTestFailed(() => console.log(server.transcript()));
    onTestFinished(async () => {
      server.kill();
      await server.exited;
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    });
    server.onRequest = (method) => (method === 'workspace/configuration' ? [options.configuration ?? null] : null);
    const inline = options.inline ?? true;
    const answer = await server.request('initialize', {
      processId: process.pid,
      clientInfo: { name: options.client ?? 'Test' },
      rootUri: pathToFileURL(folder).href,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'workspace' }],
      initializationOptions: options.settings,
      capabilities: {
        general: { positionEncodings: ['utf-8', 'utf-16'] },
        window: options.can?.window ?? {},
        experimental: options.can?.experimental ?? {},
        workspace: {
          configuration: options.configuration !== undefined,
          workspaceFolders: true,
          ...options.can?.workspace,
        },
        textDocument: {
          completion: { completionItem: { snippetSupport: true } },
          ...(inline ? { inlineCompletion: { dynamicRegistration: false } } : {}),
          ...options.can?.textDocument,
        },
      },
    }).answer;
    editor.capabilities = (answer.result as { capabilities: Record<string, unknown> }).capabilities;
    server.notify('initialized', {});
    return editor;
  }

  /** Opens a document whose cursor is marked. */
  open(name: string, marked: string, languageId = languageOf(name)): void {
    this.#offset = Math.max(0, marked.indexOf(cursorMark));
    this.#text = marked.replace(cursorMark, '');
    this.#uri = pathToFileURL(join(this.folder, name)).href;
    this.#version = 1;
    this.server.notify('textDocument/didOpen', {
      textDocument: { uri: this.#uri, languageId, version: 1, text: this.#text },
    });
  }

  get uri(): string {
    return this.#uri;
  }
  get version(): number {
    return this.#version;
  }
  /** The buffer with its cursor marked. */
  get marked(): string {
    return this.#text.slice(0, this.#offset) + cursorMark + this.#text.slice(this.#offset);
  }

  /** Types a text in one change. */
  type(text: string): void {
    this.replace(this.#offset, this.#offset, text);
  }

  backspace(count = 1): void {
    this.replace(this.#offset - count, this.#offset, '');
  }

  /** Moves the cursor without a change. */
  moveTo(offset: number): void {
    this.#offset = offset;
  }

  replace(start: number, end: number, text: string): void {
    const range = { start: positionAt(this.#text, start), end: positionAt(this.#text, end) };
    this.#text = this.#text.slice(0, start) + text + this.#text.slice(end);
    this.#offset = start + text.length;
    this.#version++;
    this.server.notify('textDocument/didChange', {
      textDocument: { uri: this.#uri, version: this.#version },
      contentChanges: [{ range, text }],
    });
  }

  /** Asks for ghost text; `triggerKind` as in LSP 3.18: 1 by hand, 2 automatic. */
  async inlineCompletion(triggerKind = 2): Promise<InlineCompletionList> {
    return resultOf<InlineCompletionList>(await this.askInline(triggerKind).answer);
  }

  askInline(triggerKind = 2): { readonly id: number; readonly answer: Promise<RpcMessage> } {
    return this.server.request('textDocument/inlineCompletion', { ...this.#place(), context: { triggerKind } });
  }

  /** Asks for menu items; `triggerKind` 1 is what editors send for ordinary typing. */
  async completion(triggerKind = 1): Promise<CompletionList> {
    return resultOf<CompletionList>(await this.askMenu(triggerKind).answer);
  }

  askMenu(triggerKind = 1): { readonly id: number; readonly answer: Promise<RpcMessage> } {
    return this.server.request('textDocument/completion', { ...this.#place(), context: { triggerKind } });
  }

  cancel(id: number): void {
    this.server.notify('$/cancelRequest', { id });
  }

  /** Inserts ghost text as a client does, and runs its command. */
  async acceptInline(item: InlineCompletionItem): Promise<void> {
    const range = item.range ?? {
      start: positionAt(this.#text, this.#offset),
      end: positionAt(this.#text, this.#offset),
    };
    const text = typeof item.insertText === 'string' ? item.insertText : item.insertText.value;
    this.replace(offsetAt(this.#text, range.start), offsetAt(this.#text, range.end), text);
    if (item.command) await this.server.request('workspace/executeCommand', item.command).answer;
  }

  /** Inserts a menu item as Helix does: its text edit, then its additional edits; no command. */
  acceptMenu(item: CompletionItem): void {
    const edit = item.textEdit;
    if (edit === undefined || !('range' in edit)) throw new Error('the item has no text edit');
    for (const extra of item.additionalTextEdits ?? []) {
      const [start, end] = [offsetAt(this.#text, extra.range.start), offsetAt(this.#text, extra.range.end)];
      this.replace(start, end, extra.newText);
    }
    this.replace(offsetAt(this.#text, edit.range.start), offsetAt(this.#text, edit.range.end), edit.newText);
  }

  /** Messages shown to the user so far. */
  get messages(): readonly string[] {
    return this.server.log.flatMap(({ direction, message }) =>
      direction === 'from server' && message.method === 'window/showMessage'
        ? [(message.params as { message: string }).message]
        : [],
    );
  }

  /** The first shown message that matches, past or to come. */
  async message(pattern: RegExp): Promise<string> {
    const found = await this.server.received(
      ({ method, params }) => method === 'window/showMessage' && pattern.test((params as { message: string }).message),
    );
    return (found.params as { message: string }).message;
  }

  async shutDown(): Promise<number | string> {
    await this.server.request('shutdown', undefined).answer;
    this.server.notify('exit', undefined);
    return this.server.exited;
  }

  #place() {
    return { textDocument: { uri: this.#uri }, position: positionAt(this.#text, this.#offset) };
  }
}

/** The result of an answer; an error is thrown with its words. */
export function resultOf<T>(message: RpcMessage): T {
  if (message.error !== undefined) throw new Error(`${message.error.code}: ${message.error.message}`);
  return message.result as T;
}

/** The texts offered. */
export function textsOf(list: InlineCompletionList): string[] {
  return list.items.map(({ insertText }) => (typeof insertText === 'string' ? insertText : insertText.value));
}

function languageOf(name: string): string {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return { ts: 'typescript', js: 'javascript', py: 'python', rs: 'rust', go: 'go' }[extension] ?? 'plaintext';
}
