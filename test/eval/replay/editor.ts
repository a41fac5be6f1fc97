// The editor of the replay: one buffer, one server process, and what is on screen. What it asks and when is the policy's business.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompletionList, InlineCompletionList } from 'vscode-languageserver/node';
import { offsetAt, positionAt } from '../../../server/text/position.ts';
import { type RpcMessage, RpcProcess } from '../../support/rpcProcess.ts';
import { oracleKey } from './oracle.ts';

/** Text offered at the cursor. */
export interface Offer {
  readonly text: string;
  /** Characters behind the cursor that it replaces. */
  readonly replace: number;
  readonly acceptCommand: { readonly command: string; readonly arguments?: readonly unknown[] } | undefined;
}

/** One answer of the server, as the editor received it. */
export interface Received {
  readonly askedAt: number;
  readonly at: number;
  /** The document changed since it was asked for. */
  readonly outdated: boolean;
  readonly offer: Offer | undefined;
}

export interface EditorStart {
  readonly file: string;
  readonly languageId: string;
  readonly before: string;
  readonly after: string;
  readonly endpoint: string;
  readonly client: 'Neovim' | 'helix' | 'Test';
  readonly inline: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
}

export class ReplayEditor {
  readonly server: RpcProcess;
  readonly #home: string;
  readonly #uri: string;
  #prefix: string;
  readonly #suffix: string;
  #version = 1;
  /** The server has certainly read this version. */
  #knownVersion = 1;
  #screen: Offer | undefined;
  /** Non-empty answers to an older text that the server sent although it knew of a newer one. */
  staleOffers = 0;
  triggerCharacters: readonly string[] = [];

  private constructor(server: RpcProcess, home: string, start: EditorStart) {
    this.server = server;
    this.#home = home;
    this.#uri = pathToFileURL(join(home, 'workspace', start.file)).href;
    this.#prefix = start.before;
    this.#suffix = start.after;
  }

