// `codestral-lsp doctor`: a table of checks, each with what was found and, when it failed, what cures it. Never prints a key.
import { join } from 'node:path';
import { redact } from '../log/redact.ts';
import { ModelError } from '../model/errors.ts';
import type { ListedModel } from '../providers/models.ts';
import { isEmbedded } from '../providers/registry.ts';
import type { KeyFinder, KeySources, Secret } from '../settings/apiKey.ts';
import { settingEntries } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/store.ts';
import type { Clock } from '../world/clock.ts';
import type { Environment } from '../world/environment.ts';
import type { Files } from '../world/files.ts';
import { editorChecks } from './doctorEditors.ts';
import { networkChecks } from './doctorNetwork.ts';

/** One row of the table. `info` tells something that is neither right nor wrong. */
export type Check =
  | { readonly name: string; readonly verdict: 'ok' | 'info'; readonly finding: string; readonly cure?: string }
  | { readonly name: string; readonly verdict: 'failed'; readonly finding: string; readonly cure: string };

export interface DoctorParts {
  readonly environment: Environment;
  readonly files: Files;
  readonly clock: Clock;
  /** Loaded already. */
  readonly settings: SettingsStore;
  readonly keys: KeyFinder;
  /** Where the key of the chosen provider is looked for. */
  readonly keySources: KeySources;
  /** Names of the models that would be asked, in this order. */
  readonly models: readonly string[];
  /** What was wrong with the choice of models, in sentences for the user. */
  readonly problems?: readonly string[];
  /** Whether a file (absolute path) stays on this machine. */
  readonly excludes: (path: string) => boolean;
  readonly version: string;
  /** Asks the provider whether it takes the key, or whether it is there. Throws `ModelError`; sends no text of the user's. */
  readonly probe: (key: Secret | undefined, signal: AbortSignal) => Promise<ProbeAnswer>;
}

export interface ProbeAnswer {
  /** Who answered, such as `api.mistral.ai`. */
  readonly host: string;
  /** The clock of the host, from its `Date` header, in milliseconds since the epoch. */
  readonly at: number | undefined;
  /** What the host lists for this key; left out where it has no list. */
  readonly models?: readonly ListedModel[];
}

export interface DoctorOptions {
  /** Whether anything may be sent. */
  readonly online: boolean;
  /** An absolute path whose exclusion is of interest. */
  readonly file: string | undefined;
}

/** Makes all checks. Does not throw for what it finds; aborts pass through. */
export async function examine(
  parts: DoctorParts,
  options: DoctorOptions,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const { environment, files, clock } = parts;
  const [key, state, network, editors] = await Promise.all([
    keyChecks(parts, options, signal),
    stateCheck(environment, files),
    networkChecks(environment, files, parts.settings.current().http),
    editorChecks(environment, signal),
  ]);
  const all = [
    { name: 'codestral-lsp', verdict: 'ok', finding: parts.version } as const,
    nodeCheck(environment.nodeVersion),
    ...settingsChecks(parts.settings),
    { name: 'completes', verdict: 'info', finding: parts.models.join(', then ') } as const,
    ...(parts.problems ?? []).map(choiceCheck),
    ...key,
    state,
    clockCheck(clock.now()),
    ...network,
    ...editors,
    ...(options.file === undefined ? [] : [exclusionCheck(options.file, parts.excludes(options.file))]),
  ];
  // Settings and messages of other programs pass through here; a password in an address must not.
  return all.map(redacted);
}

function redacted(check: Check): Check {
  const finding = redact(check.finding);
  return check.cure === undefined ? { ...check, finding } : { ...check, finding, cure: redact(check.cure) };
}

function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return { name: 'Node', verdict: 'ok', finding: version };
  return { name: 'Node', verdict: 'failed', finding: version, cure: 'Install Node 20.19 or newer.' };
}

function settingsChecks(store: SettingsStore): readonly Check[] {
  const changed = settingEntries().filter(({ path }) => store.sourceOf(path) !== 'default');
  const rows: readonly Check[] = changed.map(({ path }) => ({
    name: 'setting',
    verdict: 'info',
    finding: `${path} = ${shownValue(path, valueAt(store.current(), path))} (${store.sourceOf(path)})`,
  }));
  const issues: readonly Check[] = store.issues().map(({ message }) => ({
    name: 'setting',
    verdict: 'failed',
    finding: message,
    cure: 'Correct it; docs/settings.md lists all settings with their values.',
  }));
  const none: Check = { name: 'settings', verdict: 'ok', finding: 'all at their defaults' };
  return rows.length + issues.length === 0 ? [none] : [...rows, ...issues];
}

function valueAt(settings: object, path: string): unknown {
  return path.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], settings);
}

/** A command may hold a password among its arguments, so only the program is shown. */
function shownValue(path: string, value: unknown): string {
  if (!path.endsWith('Command') || !Array.isArray(value)) return JSON.stringify(value);
  return value.length > 1 ? `[${JSON.stringify(value[0])}, ...]` : JSON.stringify(value);
}

