// One request and its streamed answer, guarded: deadlines, size limits, redirects, statuses and broken connections become ModelErrors.
import { untilAborted } from '../async/abort.ts';
import type { Logger } from '../log/logger.ts';
import type { Clock } from '../world/clock.ts';
import { errorFacts } from './errorFacts.ts';
import { disconnected, failureOf, redirected, timedOut, unreadable } from './failures.ts';
import { type Frame, type FrameFormat, frameReader } from './frames.ts';
import { type Fetch, hostOf } from './http.ts';
import type { Peer } from './peer.ts';
import { type Deadlines, Watch } from './watch.ts';

/** What every adapter needs from the world. */
export interface Wire {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly log: Logger;
  /** Sees the headers of each answer, errors included: rate limits are in them. */
  readonly onHeaders?: ((headers: Headers) => void) | undefined;
}

export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly peer: Peer;
  /** Texts that no error may quote: the key, the prompt. */
  readonly unquotable: readonly string[];
  readonly deadlines: Deadlines;
  readonly format: FrameFormat;
}

/** More than any answer we ask for; what is longer is a mistake or an attack. */
const largestAnswer = 16 * 1024 * 1024;
const largestFrame = 1024 * 1024;
const largestErrorBody = 64 * 1024;
/** How long the connection may take to end behind `[DONE]`; one that has ended is used again. */
const lingerMs = 250;

/**
 * Sends the request and gives the answer's frames as they come. Throws `ModelError` when the world fails and the signal's abort
 * error when aborted. Leaving the loop early, aborting and failing all close the connection.
 */
export async function* exchange(wire: Wire, request: WireRequest, signal: AbortSignal): AsyncGenerator<Frame> {
  const watch = new Watch(wire.clock, request.deadlines, signal);
  const guard = new Guard(request, watch);
  try {
    const response = await guard.run(wire.fetch(request.url, initOf(request, watch.signal)));
    wire.onHeaders?.(response.headers);
    logAnswer(wire, request, response);
    if (response.status >= 300 || response.status < 200) throw await failureOfStatus(wire, request, response, watch);
    yield* framesOf(request, response, watch, guard);
  } finally {
    watch.stop();
  }
}

async function* framesOf(request: WireRequest, response: Response, watch: Watch, guard: Guard): AsyncGenerator<Frame> {
  const format = formatOf(request, response);
  const reader = frameReader(format);
  const size = new SizeLimit(request, format === 'json' ? largestAnswer : largestFrame);
  let any = false;
  let done = false;
  try {
    for await (const text of textOf(response, guard)) {
      if (done) continue;
      const frames = reader.push(text);
      if (frames.length > 0) watch.beat();
      for (const frame of frames) {
        any ||= frame.kind !== 'alive';
        yield frame;
        // Time that our own reader took is not the server's silence.
        watch.beat();
        done ||= frame.kind === 'done';
      }
      size.count(text.length, frames.length > 0);
      if (done) watch.expectEnd(lingerMs);
    }
  } catch (error) {
    watch.throwIfCallerAborted();
    if (!done) throw error;
  }
  for (const frame of done ? [] : reader.end()) {
    any ||= frame.kind !== 'alive';
    yield frame;
  }
  if (!any) throw unreadable(request.peer, hostOf(request.url), 'an empty body');
}

/** Refuses answers and single frames that are too large. */
class SizeLimit {
  readonly #request: WireRequest;
  readonly #largestFrame: number;
  #answer = 0;
  #frame = 0;

  constructor(request: WireRequest, largest: number) {
    this.#request = request;
    this.#largestFrame = largest;
  }

  count(length: number, completesFrame: boolean): void {
    this.#answer += length;
    this.#frame = completesFrame ? 0 : this.#frame + length;
    if (this.#answer <= largestAnswer && this.#frame <= this.#largestFrame) return;
    const megabytes = Math.round(this.#answer / 1024 / 1024);
    throw unreadable(this.#request.peer, hostOf(this.#request.url), `more than ${megabytes} MB`);
  }
}

/** The body as text, piece by piece; a character that is split between two pieces comes with the second. */
async function* textOf(response: Response, guard: Guard): AsyncGenerator<string> {
  const body = response.body?.getReader();
  if (body === undefined) return;
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await guard.run(body.read());
      if (done) break;
      yield decoder.decode(value, { stream: true });
    }
    yield decoder.decode();
  } finally {
    // What is not read any more must not stay in memory; a failure of giving it up changes nothing.
    body.cancel().catch(() => {});
  }
}

/** The format an answer really has: servers and gateways do not always stream when asked to. */
function formatOf(request: WireRequest, response: Response): FrameFormat {
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === '' || type === 'application/octet-stream' || type === 'text/plain') return request.format;
  if (type === 'text/event-stream') return 'sse';
  if (/\b(x-ndjson|jsonl|json-lines)\b/.test(type)) return 'json-lines';
  if (/\bjson\b/.test(type)) return request.format === 'json-lines' ? 'json-lines' : 'json';
  const what = type === 'text/html' ? 'a web page' : `the content type ${type.slice(0, 60)}`;
  throw unreadable(request.peer, hostOf(request.url), what);
}

async function failureOfStatus(wire: Wire, request: WireRequest, response: Response, watch: Watch): Promise<Error> {
  const { status } = response;
  const host = hostOf(request.url);
  if (status >= 300 && status < 400) {
    const target = response.headers.get('location') ?? '';
    const to = URL.canParse(target, request.url) ? new URL(target, request.url).host : 'an unknown address';
    return redirected(request.peer, host, to, status);
  }
  let body = '';
  try {
    for await (const text of textOf(response, new Guard(request, watch))) {
      body += text;
      if (body.length > largestErrorBody) break;
    }
  } catch {
    // The status alone says enough when its explanation does not arrive; only the caller's own abort goes first.
    watch.throwIfCallerAborted();
  }
  return failureOf(request.peer, errorFacts(status, body, response.headers, wire.clock.now()), request.unquotable);
}

/** Turns what fetch and bodies throw into the errors we throw. */
class Guard {
  readonly #request: WireRequest;
  readonly #watch: Watch;

  constructor(request: WireRequest, watch: Watch) {
    this.#request = request;
    this.#watch = watch;
  }

  async run<T>(promise: Promise<T>): Promise<T> {
    try {
      return await untilAborted(promise, this.#watch.signal);
    } catch (error) {
      this.#watch.throwIfCallerAborted();
      const { passed } = this.#watch;
      if (passed !== undefined) throw timedOut(this.#request.peer, passed.deadline, passed.ms);
      // The original is not kept as cause: it may hold the request, and with it key and prompt.
      throw disconnected(this.#request.peer, hostOf(this.#request.url), codeOf(error));
    }
  }
}

function initOf(request: WireRequest, signal: AbortSignal): Parameters<Fetch>[1] {
  const { method, headers, body } = request;
  return { method, headers, signal, redirect: 'manual', ...(body === undefined ? {} : { body }) };
}

/** Node's code of a failed connection, which fetch hides one or two causes deep. */
function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at instanceof AggregateError && at.errors.length > 0) at = at.errors[0];
    else at = at.cause;
  }
  return error instanceof Error ? error.name : 'unknown';
}

function logAnswer(wire: Wire, request: WireRequest, response: Response): void {
  const id = response.headers.get('mistral-correlation-id') ?? response.headers.get('x-request-id') ?? '';
  const path = new URL(request.url).pathname;
  const named = /^[\w-]{1,64}$/.test(id) ? ` id=${id}` : '';
  wire.log.debug(`${request.method} ${hostOf(request.url)}${path} status=${response.status}${named}`);
}
