// textDocument/inlineCompletion (LSP 3.18): ghost text.
import {
  type InlineCompletionList,
  type InlineCompletionParams,
  InlineCompletionTriggerKind,
} from 'vscode-languageserver/node';
import type { CompletionEngine } from '../completion/engine.ts';
import type { Clock } from '../world/clock.ts';
import type { Documents } from './documents.ts';
import { toInlineItem } from './toItems.ts';

/**
 * A request so soon after a keystroke was not made by hand, whatever its trigger kind says: 3.18 has 1 for Invoked and 2 for
 * Automatic, its drafts had 0 and 1, and clients of both kinds exist. The slowest automatic wait known is Helix's 250 ms.
 */
const restMs = 300;

export function inlineCompletionHandler(documents: Documents, engine: CompletionEngine, clock: Clock) {
  return async (params: InlineCompletionParams, signal: AbortSignal): Promise<InlineCompletionList> => {
    const { uri } = params.textDocument;
    const snapshot = documents.get(uri);
    if (snapshot === undefined) return { items: [] };
    const offset = documents.offsetAt(uri, params.position);
    const changedAt = documents.changedAt(uri);
    const automatic =
      params.context.triggerKind === InlineCompletionTriggerKind.Automatic || clock.now() - changedAt < restMs;
    const info = params.context.selectedCompletionInfo;
    const selected =
      info === undefined || info === null
        ? undefined
        : { startOffset: documents.offsetAt(uri, info.range.start), text: info.text };
    const trigger = automatic ? 'automatic' : 'invoked';
    const result = await engine.complete({ snapshot, offset, trigger, changedAt, selected }, signal);
    if (result.kind === 'none') return { items: [] };
    const target = {
      text: snapshot.text,
      offset,
      position: documents.positionAt(uri, offset),
      languageId: snapshot.languageId,
    };
    return { items: result.completions.map((completion) => toInlineItem(completion, target)) };
  };
}
