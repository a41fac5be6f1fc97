// From settings to models: which one answers, and who stands in for it.
import type { Logger } from '../log/logger.ts';
import { ModelError } from '../model/errors.ts';
import type { FimModel } from '../model/fim.ts';
import { type KeyFinder, type KeySources, keyVariables } from '../settings/apiKey.ts';
import type { Settings } from '../settings/schema.ts';
import type { Clock } from '../world/clock.ts';
import type { Environment } from '../world/environment.ts';
import type { Fetch } from './http.ts';
import { mistralFim } from './mistral.ts';

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
  readonly endpoint: string;
  /** How the settings name the key; never the key. */
  readonly keySource: string;
  readonly key: () => Promise<string | undefined>;
}

/** Limits, ledger and budget of one account. */
export interface Guard {
  readonly learn: (headers: Headers) => void;
  readonly wrap: (model: FimModel) => FimModel;
  /** Milliseconds until a completion of so many tokens may be asked. */
  readonly readyInMs: (tokens: number) => number;
}

export interface FimModels {
  /** To be asked in this order; never empty. */
  readonly models: readonly FimModel[];
  /** Milliseconds until the first of them may be asked something of so many tokens: 0 = now, `Infinity` = not before a change. */
  readonly readyInMs: (tokens: number) => number;
  /** What the user should know about this choice; said once. */
  readonly notice: string | undefined;
}

/** What Mistral's model is called when none is chosen. */
const defaultMistralModel = 'mistral/codestral-latest';

/** The models that complete under these settings. Throws `ModelError('refused')` naming the setting when it names no provider of ours. */
export function createFimModels(settings: Settings, parts: RegistryParts): FimModels {
  const chosen = settings.completion.model ?? (hasKey(settings, parts.environment) ? defaultMistralModel : 'ngram');
  if (isEmbedded(chosen)) {
    const notice = settings.completion.model === null ? noKeyNotice(settings) : undefined;
    return { models: [parts.embedded], notice, readyInMs: () => 0 };
  }
  const { model, guard } = createModel(chosen, settings, parts);
  const standIn = settings.completion.fallback === 'ngram' ? [parts.embedded] : [];
  return { models: [guard.wrap(model), ...standIn], notice: undefined, readyInMs: guard.readyInMs };
}

/** The sources of Mistral's key, in the order in which they are tried. */
export function mistralKeySources(settings: Settings): KeySources {
  const { apiKeyVariable, apiKeyCommand, apiKeyFile } = settings.providers.mistral;
  return { variables: keyVariables(apiKeyVariable), command: apiKeyCommand, file: apiKeyFile };
}

function createModel(chosen: string, settings: Settings, parts: RegistryParts): { model: FimModel; guard: Guard } {
  const slash = chosen.indexOf('/');
  const provider = chosen.slice(0, slash);
  const name = chosen.slice(slash + 1);
  if (provider !== 'mistral' || name === '') throw unknownModel(chosen);
  const sources = mistralKeySources(settings);
  const { endpoint } = settings.providers.mistral;
  const find = async (signal: AbortSignal) => (await parts.keys.find(sources, signal))?.secret.reveal();
  const guard = parts.guard({
    provider,
    endpoint,
    keySource: JSON.stringify(sources),
    key: () => find(new AbortController().signal),
  });
  const model = mistralFim({
    model: name,
    endpoint,
    key: async (signal) => {
      const key = await find(signal);
      if (key === undefined) throw noKey(settings);
      return key;
    },
    fetch: parts.fetch,
    clock: parts.clock,
    log: parts.log,
    onHeaders: guard.learn,
  });
  return { model, guard };
}

/** True for the names of the embedded engine. */
export function isEmbedded(model: string): boolean {
  return model === 'ngram' || model === 'ngram/embedded';
}

function hasKey(settings: Settings, environment: Environment): boolean {
  const { variables, command, file } = mistralKeySources(settings);
  return command.length > 0 || file !== null || variables.some((name) => environment.variable(name) !== undefined);
}

function noKeyNotice(settings: Settings): string {
  return `No key for Mistral was found, so the embedded engine completes. For Codestral put a key into ${settings.providers.mistral.apiKeyVariable}, or set "completion.model": "ngram" to hear no more of this.`;
}

function noKey(settings: Settings): ModelError {
  return new ModelError('key', {
    message: 'no key for Mistral is set',
    hint: `No key for Mistral was found: put one into the environment variable ${settings.providers.mistral.apiKeyVariable}, or set providers.mistral.apiKeyCommand or providers.mistral.apiKeyFile.`,
  });
}

function unknownModel(chosen: string): ModelError {
  return new ModelError('refused', {
    message: `no provider for the model ${chosen}`,
    hint: `completion.model is "${chosen}", but its provider is not known: use mistral/<model> (such as ${defaultMistralModel}), or ngram.`,
  });
}
