// An editor for actions and chats: several buffers with versions, edits from the server, questions, progress, documents to show.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver/node';
import { applySplices } from '../../server/edits/apply.ts';
import { type TextEdit, toSplices } from '../../server/text/diff.ts';
import { languageIdOf } from '../../server/text/languageIds.ts';
import { positionAt } from '../../server/text/position.ts';
import { type EditorOptions, FakeEditor, resultOf } from './fakeEditor.ts';
import { FakeMistral, type FakeMistralOptions } from './fakeMistral.ts';
import { testKey } from './mistralEditor.ts';

/** How an editor answers an edit for another version than its own: Helix, Neovim, Eglot. */
export type StaleAnswer = 'refuses' | 'says applied' | 'fails';

export interface AssistOptions extends EditorOptions {
  /** Goes into the settings as `chat`. */
  readonly chat?: Readonly<Record<string, unknown>>;
  /** Goes into the settings as `usage`. */
  readonly usage?: Readonly<Record<string, unknown>>;
  readonly mistral?: FakeMistralOptions;
  readonly progress?: boolean;
  readonly showDocument?: boolean;
  readonly asksInstruction?: boolean;
  readonly groupsUndo?: boolean;
  readonly createsFiles?: boolean;
  /** False: the client understands commands only. */
  readonly codeActions?: boolean;
}

interface Buffer {
  readonly uri: string;
  readonly languageId: string;
  version: number;
  text: string;
}

interface DocumentChange {
  readonly kind?: 'create';
  readonly uri?: string;
  readonly textDocument?: { readonly uri: string; readonly version: number | null };
  readonly edits?: readonly TextEdit[];
}

interface EditParams {
  readonly edit: { readonly documentChanges: readonly DocumentChange[] };
  readonly codestralTask?: string;
}

/** An edit that the server has asked for. */
interface AskedEdit {
  readonly changes: readonly DocumentChange[];
  readonly applied: boolean;
  /** What tells the edits of its task from others; only for editors that make them one step of undo. */
  readonly task: string | undefined;
}

export class AssistEditor {
  readonly editor: FakeEditor;
  readonly buffers = new Map<string, Buffer>();
  readonly questions: string[] = [];
  /** What the user answers; nothing left means they close the question. */
  readonly answers: string[] = [];
  readonly shown: string[] = [];
  /** Edits that came in, with what was answered. */
  readonly edits: AskedEdit[] = [];
  stale: StaleAnswer = 'refuses';
  /** When set, every edit is refused for this reason. */
  refusal: string | undefined;
  /** Milliseconds between a change and the notification that tells of it. */
  changeDelayMs = 0;
  /** Runs when an edit arrives, before it is looked at: the user's keystroke that crosses it. */
  beforeEdit: (() => void) | undefined;
  #awaited = 0;

  constructor(editor: FakeEditor) {
    this.editor = editor;
    const before = editor.server.onRequest;
    editor.server.onRequest = (method, params) => this.#answer(method, params) ?? before(method, params);
  }

  /** Opens a file of the workspace (written to disk first), or the text on disk. */
  open(name: string, text?: string, languageId = languageIdOf(name)): string {
    const path = join(this.editor.folder, name);
    if (text !== undefined && !name.startsWith('.git/')) writeFileSync(path, text);
    return this.#open(pathToFileURL(path).href, languageId, text ?? readFileSync(path, 'utf8'));
  }

  text(uri: string): string {
    const buffer = this.buffers.get(uri);
    if (buffer === undefined) throw new Error(`${uri} is not open`);
    return buffer.text;
  }

  /** Resolves when a buffer holds this text. */
  async holds(uri: string, part: string): Promise<void> {
    await this.editor.server.received(() => this.text(uri).includes(part));
  }

  /** The user changes a buffer. */
  type(uri: string, change: (text: string) => string): void {
    const buffer = this.buffers.get(uri);
    if (buffer === undefined) throw new Error(`${uri} is not open`);
    this.#change(buffer, change(buffer.text));
  }

