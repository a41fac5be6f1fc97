// Any server that speaks OpenAI's dialect: vLLM, LM Studio, DeepSeek, LiteLLM. Chat, and FIM over /completions.
import { type RenderedFim, renderFields, renderFim } from '../fim/formats.ts';
import { type FimFamily, familyOf } from '../model/catalog.ts';
import type { ChatCall, ChatModel } from '../model/chat.ts';
import { ModelError } from '../model/errors.ts';
import type { FimCall, FimModel, ModelId } from '../model/fim.ts';
import type { StreamPart } from '../model/parts.ts';
import { chatDeadlines, fimDeadlines } from './deadlines.ts';
import type { Wire } from './exchange.ts';
import { endpointBase, hostOf } from './http.ts';
import { askJson } from './jsonApi.ts';
import type { KeySource } from './keys.ts';
import { chatBody, partsOf, readChunk } from './openaiWire.ts';
import type { Peer } from './peer.ts';
import type { Deadlines } from './watch.ts';

/** How a server wants FIM: its own `suffix` field, the layout of a family, or the family that the model's name tells. */
export type FimChoice = 'auto' | 'suffix' | FimFamily;

export interface OpenAiCompatibleOptions extends Wire {
  /** As the server names it. */
  readonly model: string;
  /** Base address, with or without `/v1`; another path, such as DeepSeek's `/beta`, is kept as it is. */
  readonly endpoint: string;
  /** Absent for servers that want no key. */
  readonly key: KeySource | undefined;
  readonly fim: FimChoice;
  /** Whether model and server can call functions; nobody can ask them. */
  readonly tools: boolean;
  readonly deadlines?: Deadlines;
}

const settings = 'providers.openaiCompatible';

/** A completions model as `FimModel`. */
export function openaiCompatibleFim(options: OpenAiCompatibleOptions): FimModel {
  const peer = peerOf(options, 'completion.model');
  return {
    id: `openaiCompatible/${options.model}`,
    dialect: options.fim === 'suffix' ? 'native' : 'template',
    remote: true,
    async *stream(call, signal): AsyncGenerator<StreamPart> {
      const chunks = askJson(
        options,
        {
          url: `${openaiBase(options.endpoint, peer.endpointSetting)}/completions`,
          body: completionBody(options.model, call, renderAs(options.fim, options.model, call, `${settings}.fim`)),
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

/** A chat model with or without tools. */
export function openaiCompatibleChat(options: OpenAiCompatibleOptions): ChatModel {
  const peer = peerOf(options, 'chat.model');
  return openaiChat({
    ...options,
    id: `openaiCompatible/${options.model}`,
    url: () => `${openaiBase(options.endpoint, peer.endpointSetting)}/chat/completions`,
    peer,
    body: (call) => ({ ...chatBody(options.model, call), stream_options: { include_usage: true } }),
  });
}

export interface OpenAiChatOptions extends Wire {
  readonly id: ModelId;
  /** Made when it is needed, because an invalid endpoint is an error of the request. */
  readonly url: () => string;
  readonly key: KeySource | undefined;
  readonly peer: Peer;
  readonly tools: boolean;
  readonly body: (call: ChatCall) => Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly deadlines?: Deadlines;
}

/** Chat in OpenAI's dialect; OpenRouter and llama.cpp differ in the body only. */
export function openaiChat(options: OpenAiChatOptions): ChatModel {
  return {
    id: options.id,
    tools: options.tools,
    remote: true,
    async *stream(call, signal): AsyncGenerator<StreamPart> {
      const chunks = askJson(
        options,
        {
          url: options.url(),
          body: options.body(call),
          key: options.key,
          peer: options.peer,
          texts: call.messages.map((message) => message.content),
          deadlines: options.deadlines ?? chatDeadlines,
          format: 'sse',
          ...(options.headers === undefined ? {} : { headers: options.headers }),
        },
        signal,
      );
      yield* partsOf(readChunks(chunks), signal);
    },
  };
}

/** The body of `POST /v1/completions`. */
export function completionBody(model: string, call: FimCall, rendered: RenderedFim): Readonly<Record<string, unknown>> {
  return {
    model,
    prompt: rendered.prompt,
    ...(rendered.suffix === undefined ? {} : { suffix: rendered.suffix }),
    max_tokens: call.maxTokens,
    temperature: call.temperature,
    ...(rendered.stop.length === 0 ? {} : { stop: rendered.stop }),
    stream: true,
    stream_options: { include_usage: true },
  };
}

/**
 * Prompt and suffix as `choice` says. Throws `ModelError` naming `setting` when the family should come from the model's name
 * and that says nothing: a wrong guess would send one family's tokens to another and give plausible nonsense.
 */
export function renderAs(choice: FimChoice, model: string, call: FimCall, setting: string): RenderedFim {
  if (choice === 'suffix') return renderFields(call);
  const family = choice === 'auto' ? familyOf(model) : choice;
  if (family === undefined) throw unknownFamily(model, setting);
  return renderFim(call, family);
}

export function unknownFamily(model: string, setting: string): ModelError {
  return new ModelError('refused', {
    message: `no FIM family is known for the model ${model}`,
    hint: `How the model ${model} fills in the middle is not known. Say it in \`${setting}\`: a family such as qwen2.5-coder, or "suffix" if the server does it by itself.`,
  });
}

/** `/v1` when the address has no path; else the path it has. */
export function openaiBase(endpoint: string, setting: string): string {
  const base = endpointBase(endpoint, setting);
  return new URL(base).pathname === '/' || /\/v1\/*\s*$/.test(endpoint) ? `${base}/v1` : base;
}

async function* readChunks(chunks: AsyncIterable<Record<string, unknown>>) {
  for await (const chunk of chunks) yield readChunk(chunk);
}

function peerOf(options: OpenAiCompatibleOptions, modelSetting: string): Peer {
  return {
    name: hostOf(options.endpoint),
    endpointSetting: `${settings}.endpoint`,
    keySetting: `${settings}.apiKeyVariable`,
    modelSetting,
    model: options.model,
  };
}
