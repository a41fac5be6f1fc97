// Which layer wins: defaults < user file < client < workspace file, the last one with less power because it comes with the repository.
import { join } from 'node:path';
import { type Files, readText } from '../world/files.ts';
import { parseJson } from './jsonError.ts';
import { type Reading, readSettings, type SettingIssue, type SettingValues } from './read.ts';
import { type Settings, settingEntries } from './schema.ts';

/** Where an effective value comes from. */
export type SettingSource = 'default' | 'user file' | 'client' | 'workspace file';

/** What one source has set. */
export interface Layer {
  readonly source: Exclude<SettingSource, 'default'>;
  readonly values: SettingValues;
}

/** Settings in force, who set each, and what was refused on the way. */
export interface Effective {
  readonly settings: Settings;
  /** By dotted path; a path that is absent has its default. */
  readonly sources: ReadonlyMap<string, SettingSource>;
  readonly issues: readonly SettingIssue[];
}

/** Name of the settings file in a workspace folder. */
export const workspaceFileName = '.codestral-lsp.json';

/** Path of the user's settings file in the folder for settings (`Environment.directories.config`). */
export function userFilePath(configDirectory: string): string {
  return join(configDirectory, 'settings.json');
}

// Far above any settings, far below what hurts to read.
const largestFile = 1024 * 1024;

/** Reads a settings file. A missing one sets nothing; an unreadable one sets nothing and is an issue that names file, line and column. */
export async function readSettingsFile(files: Files, path: string): Promise<Reading> {
  const found = await readText(files, path, largestFile);
  switch (found.kind) {
    case 'missing':
      if ((await files.info(path)) !== undefined)
        return unreadable(path, 'cannot be read: you have no permission. Not applied.');
      return { values: new Map(), issues: [] };
    case 'directory':
      return unreadable(path, 'is not a file. Not applied.');
    case 'too-large':
      return unreadable(path, 'is larger than 1 MB. Not applied.');
    case 'binary':
    case 'not-utf8':
      return unreadable(path, 'is not UTF-8 text. Not applied.');
    case 'text':
      return readSettingsText(found.text, path);
  }
}

/** Puts the layers on each other, weakest first. Several workspace files: the first one that sets a value wins. */
export function effectiveSettings(layers: readonly Layer[]): Effective {
  const values = new Map(settingEntries().map((entry) => [entry.path, entry.default]));
  const sources = new Map<string, SettingSource>();
  const issues: SettingIssue[] = [];
  for (const layer of layers) {
    for (const entry of settingEntries()) {
      const given = layer.values.get(entry.path);
      if (given === undefined) continue;
      const before = values.get(entry.path);
      const allowed = layer.source === 'workspace file' ? narrowed(entry.scope, before, given) : { value: given };
      if ('refusal' in allowed)
        issues.push({ path: entry.path, message: `${workspaceFileName}: ${entry.path} ${allowed.refusal}` });
      else if (allowed.value !== before || layer.source !== 'workspace file') {
        values.set(entry.path, allowed.value);
        sources.set(entry.path, layer.source);
      }
    }
  }
  return { settings: nested(values), sources, issues };
}

function readSettingsText(text: string, path: string): Reading {
  if (text.trim() === '') return { values: new Map(), issues: [] };
  const parsed = parseJson(text);
  if ('error' in parsed) {
    const { line, column, message } = parsed.error;
    return unreadable(path, `is not JSON: line ${line}, column ${column}: ${message}. Nothing in it applies.`);
  }
  const { values, issues } = readSettings(parsed.value);
  return { values, issues: issues.map((issue) => ({ ...issue, message: `${path}: ${issue.message}` })) };
}

function unreadable(path: string, why: string): Reading {
  return { values: new Map(), issues: [{ path: '', message: `${path} ${why}` }] };
}

type Narrowed = { readonly value: unknown } | { readonly refusal: string };

/** What of a workspace file's value may apply; see `SettingScope`. */
function narrowed(scope: 'anywhere' | 'stricter' | 'user', before: unknown, given: unknown): Narrowed {
  const cure = 'Set it in your editor, or in settings.json in your own settings folder.';
  switch (scope) {
    case 'anywhere':
      return { value: given };
    case 'user':
      return { refusal: `cannot be set by a file that comes with the repository. ${cure}` };
    case 'stricter':
      if (Array.isArray(before) && Array.isArray(given)) return { value: [...new Set([...before, ...given])] };
      if (given === false || given === before) return { value: given };
      if (typeof given === 'number' && (before === null || (typeof before === 'number' && given < before)))
        return { value: given };
      if (typeof before === 'number')
        return { refusal: `can only be lowered by a file that comes with the repository. ${cure}` };
      return { refusal: `can only be switched off by a file that comes with the repository. ${cure}` };
  }
}

/** A frozen object tree from values by dotted path. */
function nested(values: SettingValues): Settings {
  const root: Record<string, unknown> = {};
  for (const [path, value] of values) {
    const names = path.split('.');
    let node = root;
    for (const name of names.slice(0, -1)) {
      node[name] ??= {};
      node = node[name] as Record<string, unknown>;
    }
    node[names.at(-1) ?? ''] = Array.isArray(value) ? [...value] : value;
  }
  return frozen(root) as unknown as Settings;
}

function frozen(node: Record<string, unknown>): Record<string, unknown> {
  for (const child of Object.values(node)) {
    if (typeof child === 'object' && child !== null) frozen(child as Record<string, unknown>);
  }
  return Object.freeze(node);
}
