// What actions and chats run on, for the server and for the command line; composeAssist.ts makes it.
import type { Action } from './actions.ts';
import type { ChatOutcome, ChatParts, ChatTask } from './chatTask.ts';
import type { EditOutcome, EditTask } from './editTask.ts';
import type { AssistHost } from './host.ts';
import type { OwnDocuments } from './ownDocuments.ts';
import type { Workspace } from './workspace.ts';

/** Where an edit or a chat takes place. */
export interface Stage {
  readonly host: AssistHost;
  /** Whether the editor undoes an edit that came in pieces in one step. */
  readonly groupsUndo: boolean;
}

/** What a chat keeps from turn to turn. */
export interface ChatMemory {
  readonly permission: ChatParts['permission'];
  /** Random; lets the provider find its cached prompt again. */
  readonly cacheKey: string;
}

/** Edits and chats with all they need, for the server and for the command line. */
export interface Assistance {
  readonly workspace: Workspace;
  readonly ownDocuments: OwnDocuments;
  /** False when the user has switched it all off. */
  enabled(): boolean;
  /** The user's own actions, then ours; none when they are switched off. */
  actions(): readonly Action[];
  edit(stage: Stage, task: EditTask, signal: AbortSignal): Promise<EditOutcome>;
  chat(stage: Stage, task: ChatTask, memory: ChatMemory, signal: AbortSignal): Promise<ChatOutcome>;
  /** Random: tells a chat or a task from all others. */
  newId(): string;
  /** What was spent today and in the last seven days, in a few lines. */
  usage(): Promise<string>;
}
