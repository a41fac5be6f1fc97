// textDocument/codeLens: "Send" above the question of a chat that waits for its answer.
import type { CodeLens } from 'vscode-languageserver/node';
import type { DocumentSnapshot } from '../text/document.ts';
import { commands } from './capabilities.ts';
import { pendingQuestion } from './transcripts.ts';

export function codeLenses(snapshot: DocumentSnapshot): CodeLens[] {
  const line = pendingQuestion(snapshot);
  if (line === undefined) return [];
  const range = { start: { line, character: 0 }, end: { line, character: '## You'.length } };
  return [{ range, command: { title: 'Send', command: commands.chat, arguments: [{ uri: snapshot.uri }] } }];
}
