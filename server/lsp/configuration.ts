// Settings from the client: at initialize, pushed later, or asked for. All of them land in the settings store.
import type { Connection, DidChangeConfigurationParams } from 'vscode-languageserver/node';
import type { SettingsStore } from '../settings/store.ts';
import type { Client } from './clientProfile.ts';

/** The section of the client's settings that is ours. */
export const section = 'codestral';

type Values = Readonly<Record<string, unknown>>;

/** What the client set at initialize stays in force where a later push says nothing about it: Helix sends the same twice, Neovim an empty object. */
export class ClientSettings {
  readonly #store: SettingsStore;
  readonly #connection: Connection;
  #initial: Values = {};

  constructor(store: SettingsStore, connection: Connection) {
    this.#store = store;
    this.#connection = connection;
  }

  initialize(options: unknown): void {
    this.#initial = own(options) ?? {};
    this.#store.setClient(this.#initial);
  }

  /** A push: `{ settings: { codestral: … } }`, the settings themselves, or `null` from clients that want to be asked. */
  async push(params: DidChangeConfigurationParams, client: Client): Promise<void> {
    const pushed = own(params.settings);
    if (pushed !== undefined) this.#store.setClient(merged(this.#initial, pushed));
    else await this.pull(client);
  }

  /** Asks the client, where it can be asked. A client that fails to answer keeps what it had set. */
  async pull(client: Client): Promise<void> {
    if (!client.configuration) return;
    const answer: unknown = await this.#connection.sendRequest('workspace/configuration', { items: [{ section }] });
    const found = Array.isArray(answer) ? own(answer[0]) : undefined;
    if (found !== undefined) this.#store.setClient(merged(this.#initial, found));
  }
}

/** Our part of what a client sent. A settings object of other programs only is not ours. */
function own(value: unknown): Values | undefined {
  if (!isValues(value)) return undefined;
  const inside = value[section];
  return isValues(inside) ? inside : value;
}

function merged(base: Values, over: Values): Values {
  const result: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const before = result[name];
    result[name] = isValues(before) && isValues(value) ? merged(before, value) : value;
  }
  return result;
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
