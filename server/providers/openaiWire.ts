// The OpenAI dialect, which most servers speak: our messages and tools to theirs, their chunks to our parts. Pure.
import { throwIfAborted } from '../async/abort.ts';
import type { ChatCall, ChatMessage, ToolDefinition } from '../model/chat.ts';
import type { FinishReason, StreamPart, Usage } from '../model/parts.ts';
import { isRecord } from './errorFacts.ts';
import { ToolCallCollector, type ToolCallDelta } from './toolCalls.ts';

/** What one chunk brings. */
export interface Delta {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCallDelta[];
  readonly finish: string | undefined;
  readonly usage: Usage | undefined;
}

/**
 * Our parts from chunks: texts at once, tool calls and `finish` when the stream has ended. A failure after the finish reason
 * changes nothing any more and is swallowed; an abort is not.
 */
export async function* partsOf(deltas: AsyncIterable<Delta>, signal: AbortSignal): AsyncGenerator<StreamPart> {
  const calls = new ToolCallCollector();
  let finish: string | undefined;
  let usage: Usage | undefined;
  try {
    for await (const delta of deltas) {
      // What had arrived already before the abort is of no use to anybody any more.
      throwIfAborted(signal);
      if (delta.reasoning !== '') yield { type: 'reasoning-delta', text: delta.reasoning };
      if (delta.text !== '') yield { type: 'text-delta', text: delta.text };
      for (const call of delta.toolCalls) calls.push(call);
      finish = delta.finish ?? finish;
      usage = delta.usage ?? usage;
    }
  } catch (error) {
    if (finish === undefined || signal.aborted) throw error;
  }
  const finished = calls.finished();
  // A call whose stream was cut may lack the end of its arguments, so it is not handed on.
  if (finish !== undefined) for (const call of finished) yield { type: 'tool-call', ...call };
  yield { type: 'finish', reason: finishReason(finish, finished.length > 0), usage };
}

/** Reads a chunk of a stream, or a whole answer in its place: chat (`delta`, `message`) and text completion (`text`). */
export function readChunk(value: unknown): Delta {
  const chunk = isRecord(value) ? value : {};
  const choice = Array.isArray(chunk.choices) ? chunk.choices.find(isRecord) : undefined;
  const message = [choice?.delta, choice?.message].find(isRecord) ?? {};
  const content = readContent(message.content ?? choice?.text);
  const separate = [message.reasoning_content, message.reasoning].find((one) => typeof one === 'string') ?? '';
  return {
    text: content.text,
    reasoning: content.reasoning + String(separate),
    toolCalls: readToolCalls(message.tool_calls),
    finish: readFinish(choice?.finish_reason),
    usage: readUsage(chunk.usage),
  };
}

/** Content that is a string, null, or a list of chunks (`text`, `thinking`); what is of another kind is left out. */
export function readContent(content: unknown): { readonly text: string; readonly reasoning: string } {
  if (typeof content === 'string') return { text: content, reasoning: '' };
  if (!Array.isArray(content)) return { text: '', reasoning: '' };
  let text = '';
  let reasoning = '';
  for (const part of content) {
    if (!isRecord(part)) continue;
    if (part.type === 'text' && typeof part.text === 'string') text += part.text;
    if (part.type === 'thinking') reasoning += readThinking(part.thinking);
  }
  return { text, reasoning };
}

/** Token counts; cached tokens in any of the spellings seen. `undefined` when there are none to read. */
export function readUsage(value: unknown): Usage | undefined {
  if (!isRecord(value)) return undefined;
  const inputTokens = count(value.prompt_tokens ?? value.promptTokens);
  const outputTokens = count(value.completion_tokens ?? value.completionTokens);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  const details = [value.prompt_tokens_details, value.prompt_token_details, value.promptTokensDetails];
  const cached = details.find(isRecord) ?? {};
  const cost = count(value.cost);
  return {
    inputTokens: inputTokens ?? 0,
    cachedTokens: count(cached.cached_tokens ?? cached.cachedTokens ?? value.num_cached_tokens) ?? 0,
    outputTokens: outputTokens ?? 0,
    ...(cost === undefined ? {} : { costUsd: cost }),
  };
}

/** The pieces of tool calls in a message; a missing index is the place in the list. */
export function readToolCalls(value: unknown): readonly ToolCallDelta[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((call, place) => {
    const made = isRecord(call.function) ? call.function : {};
    return {
      index: count(call.index) ?? place,
      id: typeof call.id === 'string' ? call.id : undefined,
      name: typeof made.name === 'string' ? made.name : undefined,
      arguments: made.arguments,
    };
  });
}

/** The body of a chat request in the OpenAI dialect. `stream` is on; fields without a value are left out. */
export function chatBody(model: string, call: ChatCall): Readonly<Record<string, unknown>> {
  return {
    model,
    messages: call.messages.map(wireMessage),
    stream: true,
    temperature: call.temperature,
    ...(call.maxTokens === undefined ? {} : { max_tokens: call.maxTokens }),
    ...(call.stop.length === 0 ? {} : { stop: call.stop.slice(0, mostStops) }),
    ...(call.tools.length === 0 ? {} : { tools: call.tools.map(wireTool), tool_choice: call.toolChoice }),
  };
}

/** vLLM, Mistral and OpenAI reject a fifth stop sequence. */
export const mostStops = 4;

function wireMessage(message: ChatMessage): Readonly<Record<string, unknown>> {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: message.content };
    case 'assistant': {
      const calls = (message.toolCalls ?? []).map((call) => ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: call.input },
      }));
      return { role: 'assistant', content: message.content, ...(calls.length === 0 ? {} : { tool_calls: calls }) };
    }
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, name: message.name, content: message.content };
  }
}

function wireTool(tool: ToolDefinition): Readonly<Record<string, unknown>> {
  return {
    type: 'function',
    function: { name: tool.name, description: tool.description, parameters: tool.parameters },
  };
}

function finishReason(said: string | undefined, hasCalls: boolean): FinishReason {
  switch (said) {
    case undefined:
      return 'cut';
    case 'length':
    case 'model_length':
    case 'max_tokens':
      return 'length';
    case 'error':
      return 'error';
    case 'tool_calls':
      return 'tool-calls';
    default:
      return hasCalls ? 'tool-calls' : 'stop';
  }
}

function readFinish(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function readThinking(value: unknown): string {
  return typeof value === 'string' ? value : readContent(value).text;
}

/** A number that can count something. */
function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
