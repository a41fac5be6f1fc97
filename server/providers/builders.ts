// One entry per provider: where it is, whose key it takes, and how its models are made from the settings.
import type { ChatModel } from '../model/chat.ts';
import type { FimModel } from '../model/fim.ts';
import type { KeySources } from '../settings/apiKey.ts';
import { keyVariables } from '../settings/apiKey.ts';
import type { Settings } from '../settings/schema.ts';
import { chatAsFim } from './chatAsFim.ts';
import type { Wire } from './exchange.ts';
import type { KeySource } from './keys.ts';
import { llamaCppChat, llamaCppFim } from './llamaCpp.ts';
import { mistralChat, mistralFim, preloadMistral } from './mistral.ts';
import { MistralHosts } from './mistralHosts.ts';
import { ollamaChat, ollamaFim } from './ollama.ts';
import { openaiCompatibleChat, openaiCompatibleFim } from './openaiCompatible.ts';
import { openrouterChat } from './openrouter.ts';

/** What a model is made with. */
export interface Access extends Wire {
  /** Absent for a server that wants none. */
  readonly key: KeySource | undefined;
}

export interface ProviderEntry {
  /** For people. */
  readonly title: string;
  readonly endpoint: string;
  readonly keys: KeySources;
  /** False where a server may want no key. */
  readonly needsKey: boolean;
  /** Loads what the first request would have to wait for. */
  readonly preload?: () => Promise<void>;
  readonly fim: (model: string, access: Access) => FimModel;
  readonly chat: (model: string, access: Access) => ChatModel;
}

/** The providers under these settings, by the name before the slash of a model. */
export function providersOf({ providers }: Settings): Readonly<Record<string, ProviderEntry>> {
  const { mistral, openrouter, ollama, llamaCpp, openaiCompatible } = providers;
  return {
    mistral: {
      title: 'Mistral',
      endpoint: mistral.endpoint,
      keys: keysOf(mistral),
      needsKey: true,
      preload: preloadMistral,
      fim: (model, access) =>
        mistralFim({ ...withKey(access), model, endpoint: mistral.endpoint, hosts: hostsOf(mistral, access) }),
      chat: (model, access) =>
        mistralChat({ ...withKey(access), model, endpoint: mistral.endpoint, hosts: hostsOf(mistral, access) }),
    },
    openrouter: {
      title: 'OpenRouter',
      endpoint: openrouter.endpoint,
      keys: keysOf(openrouter),
      needsKey: true,
      fim: (model, access) =>
        chatAsFim(
          openrouterChat({
            ...withKey(access),
            model,
            endpoint: openrouter.endpoint,
            modelSetting: 'completion.model',
          }),
        ),
      chat: (model, access) =>
        openrouterChat({ ...withKey(access), model, endpoint: openrouter.endpoint, modelSetting: 'chat.model' }),
    },
    ollama: {
      title: 'Ollama',
      endpoint: ollama.endpoint,
      keys: keysOf(ollama),
      needsKey: false,
      fim: (model, access) => ollamaFim({ ...withKeyIfAny(access), model, ...ollamaOptions(ollama) }),
      chat: (model, access) => ollamaChat({ ...withKeyIfAny(access), model, ...ollamaOptions(ollama) }),
    },
    llamaCpp: {
      title: 'llama.cpp',
      endpoint: llamaCpp.endpoint,
      keys: keysOf(llamaCpp),
      needsKey: false,
      fim: (model, access) => llamaCppFim({ ...withKeyIfAny(access), model, ...serverOptions(llamaCpp) }),
      chat: (model, access) => llamaCppChat({ ...withKeyIfAny(access), model, ...serverOptions(llamaCpp) }),
    },
    openaiCompatible: {
      title: 'the OpenAI-compatible server',
      endpoint: openaiCompatible.endpoint,
      keys: keysOf(openaiCompatible),
      needsKey: false,
      fim: (model, access) => openaiCompatibleFim({ ...access, model, ...serverOptions(openaiCompatible) }),
      chat: (model, access) => openaiCompatibleChat({ ...access, model, ...serverOptions(openaiCompatible) }),
    },
  };
}

function keysOf(settings: Settings['providers'][keyof Settings['providers']]): KeySources {
  const { apiKeyVariable, apiKeyCommand, apiKeyFile } = settings;
  return { variables: keyVariables(apiKeyVariable), command: apiKeyCommand, file: apiKeyFile };
}

function hostsOf({ endpoint }: { readonly endpoint: string }, { log }: Access): MistralHosts {
  return new MistralHosts({ endpoint, log });
}

function serverOptions<Fim>({
  endpoint,
  fim,
  tools,
}: {
  readonly endpoint: string;
  readonly fim: Fim;
  readonly tools: boolean;
}) {
  return { endpoint, fim, tools };
}

function ollamaOptions({ endpoint, fim, tools, contextTokens }: Settings['providers']['ollama']) {
  return { endpoint, fim, tools, ...(contextTokens === null ? {} : { contextTokens }) };
}

/** Providers that always want a key are never asked without one; see `registry.ts`. */
function withKey(access: Access): Wire & { readonly key: KeySource } {
  return { ...access, key: access.key ?? (() => Promise.resolve('')) };
}

/** For adapters whose key may be left out but not be undefined. */
function withKeyIfAny({ key, ...wire }: Access): Wire & { readonly key?: KeySource } {
  return key === undefined ? wire : { ...wire, key };
}
