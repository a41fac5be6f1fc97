// Where the ledger lies: one folder, files by month and size. Several processes write to them at once.
import { join } from 'node:path';
import type { Files } from '../world/files.ts';
import { type LedgerLine, parseLine } from './ledgerLine.ts';
import { LineWriter } from './lineWriter.ts';

/** A file is full beyond this; small enough that looking for news in the last one is cheap. */
const fullBytes = 1024 * 1024;

/**
 * The files of the ledger, `2026-01-001.jsonl` and so on. Nothing is ever renamed or rewritten: rotating means that a writer
 * chooses the next name. Two writers may disagree about it for a moment, and nothing is lost: readers read all the files.
 */
export class LedgerFiles {
  readonly #files: Files;
  readonly #directory: string;
  readonly #writer: LineWriter;
  readonly #month: () => string;
  readonly #fullBytes: number;
  /** The file written last. */
  #current: { readonly month: string; readonly part: number } | undefined;

  /** `month` tells the month of now, as `2026-01`; `fullAt` is for tests. */
  constructor(options: {
    readonly files: Files;
    readonly directory: string;
    readonly month: () => string;
    readonly onError: (error: unknown) => void;
    readonly fullAt?: number;
  }) {
    this.#files = options.files;
    this.#directory = options.directory;
    this.#month = options.month;
    this.#fullBytes = options.fullAt ?? fullBytes;
    this.#writer = new LineWriter(options.files, () => this.#pathToWrite(), options.onError);
  }

  /** Appends a line; returns at once. */
  write(line: string): void {
    this.#writer.write(line);
  }

  flush(): Promise<void> {
    return this.#writer.flush();
  }

  /** Lines of all files of `sinceMonth` and later, file by file; `undefined` = from the beginning. */
  async *read(sinceMonth?: string): AsyncGenerator<readonly LedgerLine[]> {
    for (const name of await this.#names(sinceMonth)) {
      const bytes = await this.#files.read(join(this.#directory, name));
      if (bytes !== undefined) yield linesOf(bytes);
    }
  }

  /** Lines added to a month's files since `consumed` was last passed in; it remembers how far each file has been read. */
  async *readNew(month: string, consumed: Map<string, number>): AsyncGenerator<readonly LedgerLine[]> {
    for (const name of await this.#names(month)) {
      const path = join(this.#directory, name);
      const from = consumed.get(name) ?? 0;
      const info = await this.#files.info(path);
      if (info === undefined || info.size <= from) continue;
      const bytes = await this.#files.read(path);
      if (bytes === undefined) continue;
      // A line still being written has no line break yet; it is read the next time.
      const end = bytes.lastIndexOf(0x0a) + 1;
      consumed.set(name, end);
      yield linesOf(bytes.subarray(from, end));
    }
  }

  async #names(sinceMonth?: string): Promise<readonly string[]> {
    const names = await this.#files.list(this.#directory);
    return names
      .filter((name) => partOf(name) !== undefined && (sinceMonth === undefined || name.slice(0, 7) >= sinceMonth))
      .sort((one, other) => (partOf(one) ?? 0) - (partOf(other) ?? 0))
      .sort((one, other) => one.slice(0, 7).localeCompare(other.slice(0, 7)));
  }

  async #pathToWrite(): Promise<string> {
    const month = this.#month();
    if (this.#current?.month !== month) this.#current = { month, part: await this.#lastPart(month) };
    while (await this.#isFull(this.#current.month, this.#current.part)) {
      this.#current = { month, part: this.#current.part + 1 };
    }
    return this.#path(month, this.#current.part);
  }

  async #lastPart(month: string): Promise<number> {
    const parts = (await this.#names(month)).filter((name) => name.startsWith(month)).map((name) => partOf(name) ?? 1);
    return Math.max(1, ...parts);
  }

  async #isFull(month: string, part: number): Promise<boolean> {
    const info = await this.#files.info(this.#path(month, part));
    return info !== undefined && info.size >= this.#fullBytes;
  }

  #path(month: string, part: number): string {
    return join(this.#directory, `${month}-${String(part).padStart(3, '0')}.jsonl`);
  }
}

function partOf(name: string): number | undefined {
  const part = /^\d{4}-\d{2}-(\d{3,})\.jsonl$/.exec(name)?.[1];
  return part === undefined ? undefined : Number(part);
}

function linesOf(bytes: Uint8Array): readonly LedgerLine[] {
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .map(parseLine)
    .filter((line): line is LedgerLine => line !== undefined);
}
