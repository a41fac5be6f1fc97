// Makes every answer of Mistral readable for the SDK, whose schemas throw at what the API really sends now and then. Pure.
import { isRecord } from './errorFacts.ts';

/**
 * A chunk as the SDK's schema wants it: `choices` with index, delta and finish reason, tool calls with a name, no usage that is
 * null. A whole answer (`message` in place of `delta`) becomes a chunk. Unknown fields, such as the padding `p`, stay behind.
 */
export function sdkChunk(chunk: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const choices = Array.isArray(chunk.choices) ? chunk.choices : [];
  const usage = sdkUsage(chunk.usage);
  return {
    id: textOr(chunk.id, ''),
    object: 'chat.completion.chunk',
    model: textOr(chunk.model, ''),
    choices: choices.filter(isRecord).map(sdkChoice),
    ...(usage === undefined ? {} : { usage }),
  };
}

function sdkChoice(choice: Readonly<Record<string, unknown>>, place: number): Readonly<Record<string, unknown>> {
  const message = [choice.delta, choice.message].find(isRecord) ?? { content: choice.text };
  const { content } = message;
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.filter(isRecord) : [];
  return {
    index: Number.isInteger(choice.index) ? choice.index : place,
    delta: {
      content: typeof content === 'string' || Array.isArray(content) ? content : null,
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(sdkToolCall) }),
    },
    finish_reason: typeof choice.finish_reason === 'string' ? choice.finish_reason : null,
  };
}

function sdkToolCall(call: Readonly<Record<string, unknown>>, place: number): Readonly<Record<string, unknown>> {
  const made = isRecord(call.function) ? call.function : {};
  const given = made.arguments;
  return {
    id: textOr(call.id, 'null'),
    function: { name: textOr(made.name, ''), arguments: isRecord(given) ? given : textOr(given, '') },
    index: Number.isInteger(call.index) ? call.index : place,
  };
}

/** Counts as whole numbers; the details of cached tokens as they are, because their spelling changes over time. */
function sdkUsage(usage: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(usage)) return undefined;
  const whole = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : 0);
  return {
    ...(isRecord(usage.prompt_tokens_details) ? { prompt_tokens_details: usage.prompt_tokens_details } : {}),
    ...(isRecord(usage.prompt_token_details) ? { prompt_token_details: usage.prompt_token_details } : {}),
    ...(usage.num_cached_tokens === undefined ? {} : { num_cached_tokens: usage.num_cached_tokens }),
    prompt_tokens: whole(usage.prompt_tokens),
    completion_tokens: whole(usage.completion_tokens),
    total_tokens: whole(usage.total_tokens),
  };
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
