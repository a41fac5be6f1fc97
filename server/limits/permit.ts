// Asking an account for leave to make a call.
import type { ModelError } from '../model/errors.ts';
import type { ModelId } from '../model/fim.ts';
import type { Usage } from '../model/parts.ts';
import type { Obstacle } from './explain.ts';

/** A call somebody wants to make. */
export interface Ask {
  readonly model: ModelId;
  /** Completions spread their requests and stop at any trouble; a chat was asked for by hand and may try where waiting tells nothing. */
  readonly use: 'fim' | 'chat';
  /** Estimate. */
  readonly inputTokens: number;
  readonly maxTokens: number;
}

/** Leave to make one call. Exactly one of `failed` and `done` ends it; a second end does nothing. */
export interface Permit {
  /** The provider has begun to answer. */
  answered(): void;
  /** The provider has told what the call used. */
  settle(usage: Usage): void;
  failed(error: ModelError): void;
  done(): void;
}

/** Whether a call may be made. */
export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'wait'; readonly ms: number; readonly obstacle: Obstacle }
  | { readonly kind: 'never'; readonly error: ModelError };
