// Mistral: FIM and chat through @mistralai/mistralai, over our own guarded exchange.

import { abortError } from '../async/abort.ts';
import { type RenderedFim, renderFields } from '../fim/formats.ts';
import type { ChatCall, ChatModel } from '../model/chat.ts';
import { ModelError } from '../model/errors.ts';
import type { FimCall, FimModel } from '../model/fim.ts';
import type { StreamPart } from '../model/parts.ts';
import { jsonChunks } from './chunks.ts';
import { chatDeadlines, fimDeadlines } from './deadlines.ts';
import { exchange, type Wire, type WireRequest } from './exchange.ts';
import { type KeySource, usableKey } from './keys.ts';
import { explainMistral } from './mistralErrors.ts';
import { MistralHosts } from './mistralHosts.ts';
import { sdkChunk } from './mistralLenient.ts';
import type { SdkOptions, SdkTransport } from './mistralSdk.ts';
import { mistralChatRequest, mistralFimRequest, readEvent } from './mistralWire.ts';
import { partsOf } from './openaiWire.ts';
import type { Peer } from './peer.ts';
import type { Deadlines } from './watch.ts';

export interface MistralOptions extends Wire {
  /** Without the provider: `codestral-latest`. */
  readonly model: string;
  /** Address without `/v1`; `/v1` at its end is tolerated. */
  readonly endpoint: string;
  readonly key: KeySource;
  /** Shared by the models of one account; made from `endpoint` when left out. */
  readonly hosts?: MistralHosts;
  readonly deadlines?: Deadlines;
  /** How related code is put into the prompt; `renderFields` unless told otherwise. */
  readonly renderPrompt?: (call: FimCall) => RenderedFim;
}

/** Codestral and its kin as `FimModel`. */
export function mistralFim(options: MistralOptions): FimModel {
  const account = new MistralAccount(options, 'completion.model', options.deadlines ?? fimDeadlines);
  return {
    id: `mistral/${options.model}`,
    dialect: 'native',
    remote: true,
    stream(call, signal) {
      const rendered = (options.renderPrompt ?? renderFields)(call);
      const body = mistralFimRequest(options.model, call, rendered);
      const texts = [body.prompt, body.suffix ?? ''];
      return account.stream((sdk, open, own) => sdk.openFim(open, body, own), texts, signal);
    },
  };
}

/** Any chat model of Mistral, with tools. */
export function mistralChat(options: MistralOptions): ChatModel {
  const account = new MistralAccount(options, 'chat.model', options.deadlines ?? chatDeadlines);
  return {
    id: `mistral/${options.model}`,
    tools: true,
    remote: true,
    stream(call: ChatCall, signal: AbortSignal) {
      const body = mistralChatRequest(options.model, call);
      const texts = call.messages.map((message) => message.content);
      return account.stream((sdk, open, own) => sdk.openChat(open, body, own), texts, signal);
    },
  };
}

/** Loads the SDK before the first request needs it (some 50 ms). */
export async function preloadMistral(): Promise<void> {
  await import('./mistralSdk.ts');
}

type Sdk = typeof import('./mistralSdk.ts');
type Opener = (sdk: Sdk, options: SdkOptions, signal: AbortSignal) => ReturnType<Sdk['openFim']>;

/** What FIM and chat have in common: key, host, transport, errors. */
class MistralAccount {
  readonly #options: MistralOptions;
  readonly #hosts: MistralHosts;
  readonly #peer: Peer;
  readonly #deadlines: Deadlines;

  constructor(options: MistralOptions, modelSetting: string, deadlines: Deadlines) {
    const { model } = options;
    this.#options = options;
    this.#hosts = options.hosts ?? new MistralHosts({ endpoint: options.endpoint, log: options.log });
    this.#deadlines = deadlines;
    this.#peer = {
      name: 'Mistral',
      endpointSetting: 'providers.mistral.endpoint',
      keySetting: 'providers.mistral.apiKeyVariable',
      modelSetting,
      model,
      explain: (facts) => explainMistral(facts, { model, modelSetting }),
    };
  }

  async *stream(open: Opener, texts: readonly string[], signal: AbortSignal): AsyncGenerator<StreamPart> {
    const key = usableKey(await this.#options.key(signal), this.#peer);
    const sdk = await import('./mistralSdk.ts');
    yield* this.#hosts.try((endpoint) => this.#ask(sdk, open, { endpoint, key, texts }, signal));
  }

  async *#ask(
    sdk: Sdk,
    open: Opener,
    to: { readonly endpoint: string; readonly key: string; readonly texts: readonly string[] },
    signal: AbortSignal,
  ): AsyncGenerator<StreamPart> {
    // The SDK reads ahead, so leaving its stream is not enough to close the socket while a read is waiting: this signal is.
    const own = new AbortController();
    const either = AbortSignal.any([signal, own.signal]);
    try {
      const transport = this.#transport([to.key, ...to.texts], either, own);
      const events = await open(sdk, { endpoint: to.endpoint, key: to.key, transport }, either);
      yield* partsOf(readEvents(events), signal);
    } catch (error) {
      throw this.#known(error, signal);
    } finally {
      own.abort();
    }
  }

  #transport(unquotable: readonly string[], signal: AbortSignal, own: AbortController): SdkTransport {
    return (request) => {
      const wireRequest: WireRequest = {
        method: 'POST',
        url: request.url,
        headers: { ...request.headers, 'user-agent': 'codestral-lsp' },
        body: request.body,
        peer: this.#peer,
        unquotable,
        deadlines: this.#deadlines,
        format: 'sse',
      };
      const frames = exchange(this.#options, wireRequest, signal);
      return eventStream(jsonChunks(frames, wireRequest), () => own.abort());
    };
  }

  /** Errors of ours and aborts pass; one of the SDK's own may hold key or prompt, so only its name survives. */
  #known(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return abortError(signal);
    if (error instanceof ModelError) return error;
    const name = error instanceof Error ? error.name : typeof error;
    return new ModelError('wire', {
      message: `the Mistral SDK failed: ${name}`,
      hint: 'An answer of Mistral could not be read. If it happens again, please report it with the log.',
    });
  }
}

async function* readEvents(events: AsyncIterable<{ readonly data: unknown }>) {
  for await (const event of events) yield readEvent(event.data);
}

/** Chunks as the event stream that the SDK expects. `onCancel` must end a read that is waiting. */
function eventStream(
  chunks: AsyncGenerator<Record<string, unknown>>,
  onCancel: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        const text = done === true ? '[DONE]' : JSON.stringify(sdkChunk(value));
        controller.enqueue(encoder.encode(`data: ${text}\n\n`));
        if (done === true) controller.close();
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  );
}
