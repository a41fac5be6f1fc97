// The shapes of Mistral's answers, byte for byte: whole answers, stream chunks, usage, the model list, errors.
// Sources: OpenAPI and captures listed in the project's notes on the Mistral API (chunk fields, padding field "p", usage on the last chunk).
import type { Complaint } from './contract.ts';

/** What the model says to one request. */
export interface Answer {
  readonly text?: string;
  /** How the text is cut into tokens; by default words, blanks and signs. */
  readonly tokens?: readonly string[];
  /** How content is written: a string, a list of chunks, or null. */
  readonly content?: 'string' | 'chunks' | 'null';
  /** Sent before the text as `thinking` chunks. */
  readonly reasoning?: string;
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  /** `null` leaves the reason out, as a cut stream does. */
  readonly finishReason?: 'stop' | 'length' | 'error' | 'tool_calls' | null;
  readonly cachedTokens?: number;
  /** How cached tokens are spelled in `usage`; three spellings were seen over time. */
  readonly cachedSpelling?: 'prompt_tokens_details' | 'prompt_token_details' | 'num_cached_tokens';
  readonly usage?: 'sent' | 'missing';
  /** Milliseconds before the first token, and before each further one. */
  readonly firstTokenMs?: number;
  readonly perTokenMs?: number;
  /** Awaited before each chunk with a token, counted from 0, and once more before the end: lets a test say how far the answer may go. */
  readonly before?: (token: number) => Promise<void>;
  /** After the last token: end well, end without `[DONE]`, stay silent, or reset the connection. */
  readonly end?: 'done' | 'no-done' | 'hang' | 'reset';
  /** An error object sent inside the stream after the tokens; nothing follows it. */
  readonly errorInside?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Names and time of one answer. */
export interface AnswerFrame {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly promptTokens: number;
}

/** Code cut the way a tokenizer does it, roughly: a word with the blank before it, a sign, a run of blanks. */
export function tokensOf(text: string): readonly string[] {
  return text.match(/ ?[\p{L}\p{N}_]{1,8}|\r?\n[ \t]*|[ \t]+|[^\s\p{L}\p{N}_]/gu) ?? (text === '' ? [] : [text]);
}

/** About the number of tokens Mistral would count. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 3.5);
}

/** The chunks of a stream, in order, without the `data:` around them. */
export function chunksOf(frame: AnswerFrame, answer: Answer): readonly string[] {
  const tokens = answer.tokens ?? tokensOf(answer.text ?? '');
  const chunk = (delta: unknown, finish: string | null, at: number, extra: object = {}) =>
    JSON.stringify({
      id: frame.id,
      object: 'chat.completion.chunk',
      created: frame.created,
      model: frame.model,
      choices: [{ index: 0, delta, finish_reason: finish }],
      ...extra,
      ...(at === 0 ? {} : { p: 'abcdefghijklmnopqrstuvwxyz0123456789'.slice(0, 3 + ((at * 7) % 30)) }),
    });
  const chunks = [chunk({ role: 'assistant', content: '' }, null, 0)];
  if (answer.reasoning !== undefined) {
    const thinking = [{ type: 'thinking', thinking: [{ type: 'text', text: answer.reasoning }] }];
    chunks.push(chunk({ content: thinking }, null, chunks.length));
  }
  for (const token of tokens) chunks.push(chunk({ content: written(token, answer) }, null, chunks.length));
  for (const [index, call] of (answer.toolCalls ?? []).entries()) {
    const half = Math.ceil(call.arguments.length / 2);
    const start = { id: call.id, function: { name: call.name, arguments: call.arguments.slice(0, half) }, index };
    const rest = { id: 'null', function: { name: '', arguments: call.arguments.slice(half) }, index };
    chunks.push(chunk({ tool_calls: [start] }, null, chunks.length));
    chunks.push(chunk({ tool_calls: [rest] }, null, chunks.length));
  }
  if (answer.finishReason === null) return chunks;
  const usage = usageOf(frame, answer, tokens.length);
  chunks.push(chunk({ content: '' }, finishOf(answer), chunks.length, usage === undefined ? {} : { usage }));
  return chunks;
}

/** A whole answer, for `stream: false`. */
export function wholeAnswer(frame: AnswerFrame, answer: Answer): string {
  const tokens = answer.tokens ?? tokensOf(answer.text ?? '');
  const calls = answer.toolCalls?.map((call, index) => ({
    id: call.id,
    function: { name: call.name, arguments: call.arguments },
    index,
  }));
  const content = written(tokens.join(''), answer);
  const usage = usageOf(frame, answer, tokens.length);
  return JSON.stringify({
    id: frame.id,
    created: frame.created,
    model: frame.model,
    ...(usage === undefined ? {} : { usage }),
    object: 'chat.completion',
    choices: [
      { index: 0, finish_reason: finishOf(answer), message: { role: 'assistant', tool_calls: calls ?? null, content } },
    ],
  });
}

/** The body of a 422, in the nested shape the API uses (`message` is an object). */
export function validationError(complaints: readonly Complaint[]): unknown {
  return {
    object: 'error',
    message: { detail: complaints },
    type: 'invalid_request_error',
    param: null,
    code: null,
  };
}

/** The body of most errors. */
export function errorBody(message: string, type: string, code: string | number | null, status: number): unknown {
  return { object: 'error', message, type, param: null, code, raw_status_code: status };
}

export interface FakeModel {
  readonly id: string;
  readonly fim: boolean;
  readonly aliases: readonly string[];
  readonly contextLength: number;
  readonly reasoning: boolean;
}

/** The models a fresh fake knows. */
export const fakeModels: readonly FakeModel[] = [
  { id: 'codestral-2508', fim: true, aliases: ['codestral-latest'], contextLength: 256_000, reasoning: false },
  { id: 'codestral-latest', fim: true, aliases: ['codestral-2508'], contextLength: 256_000, reasoning: false },
  { id: 'mistral-small-latest', fim: false, aliases: ['mistral-small-2603'], contextLength: 262_144, reasoning: true },
  { id: 'mistral-medium-latest', fim: false, aliases: ['mistral-medium-3-5'], contextLength: 262_144, reasoning: true },
];

/** The answer of `GET /v1/models`. */
export function modelList(models: readonly FakeModel[]): unknown {
  return {
    object: 'list',
    data: models.map((model) => ({
      id: model.id,
      object: 'model',
      created: 1774400000,
      owned_by: 'mistralai',
      capabilities: {
        completion_chat: true,
        completion_fim: model.fim,
        function_calling: true,
        reasoning: model.reasoning,
        fine_tuning: false,
        vision: false,
      },
      name: model.id,
      description: 'A model of the fake',
      max_context_length: model.contextLength,
      aliases: model.aliases,
      deprecation: null,
      deprecation_replacement_model: null,
      default_model_temperature: 0.3,
      type: 'base',
    })),
  };
}

function written(token: string, answer: Answer): unknown {
  if (answer.content === 'null') return null;
  return answer.content === 'chunks' ? [{ type: 'text', text: token }] : token;
}

function finishOf(answer: Answer): string | null {
  if (answer.finishReason !== undefined) return answer.finishReason;
  return answer.toolCalls === undefined ? 'stop' : 'tool_calls';
}

function usageOf(frame: AnswerFrame, answer: Answer, completion: number): object | undefined {
  if (answer.usage === 'missing') return undefined;
  const cached = answer.cachedTokens ?? 0;
  const spelling = answer.cachedSpelling ?? 'prompt_tokens_details';
  return {
    prompt_tokens: frame.promptTokens,
    total_tokens: frame.promptTokens + completion,
    completion_tokens: completion,
    [spelling]: spelling === 'num_cached_tokens' ? cached : { cached_tokens: cached },
  };
}
