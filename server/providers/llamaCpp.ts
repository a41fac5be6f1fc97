// llama.cpp's llama-server: FIM over /infill (or /completion with a template of ours), chat over /v1/chat/completions.
import { renderFim } from '../fim/formats.ts';
import type { FimFamily } from '../model/catalog.ts';
import type { ChatModel } from '../model/chat.ts';
import type { FimCall, FimModel } from '../model/fim.ts';
import type { StreamPart, Usage } from '../model/parts.ts';
import { chatDeadlines, fimDeadlines, whileLoading } from './deadlines.ts';
import { isRecord } from './errorFacts.ts';
import type { Wire } from './exchange.ts';
import { endpointBase } from './http.ts';
import { askJson } from './jsonApi.ts';
import type { KeySource } from './keys.ts';
import { openaiChat } from './openaiCompatible.ts';
import { chatBody, type Delta, partsOf } from './openaiWire.ts';
import type { ErrorFacts, Explanation, Peer } from './peer.ts';
import type { Deadlines } from './watch.ts';

export interface LlamaCppOptions extends Wire {
  /** Only a name for people: the server runs one model, whatever is asked for. */
  readonly model: string;
  /** `http://127.0.0.1:8080`, with or without `/v1`. */
  readonly endpoint: string;
  /** For a server started with `--api-key`. */
  readonly key?: KeySource;
  /** `infill` lets the server use the tokens in the model file; a family sends a template of ours instead. */
  readonly fim: 'infill' | FimFamily;
  /** True when the server was started with `--jinja` and the model can call functions. */
  readonly tools: boolean;
  readonly deadlines?: Deadlines;
}

/** The model of a llama-server as `FimModel`. Closing the socket frees the server's slot. */
export function llamaCppFim(options: LlamaCppOptions): FimModel {
  const peer = peerOf(options.model, 'completion.model');
  const { fim } = options;
  return {
    id: `llamaCpp/${options.model}`,
    dialect: fim === 'infill' ? 'infill' : 'template',
    remote: true,
    async *stream(call, signal): AsyncGenerator<StreamPart> {
      const base = endpointBase(options.endpoint, peer.endpointSetting);
      const chunks = askJson(
        options,
        {
          url: `${base}${fim === 'infill' ? '/infill' : '/completion'}`,
          body: fim === 'infill' ? infillBody(call) : templateBody(call, fim),
          key: options.key,
          peer,
          texts: [call.prefix, call.suffix],
          deadlines: options.deadlines ?? fimDeadlines,
          format: 'sse',
        },
        signal,
      );
      yield* partsOf(readChunks(chunks), signal);
    },
  };
}

/** The model of a llama-server as `ChatModel`. */
export function llamaCppChat(options: LlamaCppOptions): ChatModel {
  const peer = peerOf(options.model, 'chat.model');
  return openaiChat({
    ...options,
    id: `llamaCpp/${options.model}`,
    url: () => `${endpointBase(options.endpoint, peer.endpointSetting)}/v1/chat/completions`,
    key: options.key,
    peer,
    body: (call) => ({
      ...chatBody(options.model, call),
      stream_options: { include_usage: true },
      cache_prompt: true,
    }),
    deadlines: options.deadlines ?? whileLoading(chatDeadlines),
  });
}

/** The body of `POST /infill`. The server itself places related files before the cursor's own. */
export function infillBody(call: FimCall): Readonly<Record<string, unknown>> {
  return {
    input_prefix: call.prefix,
    input_suffix: call.suffix,
    input_extra: call.snippets.map((snippet) => ({ filename: snippet.path, text: snippet.text })),
    prompt: '',
    ...sampling(call, call.stop),
  };
}

/** The body of `POST /completion` with the whole layout in the prompt. */
export function templateBody(call: FimCall, family: FimFamily): Readonly<Record<string, unknown>> {
  const rendered = renderFim(call, family);
  return { prompt: rendered.prompt, ...sampling(call, rendered.stop) };
}

/** One chunk of `/infill` or `/completion`. */
export function readLlamaChunk(chunk: Readonly<Record<string, unknown>>): Delta {
  const finished = chunk.stop === true;
  return {
    text: typeof chunk.content === 'string' ? chunk.content : '',
    reasoning: '',
    toolCalls: [],
    finish: finished ? finishOf(chunk) : undefined,
    usage: finished ? usageOf(chunk) : undefined,
  };
}

async function* readChunks(chunks: AsyncIterable<Record<string, unknown>>): AsyncGenerator<Delta> {
  for await (const chunk of chunks) yield readLlamaChunk(chunk);
}

function sampling(call: FimCall, stop: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    n_predict: call.maxTokens,
    temperature: call.temperature,
    ...(stop.length === 0 ? {} : { stop }),
    stream: true,
    cache_prompt: true,
  };
}

/** `stop_type` of newer servers; older ones have one boolean for each reason. */
function finishOf(chunk: Readonly<Record<string, unknown>>): string {
  return chunk.stop_type === 'limit' || chunk.stopped_limit === true ? 'length' : 'stop';
}

function usageOf(chunk: Readonly<Record<string, unknown>>): Usage {
  const count = (value: unknown) => (typeof value === 'number' && value >= 0 ? value : 0);
  const timings = isRecord(chunk.timings) ? chunk.timings : {};
  const outputTokens = count(chunk.tokens_predicted ?? timings.predicted_n);
  const inputTokens = count(chunk.tokens_evaluated ?? timings.prompt_n);
  // `tokens_cached` counts the whole cache after the answer, so it is no share of the prompt.
  return { inputTokens, cachedTokens: Math.min(inputTokens, count(timings.cache_n)), outputTokens };
}

function peerOf(model: string, modelSetting: string): Peer {
  return {
    name: 'llama.cpp',
    endpointSetting: 'providers.llamaCpp.endpoint',
    keySetting: 'providers.llamaCpp.apiKeyVariable',
    modelSetting,
    model,
    explain: explainLlamaCpp,
  };
}

function explainLlamaCpp(facts: ErrorFacts): Explanation | undefined {
  if (facts.status === 503 && /loading/i.test(facts.message)) {
    const hint = 'llama.cpp is still loading its model. It is asked again in a few seconds.';
    return { kind: 'server', hint, retryAfterMs: facts.retryAfterMs ?? 3000 };
  }
  if (/infill is not supported/i.test(facts.message)) {
    const hint =
      'The model of llama.cpp has no tokens for filling in. Name its family in `providers.llamaCpp.fim` (such as codestral), or start llama-server with another model.';
    return { kind: 'refused', hint };
  }
  return undefined;
}
