// Edits and chats of one editor: they run in the background, beside typing, and end with at most one message. Loaded with the first.
import type { CodeActionParams, ProgressToken } from 'vscode-languageserver/node';
import type { Assistance, ChatMemory } from '../assist/assistance.ts';
import { newPermission, transcriptAbout } from '../assist/chatTask.ts';
import { shownPath, uriOfPath } from '../assist/place.ts';
import { isTranscript, renderTranscript } from '../chat/transcript.ts';
import type { Logger } from '../log/logger.ts';
import { baseName, type DocumentSnapshot, pathOfUri } from '../text/document.ts';
import type { Clock } from '../world/clock.ts';
import { commands } from './capabilities.ts';
import type { EditorClient } from './client.ts';
import type { Client } from './clientProfile.ts';
import { codeActions } from './codeAction.ts';
import { type EditArguments, readChatArguments, readEditArguments } from './commandArguments.ts';
import { hostDiagnostic, ReportedDiagnostics } from './diagnostics.ts';
import type { Documents } from './documents.ts';
import { EditHost } from './editHost.ts';
import { type Told, toldOfChat, toldOfEdit } from './outcomes.ts';
import type { ProgressDesk } from './progress.ts';
import { whenOpened } from './transcripts.ts';

export interface DeskParts {
  readonly editor: EditorClient;
  readonly client: Client;
  readonly documents: Documents;
  readonly progress: ProgressDesk;
  readonly assistance: Assistance;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A document that we had shown is opened by then, or this editor sends us no such documents. */
const openingMs = 5000;
/** The same when the editor says that it could not show it. */
const failedMs = 300;

export class AssistDesk {
  readonly #parts: DeskParts;
  readonly #diagnostics = new ReportedDiagnostics();
  readonly #memories = new Map<string, ChatMemory>();
  readonly #answering = new Set<string>();

  constructor(parts: DeskParts) {
    this.#parts = parts;
    const forget = ({ snapshot }: { readonly snapshot: DocumentSnapshot }) => this.#diagnostics.forget(snapshot.uri);
    parts.documents.listen({
      opened: forget,
      changed: forget,
      closed: (uri) => {
        this.#diagnostics.forget(uri);
        this.#memories.delete(uri);
      },
    });
  }

  /** The menu; nothing for a document that must stay on this machine. */
  codeActions(params: CodeActionParams): ReturnType<typeof codeActions> {
    const { uri } = params.textDocument;
    const snapshot = this.#parts.documents.get(uri);
    const { assistance, client } = this.#parts;
    if (snapshot === undefined || assistance.workspace.excludes(pathOfUri(uri))) return [];
    const reported = params.context.diagnostics.map((one) => hostDiagnostic(uri, one));
    this.#diagnostics.report(uri, params.range, reported);
    const path = shownPath(assistance.workspace, pathOfUri(uri));
    return codeActions(snapshot, params, { actions: assistance.actions(), client, path });
  }

