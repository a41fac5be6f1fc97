// textDocument/completion: the same completion as ghost text, as an item of the editor's menu.
import { type CompletionList, type CompletionParams, CompletionTriggerKind } from 'vscode-languageserver/node';
import type { CompletionEngine } from '../completion/engine.ts';
import type { Clock } from '../world/clock.ts';
import type { Client } from './clientProfile.ts';
import type { Documents } from './documents.ts';
import { toMenuItem } from './toItems.ts';

/** Always incomplete: the menu asks again on the next key, which costs nothing while the text is typed through. */
const nothing: CompletionList = { isIncomplete: true, items: [] };

/** Editors send Invoked for ordinary typing as well; only in a document that rests this long is it a wish of the user's. */
const restMs = 1000;

export function completionHandler(documents: Documents, client: Client, clock: Clock) {
  return async (engine: CompletionEngine, params: CompletionParams, signal: AbortSignal): Promise<CompletionList> => {
    const { uri } = params.textDocument;
    const snapshot = documents.get(uri);
    if (snapshot === undefined) return nothing;
    const offset = documents.offsetAt(uri, params.position);
    const changedAt = documents.changedAt(uri);
    const byHand = params.context?.triggerKind === CompletionTriggerKind.Invoked && clock.now() - changedAt > restMs;
    const result = await engine.complete(
      { snapshot, offset, trigger: byHand ? 'invoked' : 'automatic', changedAt },
      signal,
    );
    if (result.kind === 'none') return nothing;
    const target = {
      text: snapshot.text,
      offset,
      position: documents.positionAt(uri, offset),
      languageId: snapshot.languageId,
    };
    return {
      isIncomplete: true,
      items: result.completions.map((completion) => toMenuItem(completion, target, client.profile)),
    };
  };
}
