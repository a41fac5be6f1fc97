// How many tokens a call takes, roughly: for bookings before a call, and for the ledger when a stream was cut and no usage came.
import { usualCharactersPerToken } from '../fim/budget.ts';
import type { ChatCall } from '../model/chat.ts';
import type { FimCall } from '../model/fim.ts';

/** Estimated tokens of this many UTF-16 units of text. */
export function tokensOf(characters: number): number {
  return Math.ceil(characters / usualCharactersPerToken);
}

/** Estimated tokens of a completion's prompt. */
export function fimInputTokens(call: FimCall): number {
  const snippets = call.snippets.reduce((sum, snippet) => sum + snippet.path.length + snippet.text.length, 0);
  return tokensOf(call.prefix.length + call.suffix.length + snippets);
}

/** Estimated tokens of a chat's messages and tool declarations. */
export function chatInputTokens(call: ChatCall): number {
  const messages = call.messages.reduce((sum, message) => sum + message.content.length + toolCallsLength(message), 0);
  return tokensOf(messages + (call.tools.length === 0 ? 0 : JSON.stringify(call.tools).length));
}

function toolCallsLength(message: ChatCall['messages'][number]): number {
  if (message.role !== 'assistant') return 0;
  return (message.toolCalls ?? []).reduce((sum, call) => sum + call.name.length + call.input.length, 0);
}
