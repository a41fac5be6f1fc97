// All accounts of this process: who asks twice for the same account gets the same limits, for completions and chats alike.
import { join } from 'node:path';
import type { Clock } from '../world/clock.ts';
import type { Files } from '../world/files.ts';
import { AccountLimits } from './account.ts';
import type { Rates } from './rates.ts';
import { accountId, SharedLimits } from './shared.ts';

export interface AccountsOptions {
  readonly clock: Clock;
  readonly files: Files;
  /** The state directory. */
  readonly stateDirectory: string;
  readonly processId: number;
  /** `usage.requestsPerSecond` and its neighbours; asked anew each time. */
  readonly rates: () => Rates;
  /** Numbers from 0 to below 1. */
  readonly random: () => number;
  /** Hears of what could not be written to the state directory. */
  readonly onError: (error: unknown) => void;
}

/** Where an account is. */
export interface AccountPlace {
  /** Part of the account's identity: `mistral`. */
  readonly provider: string;
  /** For messages: `Mistral`. */
  readonly title: string;
  readonly endpoint: string;
  /** Differs when the settings name the key differently; never the key itself. Other settings, another account object. */
  readonly keySource: string;
  /** The key, or any text that differs when the key does. It is only hashed. `undefined` while there is none. */
  readonly key: () => Promise<string | undefined>;
}

export class Accounts {
  readonly #options: AccountsOptions;
  readonly #accounts = new Map<string, { readonly limits: AccountLimits; readonly shared: SharedLimits }>();

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** The limits of this account. */
  of(place: AccountPlace): AccountLimits {
    const name = JSON.stringify([place.provider, place.endpoint, place.keySource]);
    const known = this.#accounts.get(name);
    if (known !== undefined) return known.limits;
    const { clock, files, stateDirectory, processId, rates, random, onError } = this.#options;
    const account = async () => {
      const key = await place.key();
      return key === undefined ? undefined : accountId(place.provider, place.endpoint, key);
    };
    const directory = join(stateDirectory, 'limits');
    const shared = new SharedLimits({ files, clock, directory, account, processId, onError });
    const limits = new AccountLimits({ provider: place.title, clock, rates, random, shared });
    this.#accounts.set(name, { limits, shared });
    return limits;
  }

  /** Settings or keys have changed: whatever was refused may be tried again. */
  reset(): void {
    for (const { limits } of this.#accounts.values()) limits.reset();
  }

  /** Resolves when all that others should know is on disk; call it before the process ends. */
  async flush(): Promise<void> {
    await Promise.all([...this.#accounts.values()].map(({ shared }) => shared.flush()));
  }
}
