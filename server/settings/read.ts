// From what somebody wrote to values that fit the schema: a bad value falls back alone, a misspelt key is reported, all else applies.
import * as v from 'valibot';
import { nearest } from './nearest.ts';
import { settingEntries } from './schema.ts';
import type { SettingEntry } from './setting.ts';

/** What is wrong with one setting. */
export interface SettingIssue {
  /** Dotted path, such as `completion.debounceMs`; empty when it is about the whole. */
  readonly path: string;
  /** One or two sentences that name the setting and say what to do. */
  readonly message: string;
}

/** Valid values by dotted path; a path that is absent was not set here. */
export type SettingValues = ReadonlyMap<string, unknown>;

export interface Reading {
  readonly values: SettingValues;
  readonly issues: readonly SettingIssue[];
}

/**
 * Reads settings as a client or a file gives them: nested objects, dotted names (`{ "completion.enabled": false }`), or either inside
 * `{ "codestral": ... }`. `null` means "not set", except where `null` is a value. An empty list stands for an empty object
 * and the other way round, because Lua and Emacs Lisp cannot tell them apart. Never throws.
 */
export function readSettings(value: unknown): Reading {
  const values = new Map<string, unknown>();
  const issues: SettingIssue[] = [];
  const entries = new Map(settingEntries().map((entry) => [entry.path, entry]));
  readGroup(unwrapped(value), '');
  return { values, issues };

  function readGroup(group: unknown, prefix: string): void {
    if (group === undefined || group === null || isEmptyList(group)) return;
    if (!isObject(group)) {
      issues.push({
        path: prefix.slice(0, -1),
        message: `${prefix === '' ? 'The settings' : prefix.slice(0, -1)} must be an object, not ${shown(group)}.`,
      });
      return;
    }
    for (const [name, given] of Object.entries(group)) readOne(`${prefix}${name}`, given);
  }

  function readOne(path: string, given: unknown): void {
    const entry = entries.get(path);
    if (entry !== undefined) readValue(entry, given);
    else if ([...entries.keys()].some((known) => known.startsWith(`${path}.`))) readGroup(given, `${path}.`);
    else if (path !== '$schema') issues.push({ path, message: unknownSetting(path, [...entries.keys()]) });
  }

  function readValue(entry: SettingEntry, given: unknown): void {
    const meant = Array.isArray(entry.default) && isObject(given) && Object.keys(given).length === 0 ? [] : given;
    const result = v.safeParse(entry.schema, meant);
    if (result.success) values.set(entry.path, result.output);
    else if (meant !== null && meant !== undefined)
      issues.push({ path: entry.path, message: wrongValue(entry, meant, result.issues[0]) });
  }
}

function unwrapped(value: unknown): unknown {
  return isObject(value) && isObject(value.codestral) ? value.codestral : value;
}

function wrongValue(entry: SettingEntry, given: unknown, issue: v.BaseIssue<unknown>): string {
  const place = issue.path?.map((item) => `[${String(item.key)}]`).join('') ?? '';
  const wrong = place === '' ? given : issue.input;
  return `${entry.path}${place} ${issue.message}, not ${shown(wrong)}. Not applied.`;
}

function unknownSetting(path: string, known: readonly string[]): string {
  if (/(^|\.)(api)?[-_]?(key|token|secret)$/i.test(path))
    return `${path} is not a setting: a key is never written into settings. Name a variable, a command or a file with apiKeyVariable, apiKeyCommand or apiKeyFile.`;
  const groups = known.map((one) => one.slice(0, one.lastIndexOf('.')));
  const lastWord = path.slice(path.lastIndexOf('.') + 1);
  const meant = nearest(path, [...known, ...groups]) ?? known.find((one) => one.endsWith(`.${lastWord}`));
  return `${path} is not a setting.${meant === undefined ? ' docs/settings.md lists them all.' : ` Did you mean ${meant}?`}`;
}

/** A value for a message: short, and never a text that might be a key. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value.length <= 20 ? `'${value}'` : 'that text';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : String(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