  close(uri: string): void {
    this.buffers.delete(uri);
    this.editor.server.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** The menu for the part of a buffer that holds `selected`; for the place before it when it is marked with `ˇ`. */
  async actions(
    uri: string,
    selected: string | Range,
    context: { readonly diagnostics?: readonly Diagnostic[]; readonly only?: readonly string[] } = {},
  ): Promise<readonly CodeAction[]> {
    const range = typeof selected === 'string' ? this.rangeOf(uri, selected) : selected;
    const request = this.editor.server.request('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [], ...context },
    });
    return resultOf<readonly CodeAction[]>(await request.answer);
  }

  rangeOf(uri: string, part: string): Range {
    const text = this.text(uri);
    const start = text.indexOf(part);
    if (start < 0) throw new Error(`no ${part} in ${uri}`);
    return { start: positionAt(text, start), end: positionAt(text, start + part.length) };
  }

  /** Chooses an action of the menu by its id, and waits until all it does is done. `instruction`: what a client that asks adds. */
  async choose(actions: readonly CodeAction[], id: string, instruction?: string): Promise<void> {
    await this.start(actions, id, instruction);
    await this.idle();
  }

  /** The same, without waiting for the end. */
  async start(actions: readonly CodeAction[], id: string, instruction?: string): Promise<unknown> {
    const found = actions.find((one) => one.command?.arguments?.[0].action === id);
    if (found?.command === undefined) throw new Error(`no action ${id}`);
    const [argument] = found.command.arguments ?? [];
    return this.command(found.command.command, instruction === undefined ? argument : { ...argument, instruction });
  }

  async command(command: string, argument?: unknown, extra: object = {}): Promise<unknown> {
    const args = argument === undefined ? [] : [argument];
    const request = this.editor.server.request('workspace/executeCommand', { command, arguments: args, ...extra });
    return resultOf(await request.answer);
  }

  /** Resolves when a progress has ended since the last call, and none is open. */
  async idle(): Promise<void> {
    const ended = () => this.progress().filter(({ kind }) => kind === 'end').length;
    await this.editor.server.received(() => ended() > this.#awaited && this.openProgress() === 0);
    this.#awaited = ended();
  }

  /** How many progresses have begun and not ended. */
  openProgress(): number {
    const kinds = this.progress().map(({ kind }) => kind);
    return kinds.filter((kind) => kind === 'begin').length - kinds.filter((kind) => kind === 'end').length;
  }

  progress(): readonly {
    readonly token: string;
    readonly kind: string;
    readonly message?: string;
    readonly title?: string;
  }[] {
    return this.editor.server.log.flatMap(({ direction, message }) => {
      if (direction !== 'from server' || message.method !== '$/progress') return [];
      const { token, value } = message.params as { token: string; value: { kind: string; message?: string } };
      return [{ token, ...value }];
    });
  }

  /** Resolves when a progress has said something that matches. */
  async says(pattern: RegExp): Promise<void> {
    await this.editor.server.received(({ method, params }) => {
      const message = (params as { value?: { message?: string } } | undefined)?.value?.message;
      return method === '$/progress' && message !== undefined && pattern.test(message);
    });
  }

  #answer(method: string, params: unknown): unknown {
    switch (method) {
      case 'workspace/applyEdit':
        return this.#applyEdit(params as EditParams);
      case 'window/showDocument':
        return this.#show((params as { uri: string }).uri);
      case 'window/showMessageRequest': {
        const { message, actions } = params as { message: string; actions: readonly { title: string }[] };
        this.questions.push(message);
        const answer = this.answers.shift();
        return actions.find(({ title }) => title === answer) ?? null;
      }
      default:
        return undefined;
    }
  }

