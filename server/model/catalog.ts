// What we know about models by their names: family, window, price. Anything not listed here is unknown, never guessed.
import type { ModelId } from './fim.ts';

/** A family of models that marks holes the same way; its tokens are in `fim/formats`. */
export const fimFamilies = [
  'codestral',
  'qwen2.5-coder',
  'starcoder2',
  'deepseek-coder',
  'codellama',
  'codegemma',
  'granite',
  'granite-code',
] as const;
export type FimFamily = (typeof fimFamilies)[number];

/** US dollars per million tokens. */
export interface Price {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/**
 * Names as Ollama, Hugging Face and GGUF files spell them. Order matters where one pattern contains another. Qwen3-Coder uses
 * the tokens of Qwen2.5-Coder (its model card); of Granite only version 4 and the older code models have such tokens.
 */
const families: readonly (readonly [RegExp, FimFamily])[] = [
  [/codestral/, 'codestral'],
  [/qwen-?(2[._]5|3)-?coder/, 'qwen2.5-coder'],
  [/starcoder/, 'starcoder2'],
  [/deepseek-?coder/, 'deepseek-coder'],
  [/code-?llama/, 'codellama'],
  [/codegemma/, 'codegemma'],
  [/granite-?4/, 'granite'],
  [/granite.*code/, 'granite-code'],
];

/** The family of a model by its name, such as `qwen2.5-coder:7b-base`; `undefined` when the name says nothing. */
export function familyOf(model: string): FimFamily | undefined {
  const name = model.toLowerCase();
  return families.find(([pattern]) => pattern.test(name))?.[1];
}

interface Known {
  readonly names: RegExp;
  /** In tokens. */
  readonly window: number;
  readonly input: number;
  readonly output: number;
}

/** Mistral's models: model cards and docs of 2026-08. The window of Codestral is the smaller of two contradicting sources. */
const mistralModels: readonly Known[] = [
  { names: /^codestral-(latest|25\d\d)$/, window: 128_000, input: 0.3, output: 0.9 },
  { names: /^mistral-medium-(latest|3|3-5)$/, window: 256_000, input: 1.5, output: 7.5 },
  { names: /^mistral-small-(latest|2603)$/, window: 256_000, input: 0.15, output: 0.6 },
  { names: /^mistral-large-(latest|2512)$/, window: 256_000, input: 0.5, output: 1.5 },
  { names: /^ministral-14b-(latest|2512)$/, window: 256_000, input: 0.2, output: 0.2 },
  { names: /^ministral-8b-(latest|2512)$/, window: 256_000, input: 0.15, output: 0.15 },
  { names: /^ministral-3b-(latest|2512)$/, window: 256_000, input: 0.1, output: 0.1 },
  { names: /^devstral-(latest|2512|medium-latest)$/, window: 256_000, input: 0.4, output: 2 },
  { names: /^(labs-)?devstral-small-(latest|2512)$/, window: 256_000, input: 0.1, output: 0.3 },
];

/** Cached input costs a tenth at Mistral (documentation of `prompt_cache_key`). */
const cachedShare = 0.1;

/** The price of a model; all zero for one that runs on this machine, `undefined` when not known. */
export function priceOf(id: ModelId): Price | undefined {
  if (/^(ollama|llamaCpp|ngram)(\/|$)/.test(id)) return { input: 0, cachedInput: 0, output: 0 };
  const known = knownModel(id);
  if (known === undefined) return undefined;
  return { input: known.input, cachedInput: known.input * cachedShare, output: known.output };
}

/** How many tokens prompt and answer may have together; `undefined` when not known. */
export function windowOf(id: ModelId): number | undefined {
  return knownModel(id)?.window;
}

function knownModel(id: ModelId): Known | undefined {
  const name = id.startsWith('mistral/') ? id.slice('mistral/'.length) : undefined;
  return name === undefined ? undefined : mistralModels.find((model) => model.names.test(name));
}
