// A language server as a process, and the JSON-RPC messages that go to and fro: every one is kept for the report of a red test.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** The bundle that ships; `npm test` builds it first. */
export const serverPath = resolve('dist/main.js');

export interface RpcMessage {
  readonly jsonrpc: '2.0';
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export interface LogEntry {
  readonly direction: 'to server' | 'from server';
  readonly message: RpcMessage;
  /** Milliseconds since the process was started. */
  readonly at: number;
}

interface Pending {
  readonly resolve: (message: RpcMessage) => void;
  readonly reject: (error: Error) => void;
}

export class RpcProcess {
  readonly log: LogEntry[] = [];
  /** Exit code, or the signal's name. */
  readonly exited: Promise<number | string>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #startedAt = performance.now();
  readonly #pending = new Map<number, Pending>();
  readonly #watchers = new Set<() => void>();
  #buffer = Buffer.alloc(0);
  #nextId = 1;
  #stderr = '';
  /** Answers that belong to no request, or to one that was answered already. */
  readonly unexpectedAnswers: RpcMessage[] = [];
  onRequest: (method: string, params: unknown) => unknown = () => null;

  constructor(options: {
    readonly env: NodeJS.ProcessEnv;
    readonly cwd?: string;
    readonly args?: readonly string[];
    readonly command?: string;
  }) {
    this.#child = spawn(options.command ?? process.execPath, options.args ?? [serverPath, '--stdio'], {
      env: options.env,
      cwd: options.cwd,
    });
    this.#child.stdout.on('data', (bytes: Buffer) => this.#receive(bytes));
    this.#child.stderr.on('data', (bytes: Buffer) => {
      this.#stderr += bytes.toString();
    });
    this.#child.stdin.on('error', () => {});
    this.exited = new Promise((done) => {
      this.#child.on('exit', (code, signal) => {
        for (const { reject } of this.#pending.values())
          reject(new Error(`the server ended (${code ?? signal}): ${this.#stderr}`));
        this.#pending.clear();
        done(code ?? signal ?? 'unknown');
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }
  get stderr(): string {
    return this.#stderr;
  }
  get unanswered(): number {
    return this.#pending.size;
  }

  /** Sends a request and gives its number and its answer, errors included. */
  request(method: string, params: unknown): { readonly id: number; readonly answer: Promise<RpcMessage> } {
    const id = this.#nextId++;
    const answer = new Promise<RpcMessage>((done, reject) => this.#pending.set(id, { resolve: done, reject }));
    this.send({ jsonrpc: '2.0', id, method, params });
    return { id, answer };
  }

  notify(method: string, params: unknown): void {
    this.send({ jsonrpc: '2.0', method, params });
  }

  send(...messages: readonly RpcMessage[]): void {
    for (const message of messages)
      this.log.push({ direction: 'to server', message, at: performance.now() - this.#startedAt });
    this.#child.stdin.write(
      messages
        .map((message) => {
          const body = JSON.stringify(message);
          return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
        })
        .join(''),
    );
  }

  /** Bytes as they are, to see what the server makes of nonsense. */
  write(bytes: string): void {
    this.#child.stdin.write(bytes);
  }

  closeInput(): void {
    this.#child.stdin.end();
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child.kill(signal);
  }

  /** Resolves with the first message from the server, past or to come, for which `test` holds. */
  async received(test: (message: RpcMessage) => boolean, timeoutMs = 10_000): Promise<RpcMessage> {
    const find = () => this.log.find(({ direction, message }) => direction === 'from server' && test(message))?.message;
    return new Promise((done, reject) => {
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error('the expected message did not come'));
      }, timeoutMs);
      const look = () => {
        const found = find();
        if (found === undefined) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        done(found);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** The whole traffic as text. */
  transcript(): string {
    const lines = this.log.map(
      ({ direction, message, at }) =>
        `${at.toFixed(0).padStart(6)} ${direction === 'to server' ? '-->' : '<--'} ${JSON.stringify(message)}`,
    );
    return [...lines, `stderr: ${this.#stderr}`].join('\n');
  }

  #receive(bytes: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(this.#buffer.subarray(0, end).toString())?.[1]);
      if (this.#buffer.length < end + 4 + length) return;
      const body = this.#buffer.subarray(end + 4, end + 4 + length).toString();
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#handle(JSON.parse(body) as RpcMessage);
    }
  }

  /** An error that `onRequest` throws is the answer; what it resolves with is, too. */
  async #answer(id: number | string | null, method: string, params: unknown): Promise<void> {
    try {
      const result = this.onRequest(method, params);
      this.send({ jsonrpc: '2.0', id, result: (result instanceof Promise ? await result : result) ?? null });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.send({ jsonrpc: '2.0', id, error: { code: -32603, message } });
    }
  }

  #handle(message: RpcMessage): void {
    this.log.push({ direction: 'from server', message, at: performance.now() - this.#startedAt });
    if (message.method !== undefined && message.id !== undefined) {
      void this.#answer(message.id, message.method, message.params);
    } else if (message.method === undefined) {
      const pending = typeof message.id === 'number' ? this.#pending.get(message.id) : undefined;
      if (pending === undefined) this.unexpectedAnswers.push(message);
      else {
        this.#pending.delete(message.id as number);
        pending.resolve(message);
      }
    }
    for (const look of [...this.#watchers]) look();
  }
}
