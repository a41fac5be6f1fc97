// Should we ask at all? The hard rules, before any work is done.
import { lineStart } from '../text/lines.ts';
import type { CompletionRequest, NoneReason } from './request.ts';

export interface GateOptions {
  readonly enabled: boolean;
  /** `invoked`: only when the user asks by hand. */
  readonly trigger: 'automatic' | 'invoked';
  /** True for documents that must never be sent or learned from. */
  readonly excluded: (uri: string) => boolean;
}

/** Longest document we complete in, in UTF-16 units; above it each keystroke would copy megabytes (facts: 3.5 ms per edit at 5 MB). */
export const longestDocument = 2_000_000;

/** Fewest non-blank characters around the cursor for an automatic request; Copilot asks from 10 on too. */
const leastContext = 10;

/** Why this request must not be asked, or `undefined` when it may. */
export function gate(request: CompletionRequest, options: GateOptions): NoneReason | undefined {
  const { text, uri } = request.snapshot;
  if (!options.enabled) return 'off';
  if (options.excluded(uri)) return 'excluded-file';
  if (text.length > longestDocument) return 'too-large';
  if (isMidWord(text, request.offset)) return 'mid-word';
  if (request.trigger === 'invoked') return undefined;
  if (options.trigger === 'invoked') return 'off';
  if (wordsFollow(text, request.offset)) return 'words-follow';
  if (hasTooLittleContext(text, request.offset)) return 'too-little-context';
  return undefined;
}

/** True between two characters of one word. */
function isMidWord(text: string, offset: number): boolean {
  return isWord(text, offset - 1) && isWord(text, offset);
}

/**
 * True when what follows on the line is more than closers: `foo(‸ bar)` has its argument already, `foo(‸) + 1` is still
 * missing one. An opener or operator straight behind the cursor counts as words, because text put there changes their meaning.
 */
function wordsFollow(text: string, offset: number): boolean {
  let at = offset;
  while (text[at] === ' ' || text[at] === '\t') at++;
  const next = text[at];
  return !(next === undefined || next === '\n' || next === '\r' || `)]}>"'\`;:,`.includes(next));
}

function hasTooLittleContext(text: string, offset: number): boolean {
  const around = text.slice(Math.max(0, lineStart(text, offset) - 400), offset + 200);
  return around.replace(/\s+/g, '').length < leastContext;
}

function isWord(text: string, at: number): boolean {
  const character = text[at];
  return character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
}
