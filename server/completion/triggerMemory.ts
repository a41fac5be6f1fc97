// Keeps between sessions what the trigger has learned: small numbers per language, no text and no path.
import type { Files } from '../world/files.ts';
import { type Learned, Trigger } from './trigger.ts';

/** Outcomes after which it is saved, besides at the end: an editor may be killed. */
const saveEvery = 20;
const largestFile = 100_000;

/** One file for all editors of a user. Of two that learn at the same time the one that saves last wins. */
export class TriggerMemory {
  readonly trigger = new Trigger();
  readonly #files: Pick<Files, 'read' | 'replace' | 'remove'>;
  readonly #path: string;
  #unsaved = 0;
  #loaded: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(files: Pick<Files, 'read' | 'replace' | 'remove'>, path: string) {
    this.#files = files;
    this.#path = path;
  }

  /** Reads what was kept, once. A file that cannot be read or understood counts as none. */
  load(): Promise<void> {
    this.#loaded ??= this.#files.read(this.#path, largestFile).then((bytes) => {
      if (bytes !== undefined && this.#unsaved === 0) this.trigger.reset(read(new TextDecoder().decode(bytes)));
    });
    return this.#loaded;
  }

  /** The trigger has learned from one more outcome. */
  learned(): void {
    this.#unsaved++;
    if (this.#unsaved >= saveEvery) void this.save();
  }

  /** Resolves when it is on disk, or cannot be: a folder that is not writable costs what was learned and nothing else. */
  save(): Promise<void> {
    if (this.#unsaved === 0) return this.#writing;
    this.#unsaved = 0;
    const text = `${JSON.stringify(this.trigger.learned())}\n`;
    return this.#next(() => this.#files.replace(this.#path, text));
  }

  /** Back to the published weights, here and on disk. */
  forget(): Promise<void> {
    this.#unsaved = 0;
    this.trigger.reset();
    return this.#next(() => this.#files.remove(this.#path));
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(work).catch(() => {});
    return this.#writing;
  }
}

/** What a kept text says; entries that are not of our making are left out. */
function read(text: string): Readonly<Record<string, Learned>> {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return {};
  }
  if (!isRecord(kept)) return {};
  return Object.fromEntries(
    Object.entries(kept).flatMap(([languageId, entry]) => {
      if (!isRecord(entry) || typeof entry.language !== 'number') return [];
      const characters = isRecord(entry.characters) ? entry.characters : {};
      const numbers = Object.entries(characters).filter((one): one is [string, number] => typeof one[1] === 'number');
      return [[languageId, { language: entry.language, characters: Object.fromEntries(numbers) }]];
    }),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
