// Scripted misbehaviour of the fake, and the real error bodies it can answer with.
import type { Exchange } from '../loopback.ts';
import { errorBody } from './answers.ts';

export type Failure =
  /** An error status, with a JSON body (object), a text body, or none. */
  | {
      readonly kind?: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly contentType?: string;
    }
  /** Bytes exactly as given, with a pause between the pieces, then the end (or silence). */
  | {
      readonly kind: 'raw';
      readonly status?: number;
      readonly contentType?: string | null;
      readonly pieces: readonly (string | Uint8Array)[];
      readonly pauseMs?: number;
      readonly end?: 'close' | 'hang' | 'reset';
    }
  /** Accepts the request and never answers; or answers headers and never a body. */
  | { readonly kind: 'hang'; readonly after: 'request' | 'headers' }
  /** Resets the connection instead of answering. */
  | { readonly kind: 'reset' }
  /** Sends valid stream headers and then one byte of a never-ending event each `byteMs`. */
  | { readonly kind: 'slow-loris'; readonly byteMs: number }
  /** Sends `bytes` bytes: of one endless event, or of many well-formed ones. */
  | { readonly kind: 'flood'; readonly bytes: number; readonly as: 'one-event' | 'events' | 'json' };

/** Error bodies seen on the wire or in Mistral's sources, by what happened. */
export const wireFailures = {
  unauthorized: { status: 401, body: { detail: 'Unauthorized' } },
  unauthorizedGateway: { status: 401, body: { message: 'Unauthorized', request_id: 'f00d'.repeat(8) } },
  paymentRequired: { status: 402, body: { detail: 'Payment required' } },
  forbidden: { status: 403, body: { detail: 'Forbidden' } },
  forbiddenHtml: { status: 403, body: '<html><title>Just a moment...</title></html>', contentType: 'text/html' },
  notFound: { status: 404, body: { detail: 'Not Found' } },
  invalidModel: { status: 400, body: errorBody('Invalid model: nope', 'invalid_model', '1500', 400) },
  notFim: {
    status: 400,
    body: errorBody('FIM is not enabled for this model', 'invalid_request_invalid_args', '3051', 400),
  },
  tooLong: {
    status: 400,
    body: errorBody(
      'Prompt contains 159202 tokens and 0 draft tokens, too large for model with 131072 maximum context length',
      'invalid_request_invalid_args',
      '3051',
      400,
    ),
  },
  unprocessableNested: {
    status: 422,
    body: {
      object: 'error',
      message: {
        detail: [
          { type: 'extra_forbidden', loc: ['body', 'x'], msg: 'Extra inputs are not permitted', input: 'secret' },
        ],
      },
      type: 'invalid_request_error',
      param: null,
      code: null,
    },
  },
  unprocessablePlain: {
    status: 422,
    body: {
      detail: [{ type: 'extra_forbidden', loc: ['body', 'x'], msg: 'Extra inputs are not permitted', input: 1 }],
    },
  },
  unprocessableText: {
    status: 422,
    body: {
      object: 'error',
      message: '{"detail":[{"type":"extra_forbidden","loc":["body","x"],"msg":"Extra inputs are not permitted"}]}',
      type: 'internal_error_proxy',
      param: null,
      code: '1000',
    },
  },
  rateLimited: { status: 429, body: errorBody('Rate limit exceeded', 'rate_limited', '1300', 429) },
  rateLimitedShort: { status: 429, body: { message: 'Requests rate limit exceeded' } },
  rateLimitedRetryAfter: {
    status: 429,
    body: errorBody('Rate limit exceeded', 'rate_limited', '1300', 429),
    headers: { 'retry-after': '12' },
  },
  noQuota: {
    status: 429,
    body: errorBody('Rate limit exceeded', 'rate_limited', '1300', 429),
    headers: { 'x-ratelimit-limit-req-minute': '0', 'x-ratelimit-remaining-req-minute': '0' },
  },
  capacity: {
    status: 429,
    body: errorBody('Service tier capacity exceeded for this model.', 'service_tier_capacity_exceeded', '3505', 429),
  },
  pendingTokens: {
    status: 429,
    body: errorBody('Too many pending tokens', 'engine_max_pending_tokens', 3810, 429),
  },
  internal: { status: 500, body: errorBody('Internal error', 'internal_error', '3000', 500) },
  badGatewayHtml: { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>', contentType: 'text/html' },
  unavailable: { status: 503, body: errorBody('Service unavailable.', 'internal_server_error', '3800', 503) },
  unreachable: { status: 503, body: errorBody('Unreachable backend', 'unreachable_backend', '1100', 503) },
  emptyGatewayTimeout: { status: 504 },
} as const satisfies Readonly<Record<string, Failure>>;

/** Plays a failure on an exchange. */
export async function playFailure(exchange: Exchange, failure: Failure): Promise<void> {
  const { response } = exchange;
  switch (failure.kind) {
    case undefined:
    case 'status': {
      const { body, status } = failure;
      const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
      const type = failure.contentType ?? (typeof body === 'string' ? 'text/plain' : 'application/json');
      response.writeHead(status, { 'content-type': type, ...failure.headers });
      response.end(text);
      return;
    }
    case 'raw':
      return await playRaw(exchange, failure);
    case 'hang':
      if (failure.after === 'headers') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.flushHeaders();
      }
      return await exchange.over;
    case 'reset':
      return exchange.reset();
    case 'slow-loris':
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"id":"');
      while (await exchange.wait(failure.byteMs)) response.write('x');
      return;
    case 'flood':
      return await playFlood(exchange, failure.bytes, failure.as);
  }
}

async function playRaw(exchange: Exchange, failure: Extract<Failure, { kind: 'raw' }>): Promise<void> {
  const { response } = exchange;
  const type = failure.contentType === undefined ? 'text/event-stream' : failure.contentType;
  response.writeHead(failure.status ?? 200, type === null ? {} : { 'content-type': type });
  response.flushHeaders();
  for (const [at, piece] of failure.pieces.entries()) {
    if (at > 0 && !(await exchange.wait(failure.pauseMs ?? 0))) return;
    response.write(piece);
  }
  if (failure.end === 'hang') return await exchange.over;
  if (failure.end === 'reset') {
    await exchange.wait(5);
    exchange.reset();
    return;
  }
  response.end();
}

async function playFlood(exchange: Exchange, bytes: number, as: 'one-event' | 'events' | 'json'): Promise<void> {
  const { response } = exchange;
  const json = as === 'json';
  response.writeHead(200, { 'content-type': json ? 'application/json' : 'text/event-stream' });
  const filler = 'x'.repeat(64 * 1024);
  const event = (text: string) =>
    `data: ${JSON.stringify({ id: 'f', model: 'f', choices: [{ index: 0, delta: { content: text }, finish_reason: null }] })}\n\n`;
  if (as !== 'events') response.write(json ? '{"id":"' : 'data: {"id":"');
  for (let sent = 0; sent < bytes; sent += filler.length) {
    if (response.closed) return;
    const more = response.write(as === 'events' ? event(filler) : filler);
    if (!more) {
      await Promise.race([exchange.over, new Promise<void>((resolve) => response.once('drain', resolve))]);
    }
  }
  response.end();
}
