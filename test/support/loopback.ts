// A real HTTP server on loopback that records every request and connection; what it answers is a function.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';

export interface RecordedRequest {
  /** 1 for the first request of this server. */
  readonly number: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed JSON body; `undefined` when there is none or it does not parse. */
  readonly body: unknown;
  /** Milliseconds since the epoch, with fractions. */
  readonly receivedAt: number;
  /** When each token of a streamed answer was sent, on the same clock; filled by who answers. */
  readonly tokensSentAt: number[];
  /** Who ended the exchange; `undefined` while it lasts. */
  readonly closedBy: 'server' | 'client' | undefined;
  readonly closedAt: number | undefined;
}

/** One exchange as the answering function sees it. */
export interface Exchange {
  readonly request: RecordedRequest;
  readonly response: ServerResponse;
  /** Waits; false when the client has hung up meanwhile, so there is nobody left to answer. */
  wait(ms: number): Promise<boolean>;
  /** Resolves when the exchange is over, whoever ended it. */
  readonly over: Promise<void>;
  /** Breaks the connection with a TCP reset. */
  reset(): void;
}

export type Reply = (exchange: Exchange) => Promise<void> | void;

export interface LoopbackOptions {
  /** PEM texts: serve TLS, HTTP/2 with fallback to HTTP/1.1 (or HTTP/1.1 alone). */
  readonly tls?: { readonly key: string; readonly cert: string; readonly http2: boolean };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Loopback {
  readonly #server: Server | Http2SecureServer;
  readonly #reply: Reply;
  readonly #requests: Mutable<RecordedRequest>[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #waiting: { readonly ready: () => boolean; readonly resolve: () => void }[] = [];
  readonly #scheme: string;
  #connections = 0;

  private constructor(reply: Reply, options: LoopbackOptions) {
    this.#reply = reply;
    this.#scheme = options.tls === undefined ? 'http' : 'https';
    const handler = (request: IncomingMessage, response: ServerResponse) => void this.#handle(request, response);
    this.#server =
      options.tls === undefined
        ? createServer(handler)
        : createSecureServer(
            { ...options.tls, allowHTTP1: true, ALPNProtocols: options.tls.http2 ? ['h2', 'http/1.1'] : ['http/1.1'] },
            handler as never,
          );
    if ('keepAliveTimeout' in this.#server) this.#server.keepAliveTimeout = 60_000;
    this.#server.on('connection', (socket: Socket) => {
      this.#connections++;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    });
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(reply: Reply, options: LoopbackOptions = {}): Promise<Loopback> {
    const loopback = new Loopback(reply, options);
    await new Promise<void>((resolve, reject) => {
      loopback.#server.once('error', reject);
      loopback.#server.listen(0, '127.0.0.1', resolve);
    });
    return loopback;
  }

  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  get url(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  /** TCP connections accepted so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Resolves with request number `count` (1 is the first) once its body has arrived. */
  async received(count: number): Promise<RecordedRequest> {
    await this.#until(() => this.#requests.length >= count);
    return this.#requests[count - 1] as RecordedRequest;
  }

  /** Resolves with request number `count` once its exchange is over. */
  async closed(count: number): Promise<RecordedRequest> {
    await this.#until(() => this.#requests[count - 1]?.closedBy !== undefined);
    return this.#requests[count - 1] as RecordedRequest;
  }

  /** Breaks every connection and stops listening. */
  async stop(): Promise<void> {
    const stopped = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await stopped;
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
    } catch {
      return; // The client hung up while it was still sending; there is no request to record.
    }
    const text = Buffer.concat(chunks).toString('utf8');
    const record: Mutable<RecordedRequest> = {
      number: this.#requests.length + 1,
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      text,
      body: parsed(text),
      receivedAt: epochNow(),
      tokensSentAt: [],
      closedBy: undefined,
      closedAt: undefined,
    };
    let broken = false;
    const over = new Promise<void>((resolve) => {
      response.on('close', () => {
        // HTTP/2 calls a stream that the client has reset finished too, so we must also have ended it ourselves.
        const answered = response.writableEnded && response.writableFinished;
        record.closedBy = broken || answered ? 'server' : 'client';
        record.closedAt = epochNow();
        resolve();
        this.#wake();
      });
    });
    response.on('error', () => {});
    this.#requests.push(record);
    this.#wake();
    await this.#reply({
      request: record,
      response,
      over,
      wait: (ms) => waitOpen(ms, response, over),
      reset() {
        broken = true;
        const { socket } = response;
        if (socket instanceof Object && 'resetAndDestroy' in socket) socket.resetAndDestroy();
        else response.destroy();
      },
    });
  }

  #until(ready: () => boolean): Promise<void> {
    if (ready()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ ready, resolve }));
  }

  #wake(): void {
    for (const waiter of [...this.#waiting]) {
      if (!waiter.ready()) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      waiter.resolve();
    }
  }
}

async function waitOpen(ms: number, response: ServerResponse, over: Promise<void>): Promise<boolean> {
  if (response.closed) return false;
  if (ms <= 0) return true;
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([passed, over]);
  clearTimeout(timer);
  return !response.closed;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Milliseconds since the epoch, with fractions. */
export function epochNow(): number {
  return performance.timeOrigin + performance.now();
}
