// Our calls as requests of the Mistral SDK, and its events as chunks of ours. Pure. Only documented fields: others get 422.
import type { ChatCompletionStreamRequest } from '@mistralai/mistralai/models/components/chatcompletionstreamrequest.js';
import type { FIMCompletionStreamRequest } from '@mistralai/mistralai/models/components/fimcompletionstreamrequest.js';
import type { RenderedFim } from '../fim/formats.ts';
import type { ChatCall, ChatMessage } from '../model/chat.ts';
import type { FimCall } from '../model/fim.ts';
import { isRecord } from './errorFacts.ts';
import { type Delta, mostStops, readChunk } from './openaiWire.ts';

/** The body of `POST /v1/fim/completions`. */
export function mistralFimRequest(model: string, call: FimCall, rendered: RenderedFim): FIMCompletionStreamRequest {
  return {
    model,
    prompt: rendered.prompt,
    ...(rendered.suffix === undefined ? {} : { suffix: rendered.suffix }),
    maxTokens: Math.max(1, Math.floor(call.maxTokens)),
    temperature: allowedTemperature(call.temperature),
    ...stops(rendered.stop),
    ...(call.cacheKey === undefined ? {} : { promptCacheKey: call.cacheKey }),
  };
}

/** The body of `POST /v1/chat/completions`. */
export function mistralChatRequest(model: string, call: ChatCall): ChatCompletionStreamRequest {
  const tools = call.tools.map((tool) => ({
    type: 'function' as const,
    function: { name: tool.name, description: tool.description, parameters: tool.parameters },
  }));
  return {
    model,
    messages: call.messages.map(sdkMessage),
    temperature: allowedTemperature(call.temperature),
    ...(call.maxTokens === undefined ? {} : { maxTokens: Math.max(1, Math.floor(call.maxTokens)) }),
    ...stops(call.stop),
    ...(tools.length === 0 ? {} : { tools, toolChoice: call.toolChoice }),
    ...(call.prediction === undefined ? {} : { prediction: { type: 'content', content: call.prediction } }),
    ...(call.cacheKey === undefined ? {} : { promptCacheKey: call.cacheKey }),
  };
}

/** One event's data, in the SDK's own spelling, as a chunk. */
export function readEvent(data: unknown): Delta {
  const chunk = isRecord(data) ? data : {};
  const choices = Array.isArray(chunk.choices) ? chunk.choices.filter(isRecord) : [];
  return readChunk({
    usage: chunk.usage,
    choices: choices.map((choice) => {
      const delta = isRecord(choice.delta) ? choice.delta : {};
      return {
        delta: { content: delta.content, tool_calls: delta.toolCalls },
        finish_reason: choice.finishReason,
      };
    }),
  });
}

function sdkMessage(message: ChatMessage): ChatCompletionStreamRequest['messages'][number] {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: message.content };
    case 'assistant': {
      const calls = (message.toolCalls ?? []).map((call) => ({
        id: call.id,
        function: { name: call.name, arguments: call.input },
      }));
      return { role: 'assistant', content: message.content, ...(calls.length === 0 ? {} : { toolCalls: calls }) };
    }
    case 'tool':
      return { role: 'tool', toolCallId: message.toolCallId, name: message.name, content: message.content };
  }
}

/** An empty list is refused, as is a fifth sequence. */
function stops(wanted: readonly string[]): { stop?: string[] } {
  return wanted.length === 0 ? {} : { stop: wanted.slice(0, mostStops) };
}

/** 0 to 1.5, which is what the API allows. */
function allowedTemperature(temperature: number): number {
  return Math.min(1.5, Math.max(0, temperature));
}
