// What a call costs (pure).
import type { ModelId } from '../model/fim.ts';
import type { Usage } from '../model/parts.ts';

/** US dollars per million tokens. */
interface Price {
  readonly input: number;
  readonly output: number;
}

/** Mistral's list prices (facts: mistral-api.md, section 8; documentation v1.7.7 of 2026-08-21). A name may go on, such as `ministral-8b-2512`. */
const mistralPrices: readonly (readonly [RegExp, Price])[] = [
  [/^codestral-(2508|2501|latest)$/, { input: 0.3, output: 0.9 }],
  [/^mistral-medium-(3|3-5|latest)$/, { input: 1.5, output: 7.5 }],
  [/^mistral-small-(2603|latest)$/, { input: 0.15, output: 0.6 }],
  [/^mistral-large-(2512|latest)$/, { input: 0.5, output: 1.5 }],
  [/^ministral-14b-(2512|latest)$/, { input: 0.2, output: 0.2 }],
  [/^ministral-8b-(2512|latest)$/, { input: 0.15, output: 0.15 }],
  [/^ministral-3b-(2512|latest)$/, { input: 0.1, output: 0.1 }],
  [/^(devstral-2512|devstral-latest|devstral-medium-latest)$/, { input: 0.4, output: 2 }],
  [/^(labs-devstral-small-2512|devstral-small-latest)$/, { input: 0.1, output: 0.3 }],
];

/** Cached input tokens cost a tenth (facts: mistral-api.md, section 8). */
const cachedShare = 0.1;
const regionalFactor = 1.1;
/** Providers on the user's own machine; their electricity is not ours to count. */
const freeProviders: readonly string[] = ['ngram', 'ollama', 'llamaCpp'];

/**
 * The price of a call in US dollars; `undefined` when nobody told us this model's price, which is not the same as 0. What the
 * provider itself reports wins. `endpoint` matters for Mistral's regional hosts, which cost a tenth more.
 */
export function priceUsd(model: ModelId, usage: Usage, endpoint?: string): number | undefined {
  if (usage.costUsd !== undefined) return usage.costUsd;
  const { provider, name } = splitModel(model);
  if (freeProviders.includes(provider)) return 0;
  if (provider !== 'mistral') return undefined;
  const price = mistralPrices.find(([pattern]) => pattern.test(name))?.[1];
  if (price === undefined) return undefined;
  const cached = Math.min(usage.cachedTokens, usage.inputTokens);
  const input = usage.inputTokens - cached + cached * cachedShare;
  return ((input * price.input + usage.outputTokens * price.output) / 1_000_000) * hostFactor(endpoint);
}

/** `mistral/codestral-latest` -> provider and name; a model without a slash, such as `ngram`, is its own provider. */
export function splitModel(model: ModelId): { readonly provider: string; readonly name: string } {
  const slash = model.indexOf('/');
  if (slash === -1) return { provider: model, name: model };
  return { provider: model.slice(0, slash), name: model.slice(slash + 1) };
}

/** `https://api.eu.mistral.ai` and `https://api.us.mistral.ai` (facts: mistral-api.md, section 2). */
function hostFactor(endpoint: string | undefined): number {
  return endpoint !== undefined && /^https:\/\/api\.[a-z]{2}\.mistral\.ai(?:[:/]|$)/.test(endpoint)
    ? regionalFactor
    : 1;
}
