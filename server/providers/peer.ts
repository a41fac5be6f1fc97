// Who we talk to, in the words that messages need.
import type { ModelErrorKind } from '../model/errors.ts';

/** A provider's name and the settings that cure what can go wrong with it. */
export interface Peer {
  /** For people: `Mistral`. */
  readonly name: string;
  /** `providers.mistral.endpoint` */
  readonly endpointSetting: string;
  /** `providers.mistral.apiKeyVariable` */
  readonly keySetting: string;
  /** `completion.model` or `chat.model` */
  readonly modelSetting: string;
  /** The model that is asked. */
  readonly model: string;
  /** Reads what only this provider says; `undefined` leaves it to the general rules. */
  readonly explain?: (facts: ErrorFacts) => Explanation | undefined;
}

/** What an error answer says, whatever its shape. */
export interface ErrorFacts {
  readonly status: number | undefined;
  /** As text: servers write it as string, number or null. */
  readonly code: string;
  readonly type: string;
  /** The server's own words, not yet checked for quotations of the request. */
  readonly message: string;
  /** Names of the fields a 422 complains about, each with the complaint's type: `x (extra_forbidden)`. */
  readonly fields: readonly string[];
  /** True when the header says that this key may make 0 requests per minute. */
  readonly noQuota: boolean;
  readonly retryAfterMs: number | undefined;
  /** The body is a web page: something between us and the provider answered. */
  readonly webPage: boolean;
}

export interface Explanation {
  readonly kind: ModelErrorKind;
  readonly hint: string;
  readonly retryAfterMs?: number | undefined;
}
