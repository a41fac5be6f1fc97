// Providers as the settings name them: where each one is, where its key is looked for, and what it lists.
import type { Logger } from '../log/logger.ts';
import type { Fetch } from '../providers/http.ts';
import { hostOf } from '../providers/http.ts';
import { MistralHosts } from '../providers/mistralHosts.ts';
import { type ListedModel, type ListingProvider, listModels } from '../providers/models.ts';
import { type KeySources, keyVariables } from '../settings/apiKey.ts';
import type { Settings } from '../settings/schema.ts';
import type { Clock } from '../world/clock.ts';

/** One provider with an address. */
export interface Place {
  readonly provider: ListingProvider;
  readonly endpoint: string;
  readonly sources: KeySources;
}

/** The settings of a provider, as far as they say where it is; servers of one's own may have none about keys. */
interface Located {
  readonly endpoint: string;
  readonly apiKeyVariable?: string | null;
  readonly apiKeyCommand?: readonly string[];
  readonly apiKeyFile?: string | null;
}

/** What a provider lists. */
export interface Listing {
  /** Who answered, such as `api.mistral.ai`. */
  readonly host: string;
  /** The clock of the host, from its `Date` header, in milliseconds since the epoch. */
  readonly at: number | undefined;
  readonly models: readonly ListedModel[];
}

export interface ListingParts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The providers that may be named in the settings, the embedded engine apart. */
export function providerNames(settings: Settings): readonly ListingProvider[] {
  return Object.keys(settings.providers) as (keyof Settings['providers'])[];
}

/** The provider of the chosen model; Mistral when none is chosen or the embedded engine is. */
export function chosenProvider(settings: Settings): ListingProvider {
  const name = settings.completion.model?.split('/', 1)[0];
  return providerNames(settings).find((provider) => provider === name) ?? 'mistral';
}

/** Where a provider is; `undefined` for a name that the settings don't know. */
export function placeOf(settings: Settings, name: string): Place | undefined {
  const provider = providerNames(settings).find((candidate) => candidate === name);
  if (provider === undefined) return undefined;
  const found: Located = settings.providers[provider as keyof Settings['providers']];
  const { endpoint, apiKeyVariable = null, apiKeyCommand = [], apiKeyFile = null } = found;
  const variables = apiKeyVariable === null ? [] : keyVariables(apiKeyVariable);
  return { provider, endpoint, sources: { variables, command: apiKeyCommand, file: apiKeyFile } };
}

/**
 * Asks a provider which models this key may use; nothing of the user's is sent but the key. A key that one of Mistral's hosts
 * refuses is tried at the other one. Throws `ModelError`.
 */
export async function askListing(
  { provider, endpoint }: Place,
  key: string | undefined,
  { fetch, clock, log }: ListingParts,
  signal: AbortSignal,
): Promise<Listing> {
  const ask = async function* (address: string): AsyncGenerator<Listing> {
    let at: number | undefined;
    const onHeaders = (headers: Headers) => {
      const date = Date.parse(headers.get('date') ?? '');
      at = Number.isNaN(date) ? undefined : date;
    };
    const source = key === undefined ? undefined : async () => key;
    const wire = { fetch, clock, log, onHeaders };
    const models = await listModels({ ...wire, provider, endpoint: address, key: source }, signal);
    yield { host: hostOf(address), at, models };
  };
  const answers = provider === 'mistral' ? new MistralHosts({ endpoint, log }).try(ask) : ask(endpoint);
  for await (const listing of answers) return listing;
  return { host: hostOf(endpoint), at: undefined, models: [] };
}
