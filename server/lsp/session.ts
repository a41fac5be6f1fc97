// What one editor's session consists of below the protocol.
import type { Assistance } from '../assist/assistance.ts';
import type { CompletionEngine } from '../completion/engine.ts';
import type { Logger } from '../log/logger.ts';
import type { EditorClient } from './client.ts';
import type { DocumentEvent } from './documents.ts';

export interface Session {
  readonly engine: CompletionEngine;
  opened(event: DocumentEvent): void;
  /** Told before the engine is. */
  changed(event: DocumentEvent): void;
  closed(uri: string): void;
  /** Settings files and ignore files of these folders (absolute paths) are read, then the workspace is learned in the background. */
  openFolders(folders: readonly string[]): Promise<void>;
  /** Loaded when an action or a chat first needs it. */
  assistance(): Promise<Assistance>;
  /** What was learned about when to offer something is forgotten. */
  forgetHabits(): Promise<void>;
  /** Everything that runs is stopped; resolves when what must be kept is on disk. */
  close(): Promise<void>;
}

/** What a session may ask of the editor. */
export interface SessionHost {
  readonly client: EditorClient;
  readonly log: (room: string) => Logger;
}
