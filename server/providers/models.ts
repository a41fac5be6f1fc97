// What a provider offers: its model list, read leniently, with FIM, chat, window and price where they are known.
import { familyOf, type Price, priceOf, windowOf } from '../model/catalog.ts';
import { isRecord } from './errorFacts.ts';
import type { Wire } from './exchange.ts';
import { endpointBase, hostOf } from './http.ts';
import { askJson } from './jsonApi.ts';
import type { KeySource } from './keys.ts';
import { openaiBase } from './openaiCompatible.ts';
import type { Deadlines } from './watch.ts';

export type ListingProvider = 'mistral' | 'openrouter' | 'ollama' | 'llamaCpp' | 'openaiCompatible';

export interface ListedModel {
  /** As the setting wants it: `mistral/codestral-latest`. */
  readonly id: string;
  /** `undefined` where the provider does not tell. */
  readonly fim: boolean | undefined;
  readonly chat: boolean | undefined;
  readonly contextTokens: number | undefined;
  readonly price: Price | undefined;
  /** What the provider says about the model's end: a date, a successor. */
  readonly deprecation: string | undefined;
}

export interface ListOptions extends Wire {
  readonly provider: ListingProvider;
  readonly endpoint: string;
  readonly key: KeySource | undefined;
}

const deadlines: Deadlines = { firstMs: 15_000, idleMs: 15_000, totalMs: 30_000 };

/** The models that this key may use, sorted by name. Throws `ModelError` like a model's stream. */
export async function listModels(options: ListOptions, signal: AbortSignal): Promise<readonly ListedModel[]> {
  const { provider } = options;
  const endpointSetting = `providers.${provider}.endpoint`;
  const request = {
    url: listUrl(provider, options.endpoint, endpointSetting),
    body: undefined,
    key: options.key,
    peer: {
      name: provider === 'openaiCompatible' ? hostOf(options.endpoint) : names[provider],
      endpointSetting,
      keySetting: `providers.${provider}.apiKeyVariable`,
      modelSetting: 'completion.model',
      model: 'that was asked for',
    },
    texts: [],
    deadlines,
    format: 'json' as const,
  };
  const models: ListedModel[] = [];
  for await (const answer of askJson(options, request, signal)) models.push(...readModels(provider, answer));
  return models.sort((a, b) => a.id.localeCompare(b.id, 'en'));
}

/** The models in the answer of `GET /v1/models`, or of Ollama's `GET /api/tags`. */
export function readModels(
  provider: ListingProvider,
  answer: Readonly<Record<string, unknown>>,
): readonly ListedModel[] {
  const list = provider === 'ollama' ? answer.models : answer.data;
  if (!Array.isArray(list)) return [];
  return list.filter(isRecord).flatMap((entry) => {
    const name = entry.id ?? entry.name;
    return typeof name === 'string' && name !== '' ? [readModel(provider, name, entry)] : [];
  });
}

const names: Readonly<Record<Exclude<ListingProvider, 'openaiCompatible'>, string>> = {
  mistral: 'Mistral',
  openrouter: 'OpenRouter',
  ollama: 'Ollama',
  llamaCpp: 'llama.cpp',
};

function listUrl(provider: ListingProvider, endpoint: string, setting: string): string {
  switch (provider) {
    case 'ollama':
      return `${endpointBase(endpoint, setting).replace(/\/api$/, '')}/api/tags`;
    case 'openaiCompatible':
      return `${openaiBase(endpoint, setting)}/models`;
    case 'mistral':
    case 'openrouter':
    case 'llamaCpp':
      return `${endpointBase(endpoint, setting)}/v1/models`;
  }
}

function readModel(provider: ListingProvider, name: string, entry: Readonly<Record<string, unknown>>): ListedModel {
  const id = `${provider}/${name}`;
  const can = isRecord(entry.capabilities) ? entry.capabilities : {};
  const meta = isRecord(entry.meta) ? entry.meta : {};
  const context = [entry.max_context_length, entry.context_length, entry.max_model_len, meta.n_ctx_train].find(
    (value) => typeof value === 'number',
  );
  return {
    id,
    fim: flag(can.completion_fim) ?? fimByName(provider, name),
    chat: flag(can.completion_chat) ?? (provider === 'openrouter' ? true : undefined),
    contextTokens: typeof context === 'number' ? context : windowOf(id),
    price: readPrice(entry.pricing) ?? priceOf(id),
    deprecation: readDeprecation(entry),
  };
}

/** Servers that do not tell: a known family can be asked with a template. OpenRouter has no way to ask at all. */
function fimByName(provider: ListingProvider, name: string): boolean | undefined {
  if (provider === 'openrouter') return false;
  return familyOf(name) === undefined ? undefined : true;
}

/** OpenRouter's prices: dollars per token, as text. */
function readPrice(value: unknown): Price | undefined {
  if (!isRecord(value)) return undefined;
  const million = (price: unknown) => Math.round(Number(price) * 1e9) / 1e3;
  const [input, output] = [million(value.prompt), million(value.completion)];
  if (!(input >= 0) || !(output >= 0)) return undefined;
  const cached = million(value.input_cache_read);
  return { input, output, cachedInput: cached >= 0 ? cached : input };
}

function readDeprecation(entry: Readonly<Record<string, unknown>>): string | undefined {
  const end = entry.deprecation ?? entry.expiration_date;
  if (typeof end !== 'string' || end === '') return undefined;
  const next = entry.deprecation_replacement_model;
  return typeof next === 'string' && next !== '' ? `${end}, then ${next}` : end;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}
