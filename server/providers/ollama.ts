// Ollama: FIM over /api/generate (its own `suffix`, or a raw prompt of ours), chat over /api/chat; answers are JSON lines.
import { type RenderedFim, renderFields, renderFim } from '../fim/formats.ts';
import { type FimFamily, familyOf } from '../model/catalog.ts';
import type { ChatCall, ChatMessage, ChatModel } from '../model/chat.ts';
import { ModelError } from '../model/errors.ts';
import type { FimCall, FimModel } from '../model/fim.ts';
import type { StreamPart, Usage } from '../model/parts.ts';
import { chatDeadlines, fimDeadlines, whileLoading } from './deadlines.ts';
import { isRecord, parseJson } from './errorFacts.ts';
import type { Wire } from './exchange.ts';
import { endpointBase } from './http.ts';
import { askJson } from './jsonApi.ts';
import type { KeySource } from './keys.ts';
import { type FimChoice, unknownFamily } from './openaiCompatible.ts';
import { type Delta, partsOf, readToolCalls } from './openaiWire.ts';
import type { Peer } from './peer.ts';
import type { Deadlines } from './watch.ts';

export interface OllamaOptions extends Wire {
  /** As `ollama list` names it: `qwen2.5-coder:7b-base`. */
  readonly model: string;
  /** `http://127.0.0.1:11434`, with or without `/v1`. */
  readonly endpoint: string;
  /** For an Ollama behind a gateway; absent as a rule. */
  readonly key?: KeySource;
  readonly fim: FimChoice;
  /** Whether the model can call functions. */
  readonly tools: boolean;
  /** Ollama's `num_ctx`; its own default is small and cuts longer prompts without a word. */
  readonly contextTokens?: number;
  /** Once the model is loaded. */
  readonly deadlines?: Deadlines;
  /** For the first request, while the model is read from disk: two minutes more unless told otherwise. */
  readonly loadingDeadlines?: Deadlines;
}

/** Ollama forgets a model that was not used for five minutes, and loads it again with the next request. */
const staysLoadedMs = 5 * 60_000;

/**
 * A model of Ollama as `FimModel`. With `fim: 'auto'` related code goes into a raw prompt when the family is known, because a
 * `suffix` request has no place for it; else `suffix` is used, and the raw prompt when the model's template has no place for that.
 */
export function ollamaFim(options: OllamaOptions): FimModel {
  const api = new OllamaApi(options, 'completion.model', options.deadlines ?? fimDeadlines);
  const family = options.fim === 'auto' || options.fim === 'suffix' ? familyOf(options.model) : options.fim;
  let suffixWorks = options.fim === 'auto' || options.fim === 'suffix';
  const render = (call: FimCall): RenderedFim => {
    const raw = family !== undefined && options.fim === 'auto' && call.snippets.length > 0;
    if (suffixWorks && !raw) return renderForSuffix(call, family);
    if (family === undefined) throw unknownFamily(options.model, 'providers.ollama.fim');
    return renderFim(call, family);
  };
  return {
    id: `ollama/${options.model}`,
    dialect: suffixWorks ? 'native' : 'template',
    remote: true,
    async *stream(call, signal): AsyncGenerator<StreamPart> {
      try {
        yield* api.stream('/api/generate', generateBody(options, call, render(call)), textsOf(call), signal);
      } catch (error) {
        if (!suffixWorks || options.fim === 'suffix' || !saysNoInsert(error)) throw error;
        suffixWorks = false;
        options.log.info(`${options.model} has no template for a suffix; sending raw prompts instead`);
        yield* api.stream('/api/generate', generateBody(options, call, render(call)), textsOf(call), signal);
      }
    },
  };
}

/** A chat model of Ollama. */
export function ollamaChat(options: OllamaOptions): ChatModel {
  const api = new OllamaApi(options, 'chat.model', options.deadlines ?? chatDeadlines);
  return {
    id: `ollama/${options.model}`,
    tools: options.tools,
    remote: true,
    stream: (call, signal) =>
      api.stream(
        '/api/chat',
        ollamaChatBody(options, call),
        call.messages.map((message) => message.content),
        signal,
      ),
  };
}

/** The body of `POST /api/generate`. */
export function generateBody(
  options: Pick<OllamaOptions, 'model' | 'contextTokens'>,
  call: FimCall,
  rendered: RenderedFim,
): Readonly<Record<string, unknown>> {
  return {
    model: options.model,
    prompt: rendered.prompt,
    ...(rendered.suffix === undefined ? { raw: true } : { suffix: rendered.suffix }),
    stream: true,
    options: modelOptions(options, call.maxTokens, call.temperature, rendered.stop),
  };
}