  #applyEdit({ edit: { documentChanges: changes }, codestralTask: task }: EditParams): unknown {
    this.beforeEdit?.();
    const stale = changes.some(({ textDocument }) => {
      const buffer = textDocument === undefined ? undefined : this.buffers.get(textDocument.uri);
      return buffer !== undefined && textDocument?.version !== null && buffer.version !== textDocument?.version;
    });
    const applied = !stale && this.refusal === undefined;
    this.edits.push({ changes, applied, task });
    if (this.refusal !== undefined) return { applied: false, failureReason: this.refusal };
    if (stale && this.stale === 'fails') throw new Error('Edits require another version');
    if (stale)
      return {
        applied: this.stale === 'says applied',
        ...(this.stale === 'refuses' ? { failureReason: 'document has changed' } : {}),
      };
    for (const change of changes) this.#applyOne(change);
    return { applied: true };
  }

  #applyOne({ kind, uri, textDocument, edits }: DocumentChange): void {
    if (kind === 'create') writeFileSync(fileURLToPath(uri ?? ''), '', { flag: 'wx' });
    if (textDocument === undefined) return;
    let buffer = this.buffers.get(textDocument.uri);
    if (buffer === undefined) {
      this.#open(textDocument.uri, languageIdOf(textDocument.uri), readOrEmpty(fileURLToPath(textDocument.uri)));
      buffer = this.buffers.get(textDocument.uri);
    }
    if (buffer !== undefined) this.#change(buffer, applySplices(buffer.text, toSplices(buffer.text, edits ?? [])));
  }

  #show(uri: string): unknown {
    this.shown.push(uri);
    if (!this.buffers.has(uri)) this.#open(uri, languageIdOf(uri), readFileSync(fileURLToPath(uri), 'utf8'));
    return { success: true };
  }

  #open(uri: string, languageId: string, text: string): string {
    this.buffers.set(uri, { uri, languageId, version: 1, text });
    this.editor.server.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    return uri;
  }

  #change(buffer: Buffer, text: string): void {
    buffer.text = text;
    const version = ++buffer.version;
    const tell = () =>
      this.editor.server.notify('textDocument/didChange', {
        textDocument: { uri: buffer.uri, version },
        contentChanges: [{ text }],
      });
    if (this.changeDelayMs === 0) tell();
    else setTimeout(tell, this.changeDelayMs);
  }
}

/** Starts an editor whose server asks a fake Mistral. */
export async function startAssist(
  options: AssistOptions = {},
): Promise<{ readonly assist: AssistEditor; readonly mistral: FakeMistral; readonly editor: FakeEditor }> {
  const mistral = await FakeMistral.start({ key: testKey, ...options.mistral });
  onTestFinished(() => mistral.stop());
  const {
    progress = true,
    showDocument = true,
    asksInstruction = false,
    groupsUndo = false,
    createsFiles = true,
    codeActions = true,
  } = options;
  const editor = await FakeEditor.start({
    ...options,
    settings: {
      chat: options.chat ?? {},
      usage: options.usage ?? {},
      completion: { enabled: false },
      providers: { mistral: { endpoint: mistral.url } },
    },
    env: { MISTRAL_API_KEY: testKey, ...options.env },
    can: {
      window: { workDoneProgress: progress, showDocument: { support: showDocument } },
      workspace: { workspaceEdit: { resourceOperations: createsFiles ? ['create'] : [] } },
      textDocument: { codeAction: codeActions ? { codeActionLiteralSupport: {} } : {}, codeLens: {} },
      experimental: { codestralInstruction: asksInstruction, codestralGroupsUndo: groupsUndo },
    },
  });
  return { assist: new AssistEditor(editor), mistral, editor };
}

/** The messages of a chat request, as text. */
export function promptOf(request: { readonly body: unknown }): string {
  const { messages } = request.body as { readonly messages: readonly { readonly content: unknown }[] };
  return messages.map(({ content }) => String(content)).join('\n');
}

/** The cursor in a buffer, as an empty range before `part`. */
export function placeBefore(assist: AssistEditor, uri: string, part: string): Range {
  const text = assist.text(uri);
  const start = positionAt(text, text.indexOf(part));
  return { start, end: start };
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
