// From settings to models: which one answers, and who stands in for it.
import type { Logger } from '../log/logger.ts';
import type { ChatModel } from '../model/chat.ts';
import { ModelError } from '../model/errors.ts';
import type { FimModel } from '../model/fim.ts';
import type { KeyFinder, KeySources } from '../settings/apiKey.ts';
import type { Settings } from '../settings/schema.ts';
import type { Clock } from '../world/clock.ts';
import type { Environment } from '../world/environment.ts';
import { type ProviderEntry, providersOf } from './builders.ts';
import { type Fetch, preloadTransport } from './http.ts';

export interface RegistryParts {
  readonly environment: Environment;
  readonly keys: KeyFinder;
  readonly clock: Clock;
  readonly log: Logger;
  readonly fetch: Fetch;
  /** The embedded engine: always there. */
  readonly embedded: FimModel;
  /** What stands between a provider's account and its models. */
  readonly guard: (place: AccountPlace) => Guard;
}

/** Which account a model spends from. */
export interface AccountPlace {
  readonly provider: string;
  /** The provider's name for people. */
  readonly title: string;
  readonly endpoint: string;
  /** How the settings name the key; never the key. */
  readonly keySource: string;
  readonly key: () => Promise<string | undefined>;
}

/** Limits, ledger and budget of one account. */
export interface Guard {
  readonly learn: (headers: Headers) => void;
  readonly wrap: (model: FimModel) => FimModel;
  readonly wrapChat: (model: ChatModel) => ChatModel;
  /** Milliseconds until a completion of so many tokens may be asked. */
  readonly readyInMs: (tokens: number) => number;
  /** How far apart completions should be sent even so, in milliseconds. */
  readonly spacingMs: () => number;
}

export interface FimModels {
  /** To be asked in this order; never empty. */
  readonly models: readonly FimModel[];
  /** Milliseconds until the first of them may be asked something of so many tokens: 0 = now, `Infinity` = not before a change. */
  readonly readyInMs: (tokens: number) => number;
  /** How far apart requests should be sent even so, in milliseconds. */
  readonly spacingMs: () => number;
  /** Loads what the first request would have to wait for; opens no connection. */
  readonly preload: () => Promise<void>;
  /** What the user should know about this choice; said once. */
  readonly notice: string | undefined;
}

/** What completes and converses when a key for Mistral is there and nothing is chosen. */
const defaultModel = 'mistral/codestral-latest';

/** The models that complete under these settings. Throws `ModelError('refused')` naming the setting when it names no provider of ours. */
export function createFimModels(settings: Settings, parts: RegistryParts): FimModels {
  const chosen = settings.completion.model ?? (mistralHasKey(settings, parts.environment) ? defaultModel : 'ngram');
  if (isEmbedded(chosen)) {
    const notice = settings.completion.model === null ? noKeyNotice(settings) : undefined;
    return { models: [parts.embedded], notice, readyInMs: () => 0, spacingMs: () => 0, preload: async () => {} };
  }
  const found = find(chosen, 'completion.model', settings, parts);
  const model = found.guard.wrap(found.entry.fim(found.name, found.access));
  const standIn = settings.completion.fallback === 'ngram' ? [parts.embedded] : [];
  const preload = async () => {
    await Promise.all([preloadTransport(), found.entry.preload?.()]);
  };
  const { readyInMs, spacingMs } = found.guard;
  return { models: [model, ...standIn], notice: undefined, readyInMs, spacingMs, preload };
}

/** The model that converses. `chosen` is `provider/model`, or `null` for Mistral's own choice. Throws like `createFimModels`. */
export function createChatModel(chosen: string | null, settings: Settings, parts: RegistryParts): ChatModel {
  const found = find(chosen ?? defaultModel, 'chat.model', settings, parts);
  return found.guard.wrapChat(found.entry.chat(found.name, found.access));
}

/** True for the names of the embedded engine. */
export function isEmbedded(model: string): boolean {
  return model === 'ngram' || model === 'ngram/embedded';
}

interface Found {
  readonly name: string;
  readonly entry: ProviderEntry;
  readonly guard: Guard;
  readonly access: Parameters<ProviderEntry['fim']>[1];
}

function find(chosen: string, setting: string, settings: Settings, parts: RegistryParts): Found {
  const slash = chosen.indexOf('/');
  const provider = chosen.slice(0, slash);
  const name = chosen.slice(slash + 1);
  const entries = providersOf(settings);
  const entry = Object.hasOwn(entries, provider) ? entries[provider] : undefined;
  if (entry === undefined || name === '') throw unknownModel(chosen, setting, Object.keys(entries));
  const { title, keys, endpoint, needsKey } = entry;
  const secret = async (signal: AbortSignal) => (await parts.keys.find(keys, signal))?.secret.reveal();
  const guard = parts.guard({
    provider,
    title,
    endpoint,
    keySource: JSON.stringify(keys),
    key: () => secret(new AbortController().signal),
  });
  const key = async (signal: AbortSignal) => {
    const found = await secret(signal);
    if (found === undefined) throw noKey(provider, entry);
    return found;
  };
  const { fetch, clock, log } = parts;
  const wantsKey = needsKey || hasKey(keys, parts.environment);
  return { name, entry, guard, access: { fetch, clock, log, onHeaders: guard.learn, key: wantsKey ? key : undefined } };
}

function mistralHasKey(settings: Settings, environment: Environment): boolean {
  const keys = providersOf(settings).mistral?.keys;
  return keys !== undefined && hasKey(keys, environment);
}

function hasKey({ variables, command, file }: KeySources, environment: Environment): boolean {
  return command.length > 0 || file !== null || variables.some((name) => environment.variable(name) !== undefined);
}

/** Short, because a message of more than one line makes some editors wait for a key. */
function noKeyNotice(settings: Settings): string {
  return `No key in ${settings.providers.mistral.apiKeyVariable}, so the embedded engine completes.`;
}

function noKey(provider: string, { title, keys: { variables } }: ProviderEntry): ModelError {
  return new ModelError('key', {
    message: `no key for ${title} is set`,
    hint: `No key for ${title} was found: put one into the environment variable ${variables[0]}, or set providers.${provider}.apiKeyCommand or providers.${provider}.apiKeyFile.`,
  });
}

function unknownModel(chosen: string, setting: string, providers: readonly string[]): ModelError {
  return new ModelError('refused', {
    message: `no provider for the model ${chosen}`,
    hint: `${setting} is "${chosen}", but there is no such provider: use provider/model with one of ${providers.join(', ')} (such as ${defaultModel})${setting === 'completion.model' ? ', or ngram' : ''}.`,
  });
}