/** The body of `POST /api/chat`. Arguments of earlier tool calls are objects here, not JSON text. */
export function ollamaChatBody(
  options: Pick<OllamaOptions, 'model' | 'contextTokens'>,
  call: ChatCall,
): Readonly<Record<string, unknown>> {
  return {
    model: options.model,
    messages: call.messages.map(ollamaMessage),
    stream: true,
    ...(call.tools.length === 0 ? {} : { tools: call.tools.map((tool) => ({ type: 'function', function: tool })) }),
    options: modelOptions(options, call.maxTokens, call.temperature, call.stop),
  };
}

/** One line of an answer of `/api/generate` or `/api/chat`. */
export function readOllamaLine(line: Readonly<Record<string, unknown>>): Delta {
  const message = isRecord(line.message) ? line.message : {};
  const text = line.response ?? message.content;
  const thinking = line.thinking ?? message.thinking;
  return {
    text: typeof text === 'string' ? text : '',
    reasoning: typeof thinking === 'string' ? thinking : '',
    toolCalls: readToolCalls(message.tool_calls),
    finish: line.done === true ? String(line.done_reason ?? 'stop') : undefined,
    usage: line.done === true ? usageOf(line) : undefined,
  };
}

class OllamaApi {
  readonly #options: OllamaOptions;
  readonly #peer: Peer;
  readonly #deadlines: Deadlines;
  #answeredAt: number | undefined;

  constructor(options: OllamaOptions, modelSetting: string, deadlines: Deadlines) {
    this.#options = options;
    this.#deadlines = deadlines;
    this.#peer = peerOf(options.model, modelSetting);
  }

  async *stream(
    path: string,
    body: Readonly<Record<string, unknown>>,
    texts: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<StreamPart> {
    const { clock, endpoint, key, loadingDeadlines } = this.#options;
    const loaded = this.#answeredAt !== undefined && clock.now() - this.#answeredAt < staysLoadedMs;
    const request = {
      url: `${endpointBase(endpoint, this.#peer.endpointSetting).replace(/\/api$/, '')}${path}`,
      body,
      key,
      peer: this.#peer,
      texts,
      deadlines: loaded ? this.#deadlines : (loadingDeadlines ?? whileLoading(this.#deadlines)),
      format: 'json-lines' as const,
    };
    yield* partsOf(this.#read(askJson(this.#options, request, signal)), signal);
  }

  async *#read(lines: AsyncIterable<Record<string, unknown>>): AsyncGenerator<Delta> {
    for await (const line of lines) {
      this.#answeredAt = this.#options.clock.now();
      yield readOllamaLine(line);
    }
  }
}

/** Related code in a `suffix` request: only Codestral's headings are plain text, so other families get none. */
function renderForSuffix(call: FimCall, family: FimFamily | undefined): RenderedFim {
  return renderFields(family === 'codestral' ? call : { ...call, snippets: [] });
}

function modelOptions(
  options: Pick<OllamaOptions, 'contextTokens'>,
  maxTokens: number | undefined,
  temperature: number,
  stop: readonly string[],
): Readonly<Record<string, unknown>> {
  return {
    temperature,
    ...(maxTokens === undefined ? {} : { num_predict: maxTokens }),
    ...(stop.length === 0 ? {} : { stop }),
    ...(options.contextTokens === undefined ? {} : { num_ctx: options.contextTokens }),
  };
}

function ollamaMessage(message: ChatMessage): Readonly<Record<string, unknown>> {
  if (message.role === 'tool') return { role: 'tool', tool_name: message.name, content: message.content };
  if (message.role !== 'assistant' || message.toolCalls === undefined || message.toolCalls.length === 0) {
    return { role: message.role, content: message.content };
  }
  const calls = message.toolCalls.map((call) => {
    const given = parseJson(call.input);
    return { function: { name: call.name, arguments: isRecord(given) ? given : {} } };
  });
  return { role: 'assistant', content: message.content, tool_calls: calls };
}

function usageOf(line: Readonly<Record<string, unknown>>): Usage {
  const count = (value: unknown) => (typeof value === 'number' ? value : 0);
  return { inputTokens: count(line.prompt_eval_count), cachedTokens: 0, outputTokens: count(line.eval_count) };
}

function saysNoInsert(error: unknown): boolean {
  return error instanceof ModelError && error.status === 400 && /does not support insert/i.test(error.message);
}

function textsOf(call: FimCall): readonly string[] {
  return [call.prefix, call.suffix];
}

function peerOf(model: string, modelSetting: string): Peer {
  return {
    name: 'Ollama',
    endpointSetting: 'providers.ollama.endpoint',
    keySetting: 'providers.ollama.apiKeyVariable',
    modelSetting,
    model,
    explain: (facts) => {
      if (facts.status !== 404 || !/not found/i.test(facts.message)) return undefined;
      const hint = `Ollama has no model ${model}. Fetch it with \`ollama pull ${model}\`, or choose another in \`${modelSetting}\`.`;
      return { kind: 'refused', hint };
    },
  };
}
