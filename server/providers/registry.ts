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
}

export interface FimModels {
  /** To be asked in this order; never empty. */
  readonly models: readonly FimModel[];
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
    return { models: [parts.embedded], notice };
  }
  const model = createModel(chosen, settings, parts);
  const standIn = settings.completion.fallback === 'ngram' ? [parts.embedded] : [];
  return { models: [model, ...standIn], notice: undefined };
}

/** The sources of Mistral's key, in the order in which they are tried. */
export function mistralKeySources(settings: Settings): KeySources {
  const { apiKeyVariable, apiKeyCommand, apiKeyFile } = settings.providers.mistral;
  return { variables: keyVariables(apiKeyVariable), command: apiKeyCommand, file: apiKeyFile };
}

function createModel(chosen: string, settings: Settings, parts: RegistryParts): FimModel {
  const slash = chosen.indexOf('/');
  const provider = chosen.slice(0, slash);
  const name = chosen.slice(slash + 1);
  if (provider !== 'mistral' || name === '') throw unknownModel(chosen);
  return mistralFim({
    model: name,
    endpoint: settings.providers.mistral.endpoint,
    key: async (signal) => {
      const found = await parts.keys.find(mistralKeySources(settings), signal);
      if (found === undefined) throw noKey(settings);
      return found.secret.reveal();
    },
    fetch: parts.fetch,
    clock: parts.clock,
    log: parts.log,
  });
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
