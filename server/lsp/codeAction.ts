// textDocument/codeAction: what may be done here. Nothing is asked of anybody; a command carries all that is needed to do it.
import { type CodeAction, CodeActionKind, type CodeActionParams, type Command } from 'vscode-languageserver/node';
import { type Action, applicable, situationOf } from '../assist/actions.ts';
import type { HostDiagnostic } from '../assist/host.ts';
import type { DocumentSnapshot } from '../text/document.ts';
import { offsetAt, type Range } from '../text/position.ts';
import { commands } from './capabilities.ts';
import type { Client } from './clientProfile.ts';
import { hostDiagnostic } from './diagnostics.ts';
import { pendingQuestion } from './transcripts.ts';

/** More problems than a model should be told of at once. */
const mostDiagnostics = 10;

export const sendKind = `${CodeActionKind.Source}.codestral.send`;

export interface MenuParts {
  readonly actions: readonly Action[];
  readonly client: Client;
  /** From the workspace folder: folders above it say nothing about a file. */
  readonly path: string;
}

/** The menu for a range of a document. */
export function codeActions(
  snapshot: DocumentSnapshot,
  params: CodeActionParams,
  { actions, client, path }: MenuParts,
): (CodeAction | Command)[] {
  const { context } = params;
  const range = client.profile.rangeOfCursor === 'word' ? selectionIn(snapshot, params.range) : params.range;
  const reported = context.diagnostics.slice(0, mostDiagnostics).map((one) => hostDiagnostic(snapshot.uri, one));
  const request = { range, diagnostics: reported.length, canAsk: client.asksInstruction };
  const situation = { ...situationOf(snapshot, request), path };
  const offers = applicable(actions, situation, context.only);
  const found = offers.map(({ id, title, kind }): CodeAction => {
    const asks = situation.instruction === undefined && actions.find((one) => one.id === id)?.needsInstruction === true;
    const place = { uri: snapshot.uri, version: snapshot.version, range };
    // Tells the client that it must ask its user and add `instruction`.
    const argument = { action: id, ...place, ...(asks ? { needsInstruction: true } : {}), ...carried(reported) };
    return {
      title,
      kind,
      ...(kind === CodeActionKind.QuickFix ? { diagnostics: context.diagnostics } : {}),
      command: { title, command: commands.edit, arguments: [argument] },
    };
  });
  const all = sends(snapshot, context.only) ? [send(snapshot), ...found] : found;
  return client.codeActions ? all : all.flatMap(({ command }) => command ?? []);
}

/** What lies under a cursor: one word (of Lisp too) or a run of signs, with the blanks beside it. */
const underCursor = /^[ \t]*(?:[\p{L}\p{M}\p{N}_$-]*|[^\p{L}\p{N}\s]*|\r?\n)[ \t]*$/u;

/** The range, or its empty beginning where the editor has sent what lies under the cursor. */
function selectionIn({ text }: DocumentSnapshot, { start, end }: Range): Range {
  return underCursor.test(text.slice(offsetAt(text, start), offsetAt(text, end)))
    ? { start, end: start }
    : { start, end };
}

function carried(reported: readonly HostDiagnostic[]) {
  if (reported.length === 0) return {};
  return { diagnostics: reported.map(({ uri: _, ...rest }) => rest) };
}

function sends(snapshot: DocumentSnapshot, only: readonly string[] | undefined): boolean {
  const asked = only === undefined || only.some((kind) => kind === '' || `${sendKind}.`.startsWith(`${kind}.`));
  return asked && pendingQuestion(snapshot) !== undefined;
}

function send({ uri }: DocumentSnapshot): CodeAction {
  const title = 'Send the question';
  return { title, kind: sendKind, command: { title, command: commands.chat, arguments: [{ uri }] } };
}
