// Which of Mistral's two hosts takes this key. Keys of one get 401 at the other, the most common complaint of users everywhere.
import type { Logger } from '../log/logger.ts';
import { ModelError } from '../model/errors.ts';
import { endpointBase, hostOf } from './http.ts';

/** Mistral's ordinary host, and the one for keys made for Codestral alone. */
export const mistralHostPair: readonly [string, string] = ['https://api.mistral.ai', 'https://codestral.mistral.ai'];

export interface MistralHostsOptions {
  /** The setting `providers.mistral.endpoint`. */
  readonly endpoint: string;
  readonly log: Logger;
  /** The two hosts that stand in for each other; only tests give others. */
  readonly pair?: readonly [string, string];
}

/** Remembers, for one key and as long as it lives, which host took it. Shared by FIM and chat of one account. */
export class MistralHosts {
  readonly #endpoint: string;
  readonly #pair: readonly [string, string];
  readonly #log: Logger;
  #took: string | undefined;

  constructor(options: MistralHostsOptions) {
    this.#endpoint = options.endpoint;
    this.#pair = options.pair ?? mistralHostPair;
    this.#log = options.log;
  }

  /**
   * Runs `ask` at the host that took the key last, else at the configured one, and once at the other host of the pair when that
   * answers 401. `ask` must fail before it has given anything. Throws `ModelError` for an endpoint that is no address.
   */
  async *try<T>(ask: (endpoint: string) => AsyncIterable<T>): AsyncGenerator<T> {
    const [first, second] = this.#order();
    try {
      yield* this.#remember(first, ask(first));
      return;
    } catch (error) {
      if (second === undefined || !refusedKey(error)) throw error;
    }
    this.#log.info(`${hostOf(first)} refused the key; trying ${hostOf(second)}`);
    try {
      yield* this.#remember(second, ask(second));
    } catch (error) {
      throw refusedKey(error) ? refusedByBoth(first, second) : error;
    }
  }

  #order(): readonly [string, string | undefined] {
    const configured = endpointBase(this.#endpoint, 'providers.mistral.endpoint');
    const other = this.#pair.find((host) => host !== configured);
    if (!this.#pair.includes(configured) || other === undefined) return [configured, undefined];
    return this.#took === other ? [other, configured] : [configured, other];
  }

  async *#remember<T>(host: string, parts: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const part of parts) {
      if (this.#took !== host) this.#log.debug(`key accepted host=${hostOf(host)}`);
      this.#took = host;
      yield part;
    }
  }
}

function refusedKey(error: unknown): boolean {
  return error instanceof ModelError && error.kind === 'key' && error.status === 401;
}

function refusedByBoth(first: string, second: string): ModelError {
  const [a, b] = [hostOf(first), hostOf(second)];
  return new ModelError('key', {
    message: `${a} and ${b} both answered 401`,
    hint: `Both ${a} and ${b} refused the API key, so it is wrong or has expired. Make a new one in Mistral's console and put it where \`providers.mistral.apiKeyVariable\` says; \`codestral-lsp doctor --online\` shows which key is used.`,
    status: 401,
  });
}
