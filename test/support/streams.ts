// Reads a model's stream to its end, for tests.
import { inspect } from 'node:util';
import type { ChatCall } from '../../server/model/chat.ts';
import { ModelError } from '../../server/model/errors.ts';
import type { FimCall } from '../../server/model/fim.ts';
import type { StreamPart, ToolCall, Usage } from '../../server/model/parts.ts';

export interface Heard {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finish: string | undefined;
  readonly usage: Usage | undefined;
  readonly parts: readonly StreamPart[];
}

/** Everything a stream says. */
export async function hear(stream: AsyncIterable<StreamPart>): Promise<Heard> {
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  const last = parts.at(-1);
  return {
    text: parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join(''),
    reasoning: parts.map((part) => (part.type === 'reasoning-delta' ? part.text : '')).join(''),
    toolCalls: parts.filter((part) => part.type === 'tool-call').map(({ id, name, input }) => ({ id, name, input })),
    finish: last?.type === 'finish' ? last.reason : undefined,
    usage: last?.type === 'finish' ? last.usage : undefined,
    parts,
  };
}

/** The ModelError a stream fails with. Fails itself when the stream ends well or fails otherwise. */
export async function failureOfStream(stream: AsyncIterable<StreamPart>): Promise<ModelError> {
  try {
    const heard = await hear(stream);
    throw new Error(`the stream ended with ${heard.finish} and ${JSON.stringify(heard.text)}`);
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
}

/** All that an error can show of itself: message, hint, fields, causes, as text. */
export function everythingShownBy(error: ModelError): string {
  const fields = JSON.stringify(error, Object.getOwnPropertyNames(error));
  return [error.message, error.hint, fields, String(error.stack), inspect(error, { depth: 20, showHidden: true })].join(
    '\n',
  );
}

/** A FIM call with everything set. */
export function fimCall(change: Partial<FimCall> = {}): FimCall {
  return {
    prefix: 'const total = sum(',
    suffix: ');\n',
    uri: 'file:///project/src/total.ts',
    path: 'src/total.ts',
    languageId: 'typescript',
    snippets: [],
    stop: [],
    maxTokens: 64,
    temperature: 0,
    cacheKey: undefined,
    ...change,
  };
}

/** A chat call with one question. */
export function chatCall(change: Partial<ChatCall> = {}): ChatCall {
  return {
    messages: [{ role: 'user', content: 'Explain the recursion in this function.' }],
    tools: [],
    toolChoice: 'auto',
    temperature: 0.1,
    maxTokens: 200,
    stop: [],
    prediction: undefined,
    cacheKey: undefined,
    ...change,
  };
}
