// Finds the API key: environment variable, then command, then file. Nothing here ever prints one.
import { isAbsolute, join } from 'node:path';
import { untilAborted } from '../async/abort.ts';
import { ModelError } from '../model/errors.ts';
import type { Clock } from '../world/clock.ts';
import type { Environment } from '../world/environment.ts';
import { type Files, readText } from '../world/files.ts';

/** A text that shows itself as `***` wherever it is printed, joined or turned into JSON; `reveal` is the one opener. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself; for the request header and nothing else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '***';
  }
}

/** Where to look for a key, in this order. */
export interface KeySources {
  /** Environment variables; the first one that is set counts. */
  readonly variables: readonly string[];
  /** Program and arguments; empty for none. */
  readonly command: readonly string[];
  /** An absolute path, or one that begins with `~/`; `null` for none. */
  readonly file: string | null;
}

export interface FoundKey {
  readonly secret: Secret;
  /** For people: `MISTRAL_API_KEY`, `the command pass`, or the path of the file. */
  readonly source: string;
}

const commandTimeLimitMs = 10_000;
// A failing password manager may ask for a passphrase each time; once a minute is often enough.
const failureRemainsMs = 60_000;
const largestKeyFile = 16 * 1024;

/** The variables to try for the setting `apiKeyVariable`: Mistral's own default has a second name that other tools use. */
export function keyVariables(chosen: string): readonly string[] {
  return chosen === 'MISTRAL_API_KEY' ? ['MISTRAL_API_KEY', 'CODESTRAL_API_KEY'] : [chosen];
}

interface CommandRun {
  readonly answer: Promise<string>;
  /** When it failed, in milliseconds of the clock. */
  failedAt: number | undefined;
}

/** Finds keys and remembers what commands answered, so that a password manager is asked once per process. */
export class KeyFinder {
  readonly #environment: Environment;
  readonly #files: Files;
  readonly #clock: Clock;
  readonly #runs = new Map<string, CommandRun>();

  constructor(environment: Environment, files: Files, clock: Clock) {
    this.#environment = environment;
    this.#files = files;
    this.#clock = clock;
  }

  /**
   * The first key that the sources give; `undefined` when none of them is set. Throws `ModelError('key')` when a source is set
   * but gives no usable key, and the abort error when aborted.
   */
  async find(sources: KeySources, signal: AbortSignal): Promise<FoundKey | undefined> {
    for (const name of sources.variables) {
      const value = this.#environment.variable(name);
      if (value !== undefined && value.trim() !== '') return found(value, name);
    }
    const [program] = sources.command;
    if (program !== undefined)
      return found(firstLine(await this.#run(sources.command, signal)), `the command ${program}`);
    if (sources.file !== null) return found(firstLine(await this.#read(sources.file)), sources.file);
    return undefined;
  }

  /** Forgets what commands answered; for when a key was refused or the settings changed. */
  forget(): void {
    this.#runs.clear();
  }

  /** The output of the command: one run, shared by everybody who asks, whoever of them gives up meanwhile. */
  #run(command: readonly string[], signal: AbortSignal): Promise<string> {
    const name = JSON.stringify(command);
    const known = this.#runs.get(name);
    if (
      known !== undefined &&
      (known.failedAt === undefined || this.#clock.now() - known.failedAt < failureRemainsMs)
    ) {
      return untilAborted(known.answer, signal);
    }
    const run: CommandRun = { answer: this.#ask(command), failedAt: undefined };
    this.#runs.set(name, run);
    run.answer.catch(() => {
      run.failedAt = this.#clock.now();
    });
    return untilAborted(run.answer, signal);
  }

  async #ask(command: readonly string[]): Promise<string> {
    try {
      return await this.#environment.run(command, { timeoutMs: commandTimeLimitMs });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw unusable(
        `The command for the API key failed: ${reason}. Run it in a terminal, then correct apiKeyCommand.`,
        error,
      );
    }
  }

  async #read(file: string): Promise<string> {
    const path = file.startsWith('~/') ? join(this.#environment.directories.home, file.slice(2)) : file;
    if (!isAbsolute(path)) throw unusable(`apiKeyFile must be an absolute path or begin with ~/, not ${file}.`);
    const info = await this.#files.info(path);
    if (info === undefined)
      throw unusable(`The API key file ${file} does not exist. Create it, or correct apiKeyFile.`);
    if (info.kind !== 'file') throw unusable(`The API key file ${file} is not a file. Correct apiKeyFile.`);
    if (this.#environment.platform !== 'win32' && (info.mode & 0o077) !== 0) {
      throw unusable(
        `The API key file ${file} can be read by others, so it is not used. Run: chmod 600 ${quoted(path)}`,
      );
    }
    const read = await readText(this.#files, path, largestKeyFile);
    if (read.kind === 'text') return read.text;
    throw unusable(`The API key file ${file} cannot be read as a short text. It should hold the key alone.`);
  }
}

function found(raw: string, source: string): FoundKey {
  const key = raw.trim();
  const wrong = complaint(key);
  if (wrong !== undefined) throw unusable(`The API key from ${source} cannot be right: ${wrong}.`);
  return { secret: new Secret(key), source };
}

/** Why a text cannot be a key; never repeats the text. */
function complaint(key: string): string | undefined {
  if (key === '') return 'it is empty';
  if (/^\w+\s*=\s*[^=\s]/.test(key)) return 'it is a whole assignment; only what follows the = is the key';
  if (/^["'`]|["'`]$/.test(key)) return 'it has quotes around it';
  if (/\s/.test(key)) return 'it has blanks inside';
  // HTTP headers take no others, and keys come in printable ASCII.
  if (!/^[\x21-\x7e]+$/.test(key)) return 'it has characters that no key has, perhaps copied from formatted text';
  return undefined;
}

/** The first line with something in it: password managers put remarks below the password. */
function firstLine(output: string): string {
  return output.trimStart().split(/\r?\n/, 1)[0] ?? '';
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function unusable(hint: string, cause?: unknown): ModelError {
  return new ModelError('key', { message: hint, hint, cause });
}
