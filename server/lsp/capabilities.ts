// What we tell the client that we can do.
import { type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver/node';
import type { Client } from './clientProfile.ts';

/** Commands that clients may run by workspace/executeCommand. */
export const commands = {
  didAccept: 'codestral.didAccept',
  /** Runs an action. */
  edit: 'codestral.edit',
  /** Sends the last question of a chat. */
  chat: 'codestral.chat',
  newChat: 'codestral.newChat',
  /** Stops all edits and chats: not every editor can cancel what it shows progress of. */
  cancel: 'codestral.cancel',
  showUsage: 'codestral.showUsage',
  /** Forgets what was learned about when to offer completions. */
  forget: 'codestral.forget',
} as const;

/** The kinds of our code actions; those of the user's own may be others. */
export const actionKinds: readonly string[] = [
  'quickfix',
  'refactor',
  'refactor.rewrite',
  'source.codestral.tests',
  'source.codestral.explain',
  'source.codestral.review',
  'source.codestral.translate',
  'source.codestral.commit',
  'source.codestral.send',
];

/**
 * Helix asks by itself behind two word characters only, so a trigger character is what makes it ask where code goes on after
 * anything else: openers and separators, member access, assignment, blank and the start of strings and comments. No closers:
 * behind them a statement is mostly complete. No letters: each would be a request of its own.
 */
export const triggerCharacters: readonly string[] = [
  '.',
  ':',
  '(',
  '[',
  '{',
  ',',
  '=',
  ' ',
  '\n',
  '\t',
  '"',
  "'",
  '`',
  '/',
  '<',
  '>',
  '-',
  '+',
  '&',
  '|',
  '$',
  '@',
  '#',
  '!',
  '?',
];

/** Capabilities for this client. */
export function capabilitiesFor(client: Client): ServerCapabilities {
  const menu = !client.inline || client.profile.menuBesideInline;
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
    ...(menu ? { completionProvider: { triggerCharacters: [...triggerCharacters], resolveProvider: false } } : {}),
    ...(client.inline ? { inlineCompletionProvider: {} } : {}),
    codeActionProvider: { codeActionKinds: [...actionKinds], resolveProvider: false },
    ...(client.codeLens ? { codeLensProvider: { resolveProvider: false } } : {}),
    executeCommandProvider: { commands: Object.values(commands) },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
