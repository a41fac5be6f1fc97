// The Mistral SDK behind two functions. Only `import('./mistralSdk.ts')` reaches this file: the SDK costs 30 ms and 10 MB to load.
import { MistralCore } from '@mistralai/mistralai/core.js';
import { chatStream } from '@mistralai/mistralai/funcs/chatStream.js';
import { fimStream } from '@mistralai/mistralai/funcs/fimStream.js';
import { HTTPClient } from '@mistralai/mistralai/lib/http.js';
import type { ChatCompletionStreamRequest } from '@mistralai/mistralai/models/components/chatcompletionstreamrequest.js';
import type { CompletionEvent } from '@mistralai/mistralai/models/components/completionevent.js';
import type { FIMCompletionStreamRequest } from '@mistralai/mistralai/models/components/fimcompletionstreamrequest.js';

/** What the SDK is about to send, for our own transport. */
export interface SdkRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers a request of the SDK with a stream that its strict schemas can read. Failures come as errors of the stream. */
export type SdkTransport = (request: SdkRequest) => ReadableStream<Uint8Array>;

export interface SdkOptions {
  readonly endpoint: string;
  readonly key: string;
  readonly transport: SdkTransport;
}

/** The events of `POST /v1/fim/completions`. Nothing is retried. */
export async function openFim(
  options: SdkOptions,
  request: FIMCompletionStreamRequest,
  signal: AbortSignal,
): Promise<AsyncIterable<CompletionEvent>> {
  const result = await fimStream(clientFor(options), request, { signal });
  if (!result.ok) throw result.error;
  return result.value;
}

/** The events of `POST /v1/chat/completions`. Nothing is retried. */
export async function openChat(
  options: SdkOptions,
  request: ChatCompletionStreamRequest,
  signal: AbortSignal,
): Promise<AsyncIterable<CompletionEvent>> {
  const result = await chatStream(clientFor(options), request, { signal });
  if (!result.ok) throw result.error;
  return result.value;
}

function clientFor(options: SdkOptions): MistralCore {
  return new MistralCore({
    apiKey: options.key,
    serverURL: options.endpoint,
    httpClient: new HTTPClient({ fetcher: (input) => answer(options.transport, input as Request) }),
    retryConfig: { strategy: 'none' },
    // Without a logger of ours the SDK writes key and code to the console when MISTRAL_DEBUG is set.
    debugLogger: { group() {}, groupEnd() {}, log() {} },
  });
}

async function answer(transport: SdkTransport, request: Request): Promise<Response> {
  const headers = Object.fromEntries([...request.headers].filter(([, value]) => value !== ''));
  const body = await request.text();
  // Of the real answer only the body is handed on: some of its headers make the SDK clone the body, which keeps sockets open.
  const stream = transport({ url: request.url, headers, body });
  return new Response(stream, { status: 200, headers: { 'content-type': 'text/event-stream' } });
}
