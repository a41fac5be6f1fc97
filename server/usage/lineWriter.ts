// Appends lines to a file that other processes append to as well, without making the caller wait.
import type { Files } from '../world/files.ts';

/** Lines kept while the disk refuses them; beyond that the oldest are given up. */
const mostPending = 10_000;
/** Node splits an append beyond 512 KiB into several writes, between which another process may write. */
const mostCharactersAtOnce = 65_536;

/** Where lines go now; `undefined` = nowhere, they are given up. */
type PathToWrite = string | undefined;

/**
 * Writes lines in the order they were given, many in one `O_APPEND` call when they come fast. The system puts such a call at
 * the end of the file in one piece, so lines of several processes never mix (on a local disk; network file systems promise less).
 */
export class LineWriter {
  readonly #files: Files;
  readonly #path: () => PathToWrite | Promise<PathToWrite>;
  readonly #onError: (error: unknown) => void;
  #pending: string[] = [];
  #writing: Promise<void> | undefined;
  /** A write that failed may have left half a line behind; the next one then begins on a line of its own. */
  #torn = false;

  /** `path` is asked before each write, so that it may change with time or size. `onError` hears of each failed write. */
  constructor(files: Files, path: () => PathToWrite | Promise<PathToWrite>, onError: (error: unknown) => void) {
    this.#files = files;
    this.#path = path;
    this.#onError = onError;
  }

  /** Queues one line, without its line break. */
  write(line: string): void {
    this.#pending.push(line);
    if (this.#torn && this.#pending.length > mostPending) this.#pending.shift();
    this.#writing ??= this.#drain();
  }

  /** Resolves when all that was queued is on disk, or when the disk has refused it. */
  async flush(): Promise<void> {
    if (this.#pending.length > 0) this.#writing ??= this.#drain();
    await this.#writing;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#pending.length > 0) {
        const path = await this.#path();
        const lines = this.#takeSome();
        if (path === undefined) continue;
        try {
          await this.#files.append(path, `${this.#torn ? '\n' : ''}${lines.join('\n')}\n`);
          this.#torn = false;
        } catch (error) {
          // Lines that did get through are written twice later; readers know them by their id.
          this.#pending = [...lines, ...this.#pending].slice(-mostPending);
          this.#torn = true;
          throw error;
        }
      }
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#writing = undefined;
    }
  }
  /** The oldest lines, as many as fit into one write; at least one. */
  #takeSome(): readonly string[] {
    let characters = 0;
    const tooMany = this.#pending.findIndex((line, index) => {
      characters += line.length + 1;
      return index > 0 && characters > mostCharactersAtOnce;
    });
    return this.#pending.splice(0, tooMany === -1 ? this.#pending.length : tooMany);
  }
}
