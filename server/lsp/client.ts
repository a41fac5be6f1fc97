// What we may ask of the editor, and how we speak to its user.
import { type Connection, MessageType } from 'vscode-languageserver/node';
import type { LogLevel } from '../log/logger.ts';

export class EditorClient {
  readonly #connection: Connection;
  readonly #said = new Map<string, string>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Shows a message once per kind; again only when its words have changed, or after `forget`. */
  messageOnce(kind: string, type: 'error' | 'warning' | 'info', message: string): void {
    if (this.#said.get(kind) === message) return;
    this.#said.set(kind, message);
    const types = { error: MessageType.Error, warning: MessageType.Warning, info: MessageType.Info };
    void this.#connection.sendNotification('window/showMessage', {
      type: types[type],
      message: `codestral-lsp: ${message}`,
    });
  }

  /** Settings changed: what is still wrong may be said again. */
  forget(): void {
    this.#said.clear();
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
}
