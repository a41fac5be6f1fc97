// Every setting once. The type, the validation, the JSON schema and docs/settings.md are all derived from `settingsTree`.
import type * as v from 'valibot';
import { logLevels } from '../log/logger.ts';
import { atLeastOne, choice, httpUrl, list, modelName, nullable, switchedOn, text, wholeNumber } from './kinds.ts';

/**
 * Who may set it. `anywhere`: every layer. `stricter`: a file inside the repository may only switch it off (a switch) or add to it
 * (a list). `user`: not a file inside the repository, because cloning a hostile one must not send code or a key elsewhere.
 */
export type SettingScope = 'anywhere' | 'stricter' | 'user';

export interface Setting<Value = unknown> {
  /** Checks a value; its messages complete the sentence "completion.debounceMs ...". */
  readonly schema: v.GenericSchema<Value>;
  readonly default: Value;
  readonly scope: SettingScope;
  /** One or two sentences of Markdown without line breaks. */
  readonly description: string;
}

/** To add a setting, add an entry here and run `npm run docs`. Names: a namespace per feature, units at the end, nothing negative. */
export const settingsTree = {
  completion: {
    enabled: setting(switchedOn, {
      default: true,
      scope: 'stricter',
      description: 'Whether completions are offered at all.',
    }),
    model: setting(nullable(modelName), {
      default: null,
      scope: 'user',
      description:
        'Which model completes, as `provider/model`, such as `mistral/codestral-latest`; `ngram` is the embedded engine. `null` chooses Mistral when there is a key, else the embedded engine.',
    }),
    fallback: setting(choice(['ngram', 'none']), {
      default: 'ngram',
      scope: 'anywhere',
      description:
        'Who answers while the model cannot (no key, no network, too many requests): `ngram`, the embedded offline engine, or `none`.',
    }),
    trigger: setting(choice(['automatic', 'invoked']), {
      default: 'automatic',
      scope: 'anywhere',
      description: 'Offer completions while you type (`automatic`) or only when you ask for one (`invoked`).',
    }),
    debounceMs: setting(wholeNumber(0, 5000), {
      default: 75,
      scope: 'anywhere',
      description:
        'How long to wait after a keystroke before a remote model is asked. Time that the editor has waited already counts.',
    }),
    maxTokens: setting(wholeNumber(1, 4096), {
      default: 256,
      scope: 'anywhere',
      description: 'The longest completion to ask for, in tokens of the model.',
    }),
    multiline: setting(choice(['auto', 'always', 'never']), {
      default: 'auto',
      scope: 'anywhere',
      description: 'Whether a completion may have several lines; `auto` decides by the place of the cursor.',
    }),
    exclude: setting(list(text), {
      default: [
        '**/.env',
        '**/.env.*',
        '**/*.env',
        '**/.netrc',
        '**/.npmrc',
        '**/.pypirc',
        '**/.pgpass',
        '**/.git-credentials',
        '**/.htpasswd',
        '**/.ssh/**',
        '**/.gnupg/**',
        '**/.aws/**',
        '**/.kube/**',
        '**/id_rsa*',
        '**/id_dsa*',
        '**/id_ecdsa*',
        '**/id_ed25519*',
        '**/*.{pem,key,p8,p12,pfx,jks,keystore,kdbx,asc,gpg,ppk}',
        '**/*{secret,secrets,credentials}.{json,yaml,yml,toml}',
        '**/*.tfstate',
        '**/*.tfvars',
        '**/{package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,bun.lockb}',
        '**/{Cargo.lock,poetry.lock,uv.lock,Pipfile.lock,Gemfile.lock,composer.lock,go.sum,flake.lock}',
        '**/*.min.{js,css}',
      ],
      scope: 'stricter',
      description:
        'Globs of files that are never completed in and never sent as context. Replacing the list replaces the defaults too; a workspace file can only add to it.',
    }),
    deadlineMs: setting(wholeNumber(100, 60_000), {
      default: 8000,
      scope: 'anywhere',
      description: 'How long one completion request of the editor may take in all before it is answered empty.',
    }),
    contextTokens: setting(wholeNumber(100, 100_000), {
      default: 2000,
      scope: 'anywhere',
      description:
        'How much is sent with one request, in tokens: text before and behind the cursor, and related code together.',
    }),
  },
  providers: {
    mistral: {
      endpoint: setting(httpUrl, {
        default: 'https://api.mistral.ai',
        scope: 'user',
        description: 'Where Mistral is. Keys made for Codestral alone belong to `https://codestral.mistral.ai`.',
      }),
      apiKeyVariable: setting(atLeastOne, {
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
  },
  log: {
    level: setting(choice(logLevels), {
      default: 'info',
      scope: 'user',
      description: 'How much is logged. Keys and the text of your files are not logged at any level up to `debug`.',
    }),
    file: setting(nullable(atLeastOne), {
      default: null,
      scope: 'user',
      description: 'File to which the log is appended as well; `null` for none.',
    }),
  },
} as const;

/** All settings with their effective values: what one request sees. */
export type Settings = ValuesOf<typeof settingsTree>;

/** The settings as somebody writes them: any part may be left out. */
export type PartialSettings = PartialValuesOf<typeof settingsTree>;

/** One setting with its dotted path, such as `completion.debounceMs`. */
export interface SettingEntry extends Setting {
  readonly path: string;
}

/** All settings in the order of the tree, each with its path. */
export function settingEntries(tree: object = settingsTree, prefix = ''): readonly SettingEntry[] {
  return Object.entries(tree).flatMap(([name, node]: [string, object]) =>
    isSetting(node) ? [{ ...node, path: prefix + name }] : settingEntries(node, `${prefix}${name}.`),
  );
}

type Leaf<Value> = Value extends readonly (infer Item)[] ? readonly Item[] : Value;
type ValuesOf<Node> =
  Node extends Setting<infer Value> ? Leaf<Value> : { readonly [Name in keyof Node]: ValuesOf<Node[Name]> };
type PartialValuesOf<Node> =
  Node extends Setting<infer Value> ? Leaf<Value> : { readonly [Name in keyof Node]?: PartialValuesOf<Node[Name]> };

function setting<Schema extends v.GenericSchema>(
  schema: Schema,
  rest: Omit<Setting<v.InferOutput<Schema>>, 'schema'>,
): Setting<v.InferOutput<Schema>> {
  return { schema: schema as unknown as v.GenericSchema<v.InferOutput<Schema>>, ...rest };
}

function isSetting(node: object): node is Setting {
  return 'schema' in node && 'scope' in node;
}