async function keyChecks(
  parts: DoctorParts,
  { online }: DoctorOptions,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const name = 'key';
  const looked = parts.keySources.variables.join(' or ');
  try {
    const found = await parts.keys.find(parts.keySources, signal);
    if (found === undefined) {
      const cure = `For Codestral, put a key into ${looked}, or set apiKeyCommand or apiKeyFile.`;
      const finding = looked === '' ? 'none is looked for' : `none in ${looked}, no command, no file`;
      switch (needOfKey(parts.settings.current().completion.model)) {
        case 'always':
          return [{ name, verdict: 'failed', finding, cure }];
        case 'for more':
          return [{ name, verdict: 'info', finding, cure }];
        case 'by choice': {
          const free: Check = { name, verdict: 'info', finding: `${finding}; a server of your own may want none` };
          return online ? [free, ...(await onlineChecks(parts, undefined, signal))] : [free];
        }
      }
    }
    const here: Check = { name, verdict: 'ok', finding: `found in ${found.source}` };
    return online ? [here, ...(await onlineChecks(parts, found.secret, signal))] : [here];
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return [{ name, verdict: 'failed', finding: error.hint, cure: 'Correct the source of the key as it says.' }];
  }
}

/** Whether the chosen model can be asked without a key; `for more` is the embedded engine. */
function needOfKey(model: string | null): 'always' | 'for more' | 'by choice' {
  if (model === null || isEmbedded(model)) return 'for more';
  return /^(mistral|openrouter)\//.test(model) ? 'always' : 'by choice';
}

async function onlineChecks(
  parts: DoctorParts,
  key: Secret | undefined,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  try {
    const { host, at, models = [] } = await parts.probe(key, signal);
    return [
      { name: 'host', verdict: 'ok', finding: `${host} answers${key === undefined ? '' : ' and takes the key'}` },
      ...(models.length === 0 ? [] : modelChecks(parts.models[0], models)),
      ...(at === undefined ? [] : [clockAgainst(host, parts.clock.now() - at)]),
    ];
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return [{ name: 'host', verdict: 'failed', finding: error.message, cure: error.hint }];
  }
}

/** Whether the model that completes is among those of the key, and can fill in the middle. Nothing for the embedded engine. */
function modelChecks(model: string | undefined, listed: readonly ListedModel[]): readonly Check[] {
  if (model === undefined || isEmbedded(model)) return [];
  const name = 'model';
  const cure = 'Run codestral-lsp models, and set completion.model to one that is marked FIM.';
  const found = listed.find(({ id }) => id === model);
  if (found === undefined) {
    return [
      { name, verdict: 'failed', finding: `${model} is not among the ${listed.length} models of this key`, cure },
    ];
  }
  if (found.fim === false) return [{ name, verdict: 'failed', finding: `${model} cannot fill in the middle`, cure }];
  return [{ name, verdict: 'ok', finding: `${model} is there${found.fim === true ? ' and can complete' : ''}` }];
}

function choiceCheck(finding: string): Check {
  return {
    name: 'model',
    verdict: 'failed',
    finding,
    cure: 'Correct completion.model; docs/settings.md describes it.',
  };
}

async function stateCheck({ directories }: Environment, files: Files): Promise<Check> {
  const name = 'state folder';
  const probe = join(directories.state, '.doctor');
  try {
    await files.replace(probe, '');
    await files.remove(probe);
    return { name, verdict: 'ok', finding: directories.state };
  } catch (error) {
    const finding = error instanceof Error ? error.message : String(error);
    return { name, verdict: 'failed', finding, cure: `Make it a folder you can write to: ${directories.state}` };
  }
}

// Younger than the first version, and far enough away to be a mistake.
const earliest = Date.UTC(2025, 0, 1);
const latest = Date.UTC(2100, 0, 1);
const tolerableMs = 5 * 60_000;

function clockCheck(now: number): Check {
  const finding = new Date(now).toISOString();
  if (now > earliest && now < latest) return { name: 'clock', verdict: 'ok', finding };
  return { name: 'clock', verdict: 'failed', finding, cure: 'Set the clock of this machine: TLS and limits need it.' };
}

function clockAgainst(host: string, aheadMs: number): Check {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const finding = `${seconds} s ${aheadMs < 0 ? 'behind' : 'ahead of'} ${host}`;
  if (Math.abs(aheadMs) <= tolerableMs) return { name: 'clock', verdict: 'ok', finding };
  return { name: 'clock', verdict: 'failed', finding, cure: 'Set the clock of this machine: TLS and limits need it.' };
}

function exclusionCheck(file: string, excluded: boolean): Check {
  const finding = excluded
    ? `${file} is excluded: nothing is completed in it and nothing of it is sent`
    : `${file} is not excluded`;
  return {
    name: 'file',
    verdict: 'info',
    finding,
    cure: excluded
      ? 'To change that, see completion.exclude and .codestralignore.'
      : 'To exclude it, add it to completion.exclude or .codestralignore.',
  };
}
