// The part of the composition root that builds models: keys, network, limits, ledger and budget around each of them.
import { join } from 'node:path';
import type { World } from './composeWorld.ts';
import { Accounts } from './limits/accounts.ts';
import { withBudget, withLedger, withLimits } from './limits/wrap.ts';
import type { Logger } from './log/logger.ts';
import { ModelError } from './model/errors.ts';
import type { FimModel } from './model/fim.ts';
import { createFetch, type Fetch } from './providers/http.ts';
import { createFimModels, type FimModels } from './providers/registry.ts';
import { KeyFinder } from './settings/apiKey.ts';
import type { Settings } from './settings/schema.ts';
import { Ledger } from './usage/ledger.ts';
import { priceUsd } from './usage/pricing.ts';
import type { Environment } from './world/environment.ts';

export interface ModelsParts {
  readonly world: World;
  readonly log: (room: string) => Logger;
  /** Says something to the user, once per kind. */
  readonly say: (kind: string, type: 'warning' | 'info', message: string) => void;
  /** The embedded engine. */
  readonly embedded: FimModel;
}

export interface Models {
  readonly ledger: Ledger;
  /** What completes under these settings. Says once what the user should know about the choice. */
  fim(settings: Settings): FimModels;
  /** Settings or keys may have changed: what was refused may be tried again. */
  reset(): void;
  /** Resolves when what is known of limits and costs is on disk. */
  flush(): Promise<void>;
}

/** Outermost first: budget, limits, ledger, provider; so that a refused keystroke leaves no line in the ledger. */
export function createModels({ world, log, say, embedded }: ModelsParts): Models {
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
  const fetch = createNetwork(environment);
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
        readyInMs: (tokens: number) => account.readyInMs(tokens),
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
        return { models: [embedded], notice: undefined, readyInMs: () => 0 };
      }
    }),
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

/** The way to the providers: through the proxy that the environment names, if any. */
export function createNetwork(environment: Environment): Fetch {
  const either = (name: string) => environment.variable(name) ?? environment.variable(name.toLowerCase());
  return createFetch({ proxy: either('HTTPS_PROXY') ?? either('HTTP_PROXY'), noProxy: either('NO_PROXY') });
}

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
