// Work-done progress (LSP 3.18): begin, reports and end always paired, and the user's cancel as an AbortSignal.
import type { Connection, ProgressToken } from 'vscode-languageserver/node';

/** How a running task tells what it does. */
export interface Progress {
  report(message: string): void;
}

/** All progress of one connection. */
export class ProgressDesk {
  readonly #connection: Connection;
  /** The client lets us make tokens. */
  readonly #creates: boolean;
  readonly #running = new Map<ProgressToken, AbortController>();
  #serial = 0;

  constructor(connection: Connection, creates: boolean) {
    this.#connection = connection;
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
   * both nothing is shown. A cancel of either token aborts the signal.
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
      line({ kind: 'report', message, cancellable: true });
    };
    try {
      return await work({ report }, controller.signal);
    } finally {
      for (const token of tokens) this.#running.delete(token);
      line({ kind: 'end' });
    }
  }

  /** Sends `begin`, and gives what sends the rest behind it. A client that refuses the token hears nothing. */
  #open(own: string, given: ProgressToken | undefined, title: string): (value: object) => void {
    const token = this.#creates ? own : given;
    if (token === undefined) return () => {};
    const ready = this.#creates
      ? this.#connection.sendRequest('window/workDoneProgress/create', { token }).then(
          () => true,
          () => false,
        )
      : Promise.resolve(true);
    const send = (value: object) => {
      void ready.then((open) => (open ? this.#connection.sendNotification('$/progress', { token, value }) : undefined));
    };
    send({ kind: 'begin', title, cancellable: true });
    return send;
  }
}
