// The spec of a model that converses and calls functions.
import type { ModelId } from './fim.ts';
import type { StreamPart, ToolCall } from './parts.ts';

export type ChatMessage =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly name: string; readonly content: string };

export interface ToolDefinition {
  /** Letters, digits, `_` and `-`, at most 64 (Mistral's rule, the strictest we know). */
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments: an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ChatCall {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ToolDefinition[];
  readonly toolChoice: 'auto' | 'none' | 'required';
  readonly temperature: number;
  readonly maxTokens: number | undefined;
  readonly stop: readonly string[];
  /** The text we expect to get back mostly unchanged ("predicted outputs"); ignored where the provider has no such field. */
  readonly prediction: string | undefined;
  readonly cacheKey: string | undefined;
}

export interface ChatModel {
  readonly id: ModelId;
  /** False when this model or server can't call functions: `tools` must then be empty. */
  readonly tools: boolean;
  readonly remote: boolean;
  /** Streams one turn; the contract of `FimModel.stream`. Tool calls come only after the provider's stream has ended. */
  stream(call: ChatCall, signal: AbortSignal): AsyncIterable<StreamPart>;
}
