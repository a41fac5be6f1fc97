// Work-done progress (LSP 3.18): begin, reports and end always paired, and the user's cancel as an AbortSignal.
import type { Connection, ProgressToken } from 'vscode-languageserver/node';
import type { Clock } from '../world/clock.ts';

/** How a running task tells what it does. */
export interface Progress {
  report(message: string): void;
}

/** The line in the editor that tells what one task does. */
interface Line {
  show(value: object): void;
  /** Resolves when the client has taken the line, so that all that was shown is sent. */
  readonly taken: Promise<unknown>;
}

/** A client answers within some milliseconds whether it takes a line. */
const longestTakingMs = 2000;

/** All progress of one connection. */
export class ProgressDesk {
  readonly #connection: Connection;
  readonly #clock: Clock;
  /** The client lets us make tokens. */
  readonly #creates: boolean;
  readonly #running = new Map<ProgressToken, AbortController>();
  #serial = 0;

  constructor(connection: Connection, clock: Clock, creates: boolean) {
    this.#connection = connection;
    this.#clock = clock;
    this.#creates = creates;
    connection.onNotification('window/workDoneProgress/cancel', (params: unknown) => {
      const token = (params as { readonly token?: ProgressToken } | null)?.token;
      if (token !== undefined) this.#running.get(token)?.abort();
    });
  }

  /** True while something runs. */
  get busy(): boolean {
    return this.#running.size > 0;
  }

  /** Cancels everything that runs. */
  cancelAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  /**
   * Runs `work` and shows it as long as it runs. Without the right to make a token the client's own (`workDoneToken`) is used; without
   * both nothing is shown. A cancel of either token aborts the signal. Resolves behind the `end`: Helix takes away with it whatever
   * message it shows at that moment.
   */
  async run<T>(
    title: string,
    given: ProgressToken | undefined,
    work: (progress: Progress, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const own = `codestral-${++this.#serial}`;
    const controller = new AbortController();
    const tokens = given === undefined ? [own] : [own, given];
    for (const token of tokens) this.#running.set(token, controller);
    const line = this.#open(own, given, title);
    let last = '';
    const report = (message: string) => {
      if (message === last) return;
      last = message;
      line.show({ kind: 'report', message, cancellable: true });
    };
    try {
      return await work({ report }, controller.signal);
    } finally {
      for (const token of tokens) this.#running.delete(token);
      line.show({ kind: 'end' });
      const late = new AbortController();
      await Promise.race([line.taken, this.#clock.sleep(longestTakingMs, late.signal).catch(() => {})]);
      late.abort();
    }
  }

  /** Sends `begin`, and gives what sends the rest behind it. A client that refuses the token hears nothing. */
  #open(own: string, given: ProgressToken | undefined, title: string): Line {
    const token = this.#creates ? own : given;
    if (token === undefined) return { show: () => {}, taken: Promise.resolve() };
    const taken = this.#creates
      ? this.#connection.sendRequest('window/workDoneProgress/create', { token }).then(
          () => true,
          () => false,
        )
      : Promise.resolve(true);
    const show = (value: object) => {
      void taken.then((open) => (open ? this.#connection.sendNotification('$/progress', { token, value }) : undefined));
    };
    show({ kind: 'begin', title, cancellable: true });
    return { show, taken };
  }
}
