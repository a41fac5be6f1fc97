// The life of one request: the caller's signal joined with our deadlines.
import { abortError } from '../async/abort.ts';
import type { Clock } from '../world/clock.ts';

/** All in milliseconds. */
export interface Deadlines {
  /** From sending the request to the first message of the answer, connecting included. */
  readonly firstMs: number;
  /** Between two messages. Bytes that complete no message do not count, so a trickle cannot hold us. */
  readonly idleMs: number;
  /** The whole exchange. */
  readonly totalMs: number;
}

export class Watch {
  /** Aborted (without a reason) when the caller gives up, when a deadline passes, and when `stop` is called. */
  readonly signal: AbortSignal;
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #caller: AbortSignal;
  readonly #exchange = new AbortController();
  readonly #onCallerAbort = () => this.#exchange.abort();
  #silence = new AbortController();
  #idleUntil: number | undefined;
  #passed: keyof Deadlines | undefined;

  constructor(clock: Clock, deadlines: Deadlines, caller: AbortSignal) {
    this.#clock = clock;
    this.#deadlines = deadlines;
    this.#caller = caller;
    this.signal = this.#exchange.signal;
    if (caller.aborted) this.#exchange.abort();
    caller.addEventListener('abort', this.#onCallerAbort, { once: true });
    this.#expireAfter('totalMs', this.#exchange.signal);
    this.#expireAfter('firstMs', this.#silence.signal);
  }

  /** Which deadline has passed, with its length; `undefined` while none has. */
  get passed(): { readonly deadline: keyof Deadlines; readonly ms: number } | undefined {
    return this.#passed === undefined ? undefined : { deadline: this.#passed, ms: this.#deadlines[this.#passed] };
  }

  /** A message has come: the next one has `idleMs` from now. */
  beat(): void {
    const first = this.#idleUntil === undefined;
    this.#idleUntil = this.#clock.now() + this.#deadlines.idleMs;
    if (first) this.#restartIdle();
  }

  /** All messages have come; the connection has `ms` to end by itself, which makes it fit for the next request. */
  expectEnd(ms: number): void {
    this.#idleUntil = this.#clock.now() + ms;
    this.#restartIdle();
  }

  /** Throws the caller's abort error when the caller has given up. */
  throwIfCallerAborted(): void {
    if (this.#caller.aborted) throw abortError(this.#caller);
  }

  /** Ends the exchange: an answer that is still coming is cut and its connection closed. */
  stop(): void {
    this.#caller.removeEventListener('abort', this.#onCallerAbort);
    this.#silence.abort();
    this.#exchange.abort();
  }

  #restartIdle(): void {
    this.#silence.abort();
    this.#silence = new AbortController();
    void this.#watchIdle(this.#silence.signal);
  }

  /** One sleeping timer, however many messages come: it looks at the time when it wakes. */
  async #watchIdle(until: AbortSignal): Promise<void> {
    try {
      for (;;) {
        const left = (this.#idleUntil ?? 0) - this.#clock.now();
        if (left <= 0) break;
        await this.#clock.sleep(left, until);
      }
      this.#expire('idleMs');
    } catch {
      // Woken by stop(): the exchange is over, there is nothing to watch.
    }
  }

  #expireAfter(deadline: keyof Deadlines, until: AbortSignal): void {
    this.#clock.sleep(this.#deadlines[deadline], until).then(
      () => this.#expire(deadline),
      () => {}, // Woken because the deadline was met.
    );
  }

  #expire(deadline: keyof Deadlines): void {
    if (this.#exchange.signal.aborted) return;
    this.#passed = deadline;
    this.#exchange.abort();
  }
}
