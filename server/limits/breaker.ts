// When a provider fails or asks for silence, nobody asks it again until the time has come; then one call tries first.
import type { ModelError } from '../model/errors.ts';

/** Why an account is not asked for a while. */
export type Trouble = 'rate-limit' | 'capacity' | 'credit' | 'network' | 'key';

export interface Opening {
  readonly trouble: Trouble;
  /** When it began and ends, in milliseconds since the epoch; `Infinity` = until the settings or the key change. */
  readonly at: number;
  readonly until: number;
  /** How many rate limits in a row led here; the back-off grows with it. */
  readonly level: number;
}

/** A call under way. */
export interface Attempt {
  readonly startedAt: number;
  /** It is the one call that tries whether the provider answers again. */
  readonly probe: boolean;
}

const networkFailuresToOpen = 3;
const networkPauseMs = 30_000;
/** Codes 3505 and 3810 mean that all of the provider is busy; that passes within seconds. */
const capacityPauseMs = 2000;
/** The user may have bought credit meanwhile, which we cannot see; so one call tries it again. */
const creditPauseMs = 600_000;
const firstBackOffMs = 2000;
const longestBackOffMs = 60_000;
/** A Retry-After beyond a day is a mistake somewhere. */
const longestPauseMs = 86_400_000;
const shortestPauseMs = 1000;
/** How long others wait while the first call tries; then they ask again. */
const probePollMs = 250;

export class Breaker {
  readonly #random: () => number;
  #opening: Opening | undefined;
  #closedAt = Number.NEGATIVE_INFINITY;
  #networkFailures = 0;
  #level = 0;
  #probing = false;

  /** `random` gives numbers from 0 to below 1, for the jitter. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** What holds calls back now or after; it stays until a call has succeeded. */
  get opening(): Opening | undefined {
    return this.#opening;
  }

  /** Milliseconds until a call may be tried: 0 = now, `Infinity` = not before settings or key change. */
  waitMs(now: number): number {
    if (this.#opening === undefined) return 0;
    if (now < this.#opening.until) return this.#opening.until - now;
    return this.#probing ? probePollMs : 0;
  }

  begin(now: number): Attempt {
    const probe = this.#opening !== undefined && !this.#probing;
    if (probe) this.#probing = true;
    return { startedAt: now, probe };
  }

  /** The provider answers. True when this closed the breaker. A call from before the trouble proves nothing about it. */
  succeeded(attempt: Attempt, now: number): boolean {
    this.released(attempt);
    this.#networkFailures = 0;
    if (this.#opening !== undefined && attempt.startedAt < this.#opening.at) return false;
    const closes = this.#opening !== undefined;
    if (closes) this.reset(now);
    this.#level = 0;
    return closes;
  }

  /** The call failed. True when the breaker opened, closed, or will stay open longer. */
  failed(attempt: Attempt, error: ModelError, now: number): boolean {
    // The provider understood us well enough to say no: it is there.
    if (error.kind === 'refused') return this.succeeded(attempt, now);
    this.released(attempt);
    const trouble = troubleOf(error);
    const answered = trouble !== 'network';
    this.#networkFailures = answered ? 0 : this.#networkFailures + 1;
    if (trouble === undefined) return false;
    if (trouble === 'network' && this.#networkFailures < networkFailuresToOpen && this.#opening === undefined)
      return false;
    const sameStorm = this.#opening !== undefined && attempt.startedAt < this.#opening.at;
    if (trouble === 'rate-limit' && !sameStorm) this.#level += 1;
    const until = now + this.#pauseMs(trouble, error.retryAfterMs);
    if (sameStorm && this.#opening !== undefined && this.#opening.until >= until) return false;
    this.#opening = { trouble, at: now, until, level: this.#level };
    return true;
  }

  /** The call ended without telling anything about the provider: the user typed on. */
  released(attempt: Attempt): void {
    if (attempt.probe) this.#probing = false;
  }

  /** Another process has seen trouble. News older than our own last success, and news that let us ask sooner, change nothing. */
  adopt(opening: Opening): void {
    if (opening.at <= this.#closedAt || opening.until <= (this.#opening?.until ?? 0)) return;
    this.#opening = opening;
    this.#level = Math.max(this.#level, opening.level);
  }

  /** Another process was answered at this time. */
  adoptClosing(at: number): void {
    if (this.#opening === undefined || at <= this.#opening.at || this.#opening.until === Number.POSITIVE_INFINITY)
      return;
    this.reset(at);
  }

  /** Forgets all trouble. */
  reset(now: number): void {
    this.#opening = undefined;
    this.#closedAt = now;
    this.#networkFailures = 0;
    this.#level = 0;
  }

  #pauseMs(trouble: Trouble, retryAfterMs: number | undefined): number {
    if (trouble === 'key') return Number.POSITIVE_INFINITY;
    if (trouble === 'network') return networkPauseMs;
    if (retryAfterMs !== undefined) return Math.min(longestPauseMs, Math.max(shortestPauseMs, retryAfterMs));
    if (trouble === 'credit') return creditPauseMs;
    if (trouble === 'capacity') return this.#jittered(capacityPauseMs);
    return this.#jittered(Math.min(longestBackOffMs, firstBackOffMs * 2 ** (this.#level - 1)));
  }

  /** From three quarters to five quarters, so that many servers do not all come back in the same moment. */
  #jittered(ms: number): number {
    return Math.round(ms * (0.75 + this.#random() / 2));
  }
}

/** What a failure says about the account; `undefined` when it says only something about that one request. */
export function troubleOf(error: ModelError): Trouble | undefined {
  switch (error.kind) {
    case 'key':
      return 'key';
    case 'quota':
      return 'credit';
    case 'rate-limit':
      return isCapacity(error) ? 'capacity' : 'rate-limit';
    case 'server':
      return isCapacity(error) || error.retryAfterMs !== undefined ? 'capacity' : 'network';
    case 'network':
    case 'timeout':
      return 'network';
    case 'refused':
    case 'wire':
    case 'budget':
      return undefined;
  }
}

/** Mistral's `service_tier_capacity_exceeded` and `engine_max_pending_tokens` (facts: mistral-api.md, section 6); providers put the code into the message. */
function isCapacity(error: ModelError): boolean {
  return /\bcode (3505|3810)\b/.test(error.message);
}
