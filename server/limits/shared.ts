// What several servers of one user know together about one account: small files in the state directory, no daemon (docs/decisions/0010-shared-limits.md).
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { LineWriter } from '../usage/lineWriter.ts';
import type { Clock } from '../world/clock.ts';
import type { Files } from '../world/files.ts';
import type { Opening } from './breaker.ts';
import type { Grant } from './bucket.ts';
import type { Rates } from './rates.ts';
import { type BreakerNote, parseBreakerNote, parseRates, parseSpendLine, type SpendLine } from './sharedFormat.ts';

export interface SharedLimitsOptions {
  readonly files: Files;
  readonly clock: Clock;
  /** `limits` in the state directory. */
  readonly directory: string;
  /** The account's id (`accountId`); `undefined` while its key is not known, and then nothing is shared. Asked until it is known. */
  readonly account: () => Promise<string | undefined>;
  readonly processId: number;
  /** Hears of what could not be written, once each; nothing depends on it. */
  readonly onError: (error: unknown) => void;
}

/** What the other processes have done since the last look. */
export interface SharedNews {
  readonly spent: readonly SpendLine[];
  readonly breaker: BreakerNote | undefined;
  readonly rates: Rates | undefined;
}

/** What was spent is written to a new file each minute. Only this and the last one are ever read, so nothing stale can matter. */
const sliceMs = 60_000;
/** A key refused elsewhere is believed for a minute; then each process finds out for itself. */
const keyTrustMs = 60_000;
const longestPauseMs = 86_400_000;
/** A note from the future: the clock was set back. */
const clockSlackMs = 5000;

/** Names an account in the state directory without telling the key: a hash of provider, endpoint and key. */
export function accountId(provider: string, endpoint: string, key: string | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([provider, endpoint, key ?? '']))
    .digest('hex')
    .slice(0, 24);
}

export class SharedLimits {
  readonly #files: Files;
  readonly #clock: Clock;
  readonly #options: SharedLimitsOptions;
  readonly #onError: (error: unknown) => void;
  readonly #spending: LineWriter;
  #directory: Promise<string | undefined> | undefined;
  /** Unique among the processes of this machine, now and after a restart. */
  readonly tag: string;
  /** How many bytes of each slice have been read. */
  readonly #consumed = new Map<string, number>();
  #cleanedSlice = -1;
  #notes: Promise<void> = Promise.resolve();

  constructor(options: SharedLimitsOptions) {
    this.#files = options.files;
    this.#clock = options.clock;
    this.#options = options;
    this.#onError = options.onError;
    this.tag = `${options.processId.toString(36)}.${options.clock.now().toString(36)}`;
    this.#spending = new LineWriter(options.files, () => this.#slicePath(this.#slice()), options.onError);
  }

  /** Tells the others that something was spent; returns at once. */
  announce(grant: Grant): void {
    this.#spending.write(JSON.stringify({ by: this.tag, id: grant.id, at: grant.at, tokens: grant.tokens }));
  }

  /** Tells the others what a grant really cost; returns at once. */
  announceCorrection(id: string, tokens: number): void {
    this.#spending.write(JSON.stringify({ by: this.tag, id, tokens }));
  }

  /** Tells the others that the breaker opened, or that a call was answered again at `at`. */
  announceBreaker(news: Opening | { readonly closedAt: number }): void {
    if ('closedAt' in news) {
      this.#note('breaker.json', { by: this.tag, closedAt: news.closedAt });
      return;
    }
    const until = Math.min(news.until, news.at + (news.trouble === 'key' ? keyTrustMs : longestPauseMs));
    this.#note('breaker.json', { by: this.tag, ...news, until });
  }

  announceRates(rates: Rates): void {
    this.#note('rates.json', rates);
  }

