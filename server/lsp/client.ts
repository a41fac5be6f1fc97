// What we may ask of the editor, and how we speak to its user.
import { type Connection, MessageType } from 'vscode-languageserver/node';
import type { LogLevel } from '../log/logger.ts';
import type { ClientProfile } from './clientProfile.ts';

/** Kinds of ModelError that need nothing done. */
const passing: readonly string[] = ['rate-limit', 'quota', 'network', 'timeout', 'server', 'wire', 'budget'];

export class EditorClient {
  readonly #connection: Connection;
  readonly #said = new Map<string, string>();
  #prefix = 'codestral-lsp: ';
  #status = '';
  #errorType: MessageType = MessageType.Error;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The editor is known now: where it names the server itself, messages leave that out, and none is sent that would stop it. */
  introduce(profile: ClientProfile): void {
    if (profile.namesServer) this.#prefix = '';
    if (profile.stopsForErrors) this.#errorType = MessageType.Warning;
  }

  /**
   * Shows a message once per kind; again only when its words have changed, or after `forget`. Of what passes by itself (limits,
   * network) only the first is shown, because the words change with every second that is left to wait.
   */
  messageOnce(kind: string, type: 'error' | 'warning' | 'info', message: string): void {
    const said = this.#said.get(kind);
    if (said === message || (said !== undefined && passing.includes(kind))) return;
    this.#said.set(kind, message);
    this.#show(type, message);
  }

  /** Shows a message as often as it is said: the answer to what the user has asked for. */
  message(type: 'error' | 'warning' | 'info', message: string): void {
    this.#show(type, message);
  }

  /** Settings changed: what is still wrong may be said again. */
  forget(): void {
    this.#said.clear();
  }

  /**
   * Tells clients with a status line what the server is doing (`codestral-lsp/status`, a notification of our own that editors
   * without a use for it ignore). `state` is `idle`, or why the model does not answer; `text` says what a person reads.
   */
  status(state: string, todayUsd: number): void {
    const spent = todayUsd < 0.005 ? '' : `$${todayUsd.toFixed(2)} today`;
    const text = [state === 'idle' ? '' : state, spent].filter((part) => part !== '').join(', ') || state;
    if (this.#status === text) return;
    this.#status = text;
    void this.#connection.sendNotification('codestral-lsp/status', { state, text, todayUsd });
  }

  log(level: LogLevel, line: string): void {
    const types = {
      error: MessageType.Error,
      warn: MessageType.Warning,
      info: MessageType.Info,
      debug: MessageType.Log,
      trace: MessageType.Log,
    };
    void this.#connection.sendNotification('window/logMessage', { type: types[level], message: line });
  }

  /** Sends a request to the editor; rejects when it refuses, does not know it, or is gone. */
  request(method: string, params: unknown): Promise<unknown> {
    return this.#connection.sendRequest(method, params);
  }

  #show(type: 'error' | 'warning' | 'info', message: string): void {
    const types = { error: this.#errorType, warning: MessageType.Warning, info: MessageType.Info };
    void this.#connection.sendNotification('window/showMessage', {
      type: types[type],
      message: `${this.#prefix}${message}`,
    });
  }
}
