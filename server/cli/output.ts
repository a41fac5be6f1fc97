// Where a command writes, and what it hears from its user.

export interface Output {
  /** The result, for programs to read. */
  readonly out: (text: string) => void;
  /** Everything else. */
  readonly err: (text: string) => void;
  /** What is going on just now, on a line that the next one replaces; absent where nobody watches. */
  readonly status?: (text: string) => void;
}

export interface Input {
  /** What is piped in; `undefined` at a terminal. */
  readonly text: () => Promise<string | undefined>;
  /** Fires at Ctrl-C. */
  readonly interrupted: AbortSignal;
}
