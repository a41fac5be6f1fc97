// What a call costs (pure).
import { priceOf } from '../model/catalog.ts';
import type { ModelId } from '../model/fim.ts';
import type { Usage } from '../model/parts.ts';

const regionalFactor = 1.1;
/**
 * The price of a call in US dollars; `undefined` when nobody told us this model's price, which is not the same as 0. What the
 * provider itself reports wins. `endpoint` matters for Mistral's regional hosts, which cost a tenth more.
 */
export function priceUsd(model: ModelId, usage: Usage, endpoint?: string): number | undefined {
  if (usage.costUsd !== undefined) return usage.costUsd;
  const price = priceOf(model);
  if (price === undefined) return undefined;
  const cached = Math.min(usage.cachedTokens, usage.inputTokens);
  const dollars =
    (usage.inputTokens - cached) * price.input + cached * price.cachedInput + usage.outputTokens * price.output;
  return (dollars / 1_000_000) * hostFactor(endpoint);
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
