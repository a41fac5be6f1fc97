// textDocument/inlineCompletion (LSP 3.18): ghost text.
import {
  type InlineCompletionItem,
  type InlineCompletionList,
  type InlineCompletionParams,
  InlineCompletionTriggerKind,
} from 'vscode-languageserver/node';
import type { CompletionEngine } from '../completion/engine.ts';
import type { DocumentSnapshot } from '../text/document.ts';
import type { Clock } from '../world/clock.ts';
import type { Documents } from './documents.ts';
import { toInlineItem } from './toItems.ts';

/**
 * A request so soon after a keystroke was not made by hand, whatever its trigger kind says: 3.18 has 1 for Invoked and 2 for
 * Automatic, its drafts had 0 and 1, and clients of both kinds exist. The slowest automatic wait known is Helix's 250 ms.
 */
const restMs = 300;
/** How many different answers somebody gets who asks by hand (Copilot gives three as well). */
const byHandCount = 3;
/** Only who has stopped typing looks through several answers; sooner, one is what a client meant that marks all its requests as invoked. */
const lookingMs = 1000;

export function inlineCompletionHandler(documents: Documents, clock: Clock) {
  return async (
    engine: CompletionEngine,
    params: InlineCompletionParams,
    signal: AbortSignal,
  ): Promise<InlineCompletionList> => {
    const { uri } = params.textDocument;
    const opened = documents.get(uri);
    if (opened === undefined) return { items: [] };
    const cursor = documents.offsetAt(uri, params.position);
    const changedAt = documents.changedAt(uri);
    const restedMs = clock.now() - changedAt;
    const automatic = params.context.triggerKind === InlineCompletionTriggerKind.Automatic || restedMs < restMs;
    const { snapshot, offset, selected } = withSelected(opened, cursor, documents, params);
    const trigger = automatic ? 'automatic' : 'invoked';
    const count = restedMs < lookingMs ? 1 : byHandCount;
    const result = await engine.complete({ snapshot, offset, trigger, changedAt, count }, signal);
    if (result.kind === 'none') return { items: [] };
    const target = {
      text: opened.text,
      offset: cursor,
      position: documents.positionAt(uri, cursor),
      languageId: opened.languageId,
    };
    return { items: result.completions.map((completion) => behind(selected, toInlineItem(completion, target))) };
  };
}

interface Selected {
  readonly text: string;
  readonly range: NonNullable<InlineCompletionItem['range']>;
}

/** Where the editor's own menu has an item selected, ghost text must begin with it (3.18): we complete behind it as if it were there. */
function withSelected(
  opened: DocumentSnapshot,
  cursor: number,
  documents: Documents,
  { context }: InlineCompletionParams,
): { readonly snapshot: DocumentSnapshot; readonly offset: number; readonly selected: Selected | undefined } {
  const info = context.selectedCompletionInfo;
  const start = info ? documents.offsetAt(opened.uri, info.range.start) : cursor;
  if (!info || start > cursor) return { snapshot: opened, offset: cursor, selected: undefined };
  const text = opened.text.slice(0, start) + info.text + opened.text.slice(cursor);
  const range = { start: documents.positionAt(opened.uri, start), end: documents.positionAt(opened.uri, cursor) };
  return { snapshot: { ...opened, text }, offset: start + info.text.length, selected: { text: info.text, range } };
}

/** An item that inserts the selected text first. */
function behind(selected: Selected | undefined, item: InlineCompletionItem): InlineCompletionItem {
  if (selected === undefined || typeof item.insertText !== 'string') return item;
  const end = item.range?.end ?? selected.range.end;
  return { ...item, insertText: selected.text + item.insertText, range: { start: selected.range.start, end } };
}
