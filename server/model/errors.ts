// The one error that providers throw when the world fails. Abort errors are never wrapped in it.

export type ModelErrorKind =
  /** No key, a refused key, or one that may not use this model. Waiting does not help; a new setting does. */
  | 'key'
  /** The account has no (more) credit or no quota for this model. */
  | 'quota'
  /** Too many requests for now. */
  | 'rate-limit'
  /** No connection: DNS, TLS, refused, reset, proxy. */
  | 'network'
  | 'timeout'
  /** The provider says our request is wrong: unknown model, too long, not a FIM model. */
  | 'refused'
  /** The provider failed: 5xx, overload. */
  | 'server'
  /** An answer we can't read. */
  | 'wire'
  /** The user's own budget is spent (`usage.dailyBudgetUsd`). */
  | 'budget';

export interface ModelErrorFields {
  /** For the log: what was asked, what came back. Never a key, never a prompt. */
  readonly message: string;
  /** For the user: what happened, to whom, what to do. One or two sentences. */
  readonly hint: string;
  /** How long the provider asks us to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** HTTP status, where there was one. */
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly kind: ModelErrorKind;
  readonly hint: string;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;

  constructor(kind: ModelErrorKind, fields: ModelErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.kind = kind;
    this.hint = fields.hint;
    this.retryAfterMs = fields.retryAfterMs;
    this.status = fields.status;
  }
}
