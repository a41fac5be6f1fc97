// Holds the settings in force. Every change replaces the snapshot as a whole, so one request sees one set of settings.

import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Environment } from '../world/environment.ts';
import type { Files } from '../world/files.ts';
import {
  type Effective,
  effectiveSettings,
  readSettingsFile,
  type SettingSource,
  userFilePath,
  workspaceFileName,
} from './load.ts';
import { type Reading, readSettings, type SettingIssue } from './read.ts';
import type { Settings } from './schema.ts';

const nothing: Reading = { values: new Map(), issues: [] };

export class SettingsStore {
  readonly #files: Files;
  readonly #environment: Environment;
  readonly #listeners = new Set<(settings: Settings) => void>();
  #user: Reading = nothing;
  #client: Reading = nothing;
  #workspace: readonly Reading[] = [];
  #effective: Effective = effectiveSettings([]);
  #loads = 0;

  constructor(files: Files, environment: Environment) {
    this.#files = files;
    this.#environment = environment;
  }

  /** The settings in force; frozen. Before the first `load` these are the defaults, or what the client has set. */
  current(): Settings {
    return this.#effective.settings;
  }

  /** What is wrong in the files and in what the client sent, for the user to read. */
  issues(): readonly SettingIssue[] {
    const readings = [this.#user, this.#client, ...this.#workspace];
    return [...readings.flatMap((reading) => reading.issues), ...this.#effective.issues];
  }

  /** Who set the value at a dotted path, such as `completion.model`. */
  sourceOf(path: string): SettingSource {
    return this.#effective.sources.get(path) ?? 'default';
  }

  /** Replaces what the client has set; see `readSettings` for the shapes it may have. */
  setClient(value: unknown): void {
    this.#client = readSettings(value);
    this.#replace();
  }

  /** Reads the user's file and that of each workspace folder (absolute paths) again. Of overlapping loads the last one counts. */
  async load(folders: readonly string[]): Promise<void> {
    this.#loads += 1;
    const load = this.#loads;
    const [user, ...workspace] = await Promise.all([
      readSettingsFile(this.#files, userFilePath(this.#environment.directories.config)),
      ...folders.map((folder) => readSettingsFile(this.#files, join(folder, workspaceFileName))),
    ]);
    if (load !== this.#loads) return;
    this.#user = user;
    this.#workspace = workspace;
    this.#replace();
  }

  /** Calls `listener` with each new snapshot that differs from the one before; returns what ends it. */
  onChange(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #replace(): void {
    const before = this.#effective.settings;
    // The first folder is the strongest, so it comes last.
    const workspace = this.#workspace.toReversed();
    this.#effective = effectiveSettings([
      { source: 'user file', values: this.#user.values },
      { source: 'client', values: this.#client.values },
      ...workspace.map((reading) => ({ source: 'workspace file' as const, values: reading.values })),
    ]);
    if (isDeepStrictEqual(before, this.#effective.settings)) return;
    for (const listener of [...this.#listeners]) listener(this.#effective.settings);
  }
}
