// Where a command writes.

export interface Output {
  /** The result, for programs to read. */
  readonly out: (text: string) => void;
  /** Everything else. */
  readonly err: (text: string) => void;
}