  /** Runs a command to its end. Never rejects. */
  async execute(
    command: string,
    args: readonly unknown[] | undefined,
    token: ProgressToken | undefined,
  ): Promise<void> {
    const { editor, log } = this.#parts;
    try {
      const told = await this.#run(command, args, token);
      if (told !== undefined) editor.message(told.type, told.message);
    } catch (error) {
      log.error(`${command} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      editor.message('error', 'This failed by a mistake of ours; the log tells more. Please report it.');
    }
  }

  async #run(
    command: string,
    args: readonly unknown[] | undefined,
    token: ProgressToken | undefined,
  ): Promise<Told | undefined> {
    switch (command) {
      case commands.edit: {
        const read = readEditArguments(args);
        return typeof read === 'string' ? { type: 'warning', message: read } : this.#edit(read, token);
      }
      case commands.chat:
        return this.#send(args, token);
      case commands.newChat:
        return this.#newChat(args, token);
      case commands.showUsage:
        return { type: 'info', message: await this.#parts.assistance.usage() };
      default:
        return undefined;
    }
  }

  async #edit(given: EditArguments, token: ProgressToken | undefined): Promise<Told | undefined> {
    const { assistance, client, documents, progress } = this.#parts;
    const action = assistance.actions().find(({ id }) => id === given.action);
    if (action === undefined) return warning(this.#unknown(given.action));
    const snapshot = documents.get(given.uri);
    if (snapshot === undefined) return warning('The document is not open any more.');
    const task = { ...given, action, version: given.version ?? snapshot.version };
    return progress.run(action.title, token, async ({ report }, signal) => {
      const host = this.#host(action.title, report);
      if (action.output === 'chat') {
        if (task.version !== snapshot.version)
          return warning('The document has changed since the menu was opened. Choose the action again.');
        const about = transcriptAbout(host, task, { model: undefined, system: undefined });
        if (about.kind === 'refused') return warning(about.message);
        const name = `${action.id}-${baseName(pathOfUri(given.uri))}.md`.replace(/[^\w.-]+/g, '-');
        const opened = await this.#open(name, about.text, host);
        return typeof opened === 'string' ? this.#answer(opened, undefined, host, signal) : opened;
      }
      const stage = { host, groupsUndo: client.groupsUndo };
      const outcome = await assistance.edit(stage, task, signal);
      this.#parts.log.debug(`edit action=${action.id} outcome=${outcome.kind}`);
      return toldOfEdit(outcome);
    });
  }

  async #send(args: readonly unknown[] | undefined, token: ProgressToken | undefined): Promise<Told | undefined> {
    if (!this.#parts.assistance.enabled()) return warning(switchedOff);
    const given = readChatArguments(args);
    const uri = this.#transcript(given.uri);
    if (uri === undefined) return warning(noChat);
    return this.#parts.progress.run('Chat', token, ({ report }, signal) =>
      this.#answer(uri, given.selection, this.#host('Chat', report), signal),
    );
  }

  async #newChat(args: readonly unknown[] | undefined, token: ProgressToken | undefined): Promise<Told | undefined> {
    if (!this.#parts.assistance.enabled()) return warning(switchedOff);
    const given = readChatArguments(args);
    const host = this.#host('Chat', () => {});
    const text = [given.instruction, mentionOf(host, given.uri, given.range)].filter((one) => one !== undefined);
    const turns = [{ role: 'user', notes: [], text: text.join('\n\n') }] as const;
    const transcript = renderTranscript({ model: undefined, system: undefined, ending: '\n', turns });
    const opened = await this.#open('chat.md', transcript, host);
    if (typeof opened !== 'string') return opened;
    if (given.instruction === undefined) return undefined;
    const { uri, range } = given;
    const about = uri === undefined || range === undefined ? undefined : { uri, range };
    return this.#send([{ uri: opened, selection: given.selection ?? about }], token);
  }

  async #answer(
    uri: string,
    selection: { readonly uri: string; readonly range: EditArguments['range'] } | undefined,
    host: EditHost,
    signal: AbortSignal,
  ): Promise<Told | undefined> {
    if (this.#answering.has(uri)) return warning('This chat is being answered already.');
    this.#answering.add(uri);
    try {
      const { assistance, client, log } = this.#parts;
      const memory = this.#memories.get(uri) ?? {
        permission: newPermission(host),
        cacheKey: assistance.newId(),
      };
      this.#memories.set(uri, memory);
      const stage = { host, groupsUndo: client.groupsUndo };
      const outcome = await assistance.chat(stage, { uri, selection }, memory, signal);
      log.debug(`chat outcome=${outcome.kind}`);
      return toldOfChat(outcome);
    } finally {
      this.#answering.delete(uri);
    }
  }

  /** Writes a transcript and shows it. Gives the uri by which the editor has opened it, or what the user must do by hand. */
  async #open(name: string, text: string, host: EditHost): Promise<string | Told> {
    const path = await this.#parts.assistance.ownDocuments.write('chats', name, text);
    const { documents, clock } = this.#parts;
    const waiting = new AbortController();
    const opened = whenOpened(documents, path, waiting.signal);
    // Neovim knows no line behind the last line break.
    const lastLine = text.split('\n').length - 2;
    const shown = await host.showDocument(uriOfPath(path), lastLine);
    // An editor may open a document and fail at the cursor's place.
    void clock.sleep(shown ? openingMs : failedMs, waiting.signal).then(
      () => waiting.abort(),
      () => {},
    );
    const uri = await opened;
    waiting.abort();
    return uri ?? { type: 'info', message: `The chat is in ${path}. Open it and run the command ${commands.chat}.` };
  }

  /** The chat with this uri; from any other document, the chat that was changed last. */
  #transcript(uri: string | undefined): string | undefined {
    const { documents } = this.#parts;
    const named = uri === undefined ? undefined : documents.get(uri);
    if (named !== undefined && isTranscript(named)) return uri;
    const chats = documents.all().filter(isTranscript);
    return chats.sort((one, other) => documents.changedAt(one.uri) - documents.changedAt(other.uri)).at(-1)?.uri;
  }

  #host(label: string, tell: (message: string) => void): EditHost {
    const { assistance, client } = this.#parts;
    const { workspace, ownDocuments } = assistance;
    const parts = { ...this.#parts, workspace, ownDocuments, diagnostics: this.#diagnostics };
    return new EditHost(parts, { label, task: client.groupsUndo ? assistance.newId() : undefined }, tell);
  }

  #unknown(id: string): string {
    const actions = this.#parts.assistance.actions();
    if (actions.length === 0) return switchedOff;
    return `There is no action "${id}". The actions are: ${actions.map((one) => one.id).join(', ')}.`;
  }
}

const switchedOff = 'Code actions and chats are switched off by chat.enabled.';

const noChat = `No chat is open: a chat has a line "## You". Make one with the command ${commands.newChat}.`;

function warning(message: string): Told {
  return { type: 'warning', message };
}

/** `@path:from-to` for a range of a document; nothing without a range, because clients always tell where they are. */
function mentionOf(
  host: EditHost,
  uri: string | undefined,
  range: EditArguments['range'] | undefined,
): string | undefined {
  if (uri === undefined || range === undefined) return undefined;
  const path = shownPath(host, pathOfUri(uri));
  const name = /[\s"'`<>|,;()[\]{}:]/.test(path) ? `"${path}"` : path;
  const end = range.end.character === 0 && range.end.line > range.start.line ? range.end.line : range.end.line + 1;
  return `@${name}:${range.start.line + 1}-${end}`;
}