  static async start(start: EditorStart): Promise<ReplayEditor> {
    const home = mkdtempSync(join(tmpdir(), 'codestral-lsp-replay-'));
    const folder = join(home, 'workspace');
    const path = join(folder, start.file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, start.before + start.after);
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_STATE_HOME: join(home, 'state'),
      MISTRAL_API_KEY: oracleKey,
    };
    const server = new RpcProcess({ env, cwd: folder });
    const editor = new ReplayEditor(server, home, start);
    const root = pathToFileURL(folder).href;
    const answer = await server.request('initialize', {
      processId: process.pid,
      clientInfo: { name: start.client },
      rootUri: root,
      workspaceFolders: [{ uri: root, name: 'workspace' }],
      initializationOptions: { ...start.settings, providers: { mistral: { endpoint: start.endpoint } } },
      capabilities: {
        general: { positionEncodings: ['utf-16'] },
        textDocument: { completion: {}, ...(start.inline ? { inlineCompletion: {} } : {}) },
      },
    }).answer;
    const { capabilities } = answer.result as {
      capabilities: { completionProvider?: { triggerCharacters?: readonly string[] } };
    };
    editor.triggerCharacters = capabilities.completionProvider?.triggerCharacters ?? [];
    server.notify('initialized', {});
    const text = start.before + start.after;
    const { languageId } = start;
    server.notify('textDocument/didOpen', { textDocument: { uri: editor.#uri, languageId, version: 1, text } });
    return editor;
  }

  get prefix(): string {
    return this.#prefix;
  }
  /** What is on screen behind the cursor. */
  get screen(): Offer | undefined {
    return this.#screen;
  }

  show(offer: Offer | undefined): void {
    this.#screen = offer;
  }

  /** Puts a text in at the cursor, or takes a character away for an empty text. */
  key(insert: string): void {
    const end = this.#prefix.length;
    const start = insert === '' ? end - 1 : end;
    this.#replace(start, end, insert);
  }

  /** Puts in what is on screen and tells the server, as editors do that run an item's command. */
  accept(offer: Offer): void {
    this.#replace(this.#prefix.length, this.#prefix.length, offer.text);
    this.#screen = undefined;
    if (offer.acceptCommand !== undefined) this.server.request('workspace/executeCommand', offer.acceptCommand);
  }

  /** Asks for ghost text. */
  askInline(triggerKind: number): { readonly id: number; readonly answer: Promise<Received> } {
    const { id, answer } = this.server.request('textDocument/inlineCompletion', {
      ...this.#place(),
      context: { triggerKind },
    });
    return { id, answer: this.#received(answer, inlineOffer) };
  }

  /** Asks for menu items. */
  askMenu(triggerKind: number, triggerCharacter?: string): { readonly id: number; readonly answer: Promise<Received> } {
    const { id, answer } = this.server.request('textDocument/completion', {
      ...this.#place(),
      context: { triggerKind, ...(triggerCharacter === undefined ? {} : { triggerCharacter }) },
    });
    return { id, answer: this.#received(answer, (result) => this.#menuOffer(result)) };
  }

  cancel(id: number): void {
    this.server.notify('$/cancelRequest', { id });
  }

  /** Processor time the server has used so far in ms; `undefined` where the system does not tell. */
  processorMs(): number | undefined {
    try {
      const fields = readFileSync(`/proc/${this.server.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    } catch {
      return undefined;
    }
  }

  async stop(): Promise<void> {
    this.server.kill();
    await this.server.exited;
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 3 });
  }

  #replace(start: number, end: number, text: string): void {
    const whole = this.#prefix + this.#suffix;
    const range = { start: positionAt(whole, start), end: positionAt(whole, end) };
    this.#prefix = this.#prefix.slice(0, start) + text;
    this.#version++;
    this.server.notify('textDocument/didChange', {
      textDocument: { uri: this.#uri, version: this.#version },
      contentChanges: [{ range, text }],
    });
    // Messages are read in order: once this unknown request is refused, the change before it was read.
    const version = this.#version;
    void this.server.request('replay/marker', {}).answer.then(() => {
      this.#knownVersion = version;
    });
  }

  async #received(answer: Promise<RpcMessage>, read: (result: unknown) => Offer | undefined): Promise<Received> {
    const askedAt = performance.now();
    const version = this.#version;
    const { result, error } = await answer;
    const at = performance.now();
    const outdated = version !== this.#version;
    const offer = error === undefined ? read(result) : undefined;
    if (offer !== undefined && version < this.#knownVersion) this.staleOffers++;
    return { askedAt, at, outdated, offer };
  }

  #place() {
    const position = positionAt(this.#prefix + this.#suffix, this.#prefix.length);
    return { textDocument: { uri: this.#uri }, position };
  }

  #menuOffer(result: unknown): Offer | undefined {
    const item = (result as CompletionList | null)?.items[0];
    const edit = item?.textEdit;
    if (edit === undefined || !('range' in edit)) return undefined;
    const whole = this.#prefix + this.#suffix;
    const start = offsetAt(whole, edit.range.start);
    const typed = this.#prefix.slice(start);
    if (!edit.newText.startsWith(typed)) return undefined;
    const replace = Math.max(0, offsetAt(whole, edit.range.end) - this.#prefix.length);
    return { text: edit.newText.slice(typed.length), replace, acceptCommand: undefined };
  }
}

function inlineOffer(result: unknown): Offer | undefined {
  const item = (result as InlineCompletionList | null)?.items[0];
  if (item === undefined) return undefined;
  const text = typeof item.insertText === 'string' ? item.insertText : item.insertText.value;
  const replace = item.range === undefined ? 0 : item.range.end.character - item.range.start.character;
  const acceptCommand = item.command as Offer['acceptCommand'];
  return { text, replace, acceptCommand };
}
