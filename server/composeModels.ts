// The part of the composition root that builds models: keys, network, limits, ledger and budget around each of them.
import { join } from 'node:path';
import type { World } from './composeWorld.ts';
import { Accounts } from './limits/accounts.ts';
import { withBudget, withChatBudget, withChatLedger, withChatLimits, withLedger, withLimits } from './limits/wrap.ts';
import type { Logger } from './log/logger.ts';
import type { ChatModel } from './model/chat.ts';
import { ModelError } from './model/errors.ts';
import type { FimModel } from './model/fim.ts';
import { createFetch, type Fetch } from './providers/http.ts';
import { createChatModel, createFimModels, type FimModels } from './providers/registry.ts';
import { KeyFinder } from './settings/apiKey.ts';
import type { Settings } from './settings/schema.ts';
import { Ledger } from './usage/ledger.ts';
import { priceUsd } from './usage/pricing.ts';
import { readText } from './world/files.ts';

export interface ModelsParts {
  readonly world: World;
  readonly log: (room: string) => Logger;
  /** Says something to the user, once per kind. */
  readonly say: (kind: string, type: 'warning' | 'info', message: string) => void;
  /** The embedded engine. */
  readonly embedded: FimModel;
  readonly onChatWait?: ChatWait;
}

/** A chat waits for a limit: told to whoever shows its progress. */
export type ChatWait = (ms: number, reason: string) => void;

export interface Models {
  readonly ledger: Ledger;
  /** The model that converses; `null` for Mistral's own choice. Throws `ModelError` when the name is none of ours. */
  chat(chosen: string | null, settings: Settings): ChatModel;
  /** What completes under these settings. Says once what the user should know about the choice. */
  fim(settings: Settings): FimModels;
  /** Loads what the first completion would have to wait for. Says nothing and never rejects: that completion will tell. */
  preload(settings: Settings): Promise<void>;
  /** Settings or keys may have changed: what was refused may be tried again. */
  reset(): void;
  /** Resolves when what is known of limits and costs is on disk. */
  flush(): Promise<void>;
}

/** Outermost first: budget, limits, ledger, provider; so that a refused keystroke leaves no line in the ledger. */
export function createModels({ world, log, say, embedded, onChatWait = () => {} }: ModelsParts): Models {
  const { clock, files, environment, settings } = world;
  const { state } = environment.directories;
  const usageLog = log('usage');
  const onError = (error: unknown) => usageLog.warn(error instanceof Error ? error.message : String(error));
  const { processId } = environment;
  const accounts = new Accounts({
    clock,
    files,
    stateDirectory: state,
    processId,
    rates: () => ratesOf(settings.current()),
    random: Math.random,
    onError,
  });
  const ledger = createLedger(world, onError);
  void ledger.refresh().catch(onError);
  const keys = new KeyFinder(environment, files, clock);
  const fetch = createNetwork(world);
  const parts = {
    environment,
    keys,
    clock,
    log: log('providers'),
    fetch,
    embedded,
    guard: (place: Parameters<Accounts['of']>[0]) => {
      const account = accounts.of(place);
      return {
        learn: (headers: Headers) => account.learn(headers),
        wrap: (model: FimModel) => withBudget(withLimits(withLedger(model, ledger), account), ledger),
        wrapChat: (model: ChatModel) =>
          withChatBudget(withChatLimits(withChatLedger(model, ledger), account, onChatWait), ledger),
        readyInMs: (tokens: number) => account.readyInMs(tokens),
        spacingMs: () => account.spacingMs,
      };
    },
  };

  return {
    ledger,
    fim: remembered((current: Settings) => {
      try {
        const found = createFimModels(current, parts);
        if (found.notice !== undefined) say('choice', 'info', found.notice);
        return found;
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        say('choice', 'warning', error.hint);
        return {
          models: [embedded],
          notice: undefined,
          readyInMs: () => 0,
          spacingMs: () => 0,
          preload: async () => {},
        };
      }
    }),
    chat: (chosen, current) => createChatModel(chosen, current, parts),
    preload: async (current) => {
      try {
        await createFimModels(current, parts).preload();
      } catch (error) {
        log('providers').debug(`nothing was loaded ahead: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    reset: () => {
      keys.forget();
      accounts.reset();
    },
    flush: async () => {
      await Promise.all([ledger.flush(), accounts.flush()]);
    },
  };
}

/** The ledger of this user; `onError` hears of each failed write. */
export function createLedger(
  { clock, files, environment, settings }: World,
  onError: (error: unknown) => void,
): Ledger {
  return new Ledger({
    files,
    clock,
    directory: join(environment.directories.state, 'ledger'),
    processId: environment.processId,
    price: (model, usage) => priceUsd(model, usage, settings.current().providers.mistral.endpoint),
    budgets: () => ({
      dailyUsd: settings.current().usage.dailyBudgetUsd,
      monthlyUsd: settings.current().usage.monthlyBudgetUsd,
    }),
    onError,
  });
}

/** The way to the providers, as `http.*` and the environment say; opened anew when the settings change. */
export function createNetwork({ environment, files, settings }: World): Fetch {
  const either = (name: string) => environment.variable(name) ?? environment.variable(name.toLowerCase());
  const open = remembered((key: string) => {
    const http = JSON.parse(key) as Settings['http'];
    return readCertificates(http.extraCertificates, { environment, files }).then((extraCertificates) =>
      createFetch({
        proxy: http.proxy ?? either('HTTPS_PROXY') ?? either('HTTP_PROXY'),
        noProxy: http.proxyBypass ?? either('NO_PROXY'),
        extraCertificates,
      }),
    );
  });
  return async (url, init) => {
    const fetch = await open(JSON.stringify(settings.current().http));
    return fetch(url, init);
  };
}

async function readCertificates(
  paths: readonly string[],
  { environment, files }: Pick<World, 'environment' | 'files'>,
) {
  return Promise.all(
    paths.map(async (path) => {
      const full = path.startsWith('~/') ? join(environment.directories.home, path.slice(2)) : path;
      const found = await readText(files, full, largestCertificate);
      if (found.kind === 'text') return found.text;
      throw new ModelError('network', {
        message: `the certificate file ${full} is ${found.kind}`,
        hint: `The certificate file ${path} cannot be read. Correct http.extraCertificates.`,
      });
    }),
  );
}

const largestCertificate = 4 * 1024 * 1024;

function ratesOf({ usage }: Settings) {
  return {
    requestsPerSecond: usage.requestsPerSecond ?? undefined,
    requestsPerMinute: usage.requestsPerMinute ?? undefined,
    tokensPerMinute: usage.tokensPerMinute ?? undefined,
  };
}

/** Remembers the last result: settings snapshots are frozen and replaced as a whole. */
function remembered<A, R>(make: (value: A) => R): (value: A) => R {
  let last: { readonly value: A; readonly result: R } | undefined;
  return (value) => {
    if (last?.value !== value) last = { value, result: make(value) };
    return last.result;
  };
}