  /** What is new from the others: at most four small reads. Never fails: what cannot be read is not known. */
  async read(): Promise<SharedNews> {
    const folder = await this.#folder();
    if (folder === undefined) return { spent: [], breaker: undefined, rates: undefined };
    const slice = this.#slice();
    if (slice !== this.#cleanedSlice) await this.#clean(folder, slice);
    const [before, current, breaker, rates] = await Promise.all([
      this.#readSlice(slicePath(folder, slice - 1)),
      this.#readSlice(slicePath(folder, slice)),
      this.#readNote(join(folder, 'breaker.json')),
      this.#readNote(join(folder, 'rates.json')),
    ]);
    const note = breaker === undefined ? undefined : parseBreakerNote(breaker, this.#clock.now() + clockSlackMs);
    return {
      spent: [...before, ...current],
      breaker: note?.by === this.tag ? undefined : note,
      rates: rates === undefined ? undefined : parseRates(rates),
    };
  }

  /** Resolves when all that was announced is on disk. */
  async flush(): Promise<void> {
    await Promise.all([this.#spending.flush(), this.#notes]);
  }

  #slice(): number {
    return Math.floor(this.#clock.now() / sliceMs);
  }

  /** Where the next line goes; nowhere while the account is not known. */
  async #slicePath(slice: number): Promise<string | undefined> {
    const folder = await this.#folder();
    return folder === undefined ? undefined : slicePath(folder, slice);
  }

  /** The account's folder. One that could not be told is asked for again. */
  #folder(): Promise<string | undefined> {
    this.#directory ??= this.#options.account().then(
      (account) => {
        if (account === undefined) this.#directory = undefined;
        return account === undefined ? undefined : join(this.#options.directory, account);
      },
      () => {
        // Why there is no key is told by the call that needs it.
        this.#directory = undefined;
        return undefined;
      },
    );
    return this.#directory;
  }

  /** Notes are replaced as a whole and one after the other; of two processes that write at once the last one wins, which is right. */
  #note(name: string, note: object): void {
    const text = `${JSON.stringify(note)}\n`;
    this.#notes = this.#notes
      .then(async () => {
        const folder = await this.#folder();
        if (folder !== undefined) await this.#files.replace(join(folder, name), text);
      })
      .catch(this.#onError);
  }

  async #readNote(path: string): Promise<string | undefined> {
    const bytes = await this.#files.read(path, 4096);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }

  async #readSlice(path: string): Promise<readonly SpendLine[]> {
    const consumed = this.#consumed.get(path) ?? 0;
    const info = await this.#files.info(path);
    if (info === undefined || info.size <= consumed) return [];
    const bytes = await this.#files.read(path);
    // Another look that ran at the same time may have come first.
    const from = this.#consumed.get(path) ?? 0;
    const end = bytes === undefined ? 0 : bytes.lastIndexOf(0x0a) + 1;
    if (bytes === undefined || end <= from) return [];
    this.#consumed.set(path, end);
    return new TextDecoder()
      .decode(bytes.subarray(from, end))
      .split('\n')
      .map(parseSpendLine)
      .filter((line): line is SpendLine => line !== undefined && line.by !== this.tag);
  }

  /** Removes slices nobody reads any more, and what a killed process left of a note it was writing. */
  async #clean(folder: string, slice: number): Promise<void> {
    this.#cleanedSlice = slice;
    for (const path of this.#consumed.keys()) {
      if (path !== slicePath(folder, slice) && path !== slicePath(folder, slice - 1)) this.#consumed.delete(path);
    }
    for (const name of await this.#files.list(folder)) {
      const number = /^(\d+)\.jsonl$/.exec(name)?.[1];
      const path = join(folder, name);
      const stale = name.endsWith('.tmp')
        ? ((await this.#files.info(path))?.modifiedAt ?? 0) < this.#clock.now() - sliceMs
        : number !== undefined && Number(number) < slice - 1;
      // Another process may be faster.
      if (stale) await this.#files.remove(path).catch(() => {});
    }
  }
}

function slicePath(folder: string, slice: number): string {
  return join(folder, `${slice}.jsonl`);
}
