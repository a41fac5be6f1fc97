// Every setting once. The type, the validation, the JSON schema and docs/settings.md are all derived from `settingsTree`.
import { logLevels } from '../log/logger.ts';
import { chatSettings } from './chatSettings.ts';
import {
  atLeastOne,
  choice,
  httpUrl,
  list,
  modelName,
  nullable,
  numberFrom,
  switchedOn,
  text,
  wholeNumber,
} from './kinds.ts';
import { neverSent } from './neverSent.ts';
import { providerSettings } from './providerSettings.ts';
import { entriesOf, type SettingEntry, setting, type ValuesOf } from './setting.ts';

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
      scope: 'user',
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
      scope: 'stricter',
      description: 'The longest completion to ask for, in tokens of the model.',
    }),
    multiline: setting(choice(['auto', 'always', 'never']), {
      default: 'auto',
      scope: 'anywhere',
      description: 'Whether a completion may have several lines; `auto` decides by the place of the cursor.',
    }),
    exclude: setting(list(text), {
      default: neverSent,
      scope: 'stricter',
      description:
        'Globs of files that are never completed in and never sent as context; one without a slash means that name in any folder. Replacing the list replaces the defaults too; a workspace file can only add to it.',
    }),
    deadlineMs: setting(wholeNumber(100, 60_000), {
      default: 8000,
      scope: 'anywhere',
      description: 'How long one completion request of the editor may take in all before it is answered empty.',
    }),
    patienceMs: setting(wholeNumber(0, 60_000), {
      default: 500,
      scope: 'anywhere',
      description:
        'How long to wait for the end of a long answer before the whole statements that have come are offered; after twice as long, whole lines of a block. The rest follows behind them.',
    }),
    contextTokens: setting(wholeNumber(100, 100_000), {
      default: 2000,
      scope: 'stricter',
      description:
        'How much is sent with one request, in tokens: text before and behind the cursor, and related code together.',
    }),
    context: {
      edits: setting(switchedOn, {
        default: true,
        scope: 'stricter',
        description: 'Send places that you changed lately, in any open file.',
      }),
      definitions: setting(switchedOn, {
        default: true,
        scope: 'stricter',
        description:
          'Send signatures of what is used near the cursor, from open files and from files imported by a relative path.',
      }),
      similar: setting(switchedOn, {
        default: true,
        scope: 'stricter',
        description: 'Send parts of open and imported files that resemble the place of the cursor.',
      }),
      siblings: setting(switchedOn, {
        default: true,
        scope: 'stricter',
        description: 'Send parts of files of the same kind in the same folder that resemble the place of the cursor.',
      }),
    },
  },
  chat: chatSettings,
  providers: providerSettings,
  http: {
    proxy: setting(nullable(httpUrl), {
      default: null,
      scope: 'user',
      description: 'Proxy for all requests that leave the machine; `null` takes the one of `HTTPS_PROXY`.',
    }),
    proxyBypass: setting(nullable(text), {
      default: null,
      scope: 'user',
      description: 'Hosts to reach without it, separated by commas; `null` takes those of `NO_PROXY`.',
    }),
    extraCertificates: setting(list(atLeastOne), {
      default: [],
      scope: 'user',
      description:
        'Files (PEM) with certificate authorities to trust besides the usual ones, for a proxy that reads TLS.',
    }),
  },
  usage: {
    dailyBudgetUsd: setting(nullable(numberFrom(0)), {
      default: null,
      scope: 'user',
      description:
        'What completions and chats may cost a day, in US dollars. At 80% you are told; at 100% the embedded engine completes.',
    }),
    monthlyBudgetUsd: setting(nullable(numberFrom(0)), {
      default: null,
      scope: 'user',
      description: 'The same for a calendar month.',
    }),
    requestsPerSecond: setting(nullable(numberFrom(0.01)), {
      default: null,
      scope: 'user',
      description: "The most requests a second to send with one key. Mistral's free mode allows 1.",
    }),
    requestsPerMinute: setting(nullable(numberFrom(1)), {
      default: null,
      scope: 'user',
      description: 'The most requests a minute to send with one key. Limits that the provider reports hold anyway.',
    }),
    tokensPerMinute: setting(nullable(numberFrom(1)), {
      default: null,
      scope: 'user',
      description: 'The most tokens a minute to spend with one key, prompt and answer together.',
    }),
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

/** All settings in the order of the tree, each with its path. */
export function settingEntries(): readonly SettingEntry[] {
  return entriesOf(settingsTree);
}
