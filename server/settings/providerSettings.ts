// The settings of each provider: where it is, where its key is, and what nobody can ask it.
import { fimFamilies } from '../model/catalog.ts';
import { atLeastOne, choice, httpUrl, list, nullable, switchedOn, text, variableName, wholeNumber } from './kinds.ts';
import { setting } from './setting.ts';

/** Where a provider's key is looked for, as at Mistral. */
function keySettings(variable: string, description: string) {
  return {
    apiKeyVariable: setting(variableName, { default: variable, scope: 'user', description }),
    apiKeyCommand: setting(list(text), {
      default: [],
      scope: 'user',
      description:
        'Program and arguments whose first line of output is the key; see `providers.mistral.apiKeyCommand`.',
    }),
    apiKeyFile: setting(nullable(atLeastOne), {
      default: null,
      scope: 'user',
      description: 'File whose first line is the key; see `providers.mistral.apiKeyFile`.',
    }),
  } as const;
}

/** By the name before the slash of a model. All of them belong to the user: a repository must not send keys or code elsewhere. */
export const providerSettings = {
  mistral: {
    endpoint: setting(httpUrl, {
      default: 'https://api.mistral.ai',
      scope: 'user',
      description: 'Where Mistral is. Keys made for Codestral alone belong to `https://codestral.mistral.ai`.',
    }),
    apiKeyVariable: setting(variableName, {
      default: 'MISTRAL_API_KEY',
      scope: 'user',
      description:
        'Environment variable that holds the key. `CODESTRAL_API_KEY` is tried as well unless you name another variable here.',
    }),
    apiKeyCommand: setting(list(text), {
      default: [],
      scope: 'user',
      description:
        'Program and arguments whose first line of output is the key, such as `["pass", "mistral"]`. Run once, without a shell, for at most 10 s, when the variable is unset.',
    }),
    apiKeyFile: setting(nullable(atLeastOne), {
      default: null,
      scope: 'user',
      description:
        'File whose first line is the key: an absolute path, or one that begins with `~/`. Only you may be able to read it (mode 600). Used when variable and command give none.',
    }),
  },
  openrouter: {
    endpoint: setting(httpUrl, {
      default: 'https://openrouter.ai/api',
      scope: 'user',
      description: 'Where OpenRouter is.',
    }),
    ...keySettings('OPENROUTER_API_KEY', 'Environment variable that holds the key for OpenRouter.'),
  },
  ollama: {
    endpoint: setting(httpUrl, {
      default: 'http://127.0.0.1:11434',
      scope: 'user',
      description: 'Where Ollama is.',
    }),
    ...keySettings('OLLAMA_API_KEY', 'Environment variable that holds a key, for an Ollama behind a gateway.'),
    fim: setting(choice(['auto', 'suffix', ...fimFamilies]), {
      default: 'auto',
      scope: 'user',
      description:
        'How the middle is asked for: `suffix` by the field of that name, a family by its own prompt, `auto` by what the name of the model tells.',
    }),
    tools: setting(switchedOn, {
      default: false,
      scope: 'user',
      description: 'Whether model and server can call functions; nobody can ask them.',
    }),
    contextTokens: setting(nullable(wholeNumber(256, 1_000_000)), {
      default: null,
      scope: 'user',
      description: 'The `num_ctx` to ask Ollama for; its own default is small and cuts longer prompts without a word.',
    }),
  },
  llamaCpp: {
    endpoint: setting(httpUrl, {
      default: 'http://127.0.0.1:8080',
      scope: 'user',
      description: 'Where llama-server is.',
    }),
    ...keySettings('LLAMA_API_KEY', 'Environment variable that holds the key, for a server started with `--api-key`.'),
    fim: setting(choice(['infill', ...fimFamilies]), {
      default: 'infill',
      scope: 'user',
      description:
        'How the middle is asked for: `infill` lets the server use the tokens in the model file, a family sends its own prompt.',
    }),
    tools: setting(switchedOn, {
      default: false,
      scope: 'user',
      description: 'Whether model and server can call functions; nobody can ask them.',
    }),
  },
  openaiCompatible: {
    endpoint: setting(httpUrl, {
      default: 'http://127.0.0.1:8000/v1',
      scope: 'user',
      description: 'Where the server is, such as vLLM, LM Studio, LiteLLM or DeepSeek.',
    }),
    ...keySettings('OPENAI_COMPATIBLE_API_KEY', 'Environment variable that holds the key, if the server wants one.'),
    fim: setting(choice(['auto', 'suffix', ...fimFamilies]), {
      default: 'auto',
      scope: 'user',
      description:
        'How the middle is asked for: `suffix` by the field of that name, a family by its own prompt, `auto` by what the name of the model tells.',
    }),
    tools: setting(switchedOn, {
      default: false,
      scope: 'user',
      description: 'Whether model and server can call functions; nobody can ask them.',
    }),
  },
} as const;
