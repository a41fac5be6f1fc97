// One JSON request to a server that streams JSON back: what all adapters without an SDK have in common.
import { jsonChunks } from './chunks.ts';
import { exchange, type Wire } from './exchange.ts';
import type { FrameFormat } from './frames.ts';
import { type KeySource, usableKey } from './keys.ts';
import type { Peer } from './peer.ts';
import type { Deadlines } from './watch.ts';

export interface JsonRequest {
  readonly url: string;
  /** Sent as JSON; `undefined` makes a GET of it. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key: KeySource | undefined;
  readonly peer: Peer;
  /** Texts of the user that no error may quote. */
  readonly texts: readonly string[];
  readonly deadlines: Deadlines;
  readonly format: FrameFormat;
}

/** The JSON chunks of the answer. Errors, aborts and leaving early as `exchange` says. */
export async function* askJson(
  wire: Wire,
  request: JsonRequest,
  signal: AbortSignal,
): AsyncGenerator<Record<string, unknown>> {
  const key = request.key === undefined ? undefined : usableKey(await request.key(signal), request.peer);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const wireRequest = {
    method: body === undefined ? ('GET' as const) : ('POST' as const),
    url: request.url,
    headers: {
      accept: acceptedBy(request.format),
      'user-agent': 'codestral-lsp',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...request.headers,
    },
    body,
    peer: request.peer,
    unquotable: key === undefined ? request.texts : [key, ...request.texts],
    deadlines: request.deadlines,
    format: request.format,
  };
  yield* jsonChunks(exchange(wire, wireRequest, signal), wireRequest);
}

function acceptedBy(format: FrameFormat): string {
  switch (format) {
    case 'sse':
      return 'text/event-stream';
    case 'json-lines':
      return 'application/x-ndjson';
    case 'json':
      return 'application/json';
  }
}
