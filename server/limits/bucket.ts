// What an account has spent in the last minute, and so when it may spend again. Requests and tokens come back one window after they were spent.
import type { Rates } from './rates.ts';

/** Something that was spent. */
export interface Grant {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly requests: number;
  readonly tokens: number;
  /** When the provider has it at the latest: it has answered, or we have hung up. */
  readonly arrivedAt?: number;
}

const minuteMs = 60_000;
/**
 * A request may travel faster than the one before it, so that the provider sees them closer together than we sent them: the first
 * one has to connect and runs through cold code, which took up to 200 ms more in the typing replay.
 */
const marginMs = 250;
/** The same once it is known when the request has arrived: only what the next one could gain on its way. */
const knownMarginMs = 20;

/**
 * The requests and tokens of one account. Unlike a bucket that refills while it is drained, this one never lets more than the
 * limit through in *any* span of a minute, so it is right for providers that count by the clock's minute and for those that
 * count the last 60 seconds (Mistral does not say which it does).
 */
export class Bucket {
  /** Oldest first. */
  #grants: Grant[] = [];

  /** Books a grant; one of the same id is replaced. */
  add(grant: Grant): void {
    this.#grants = this.#grants.filter((other) => other.id !== grant.id);
    const later = this.#grants.findIndex((other) => other.at > grant.at);
    if (later === -1) this.#grants.push(grant);
    else this.#grants.splice(later, 0, grant);
  }

  /** Corrects the tokens of a grant when the answer tells what it really cost. Unknown ids are ignored: they are too old to matter. */
  correct(id: string, tokens: number): void {
    this.#grants = this.#grants.map((grant) => (grant.id === id ? { ...grant, tokens } : grant));
  }

  /** A grant's request has reached the provider, `at` at the latest. */
  arrived(id: string, at: number): void {
    this.#grants = this.#grants.map((grant) => (grant.id === id ? { ...grant, arrivedAt: at } : grant));
  }

  remove(id: string): void {
    this.#grants = this.#grants.filter((grant) => grant.id !== id);
  }

  /** What was spent in the last minute, without the grant `exceptId`. */
  spent(now: number, exceptId?: string): { readonly requests: number; readonly tokens: number } {
    this.#forget(now);
    let requests = 0;
    let tokens = 0;
    for (const grant of this.#grants) {
      if (grant.id === exceptId || grant.at <= now - minuteMs) continue;
      requests += grant.requests;
      tokens += grant.tokens;
    }
    return { requests, tokens };
  }

  /** Milliseconds until a request of this many tokens fits; 0 = now. A request larger than a whole minute's tokens waits for an empty minute. */
  readyInMs(tokens: number, rates: Rates, now: number): number {
    this.#forget(now);
    const { requestsPerSecond, requestsPerMinute, tokensPerMinute } = rates;
    let wait = 0;
    if (requestsPerSecond !== undefined && requestsPerSecond > 0) {
      // A rate below one, such as 0.5 a second, is one request in the correspondingly longer span.
      const limit = Math.max(1, Math.floor(requestsPerSecond));
      const windowMs = requestsPerSecond < 1 ? 1000 / requestsPerSecond : 1000;
      wait = Math.max(wait, this.#waitMs({ windowMs, limit, need: 1, now }, requestsOf));
    }
    if (requestsPerMinute !== undefined && requestsPerMinute > 0) {
      wait = Math.max(wait, this.#waitMs({ windowMs: minuteMs, limit: requestsPerMinute, need: 1, now }, requestsOf));
    }
    if (tokensPerMinute !== undefined && tokensPerMinute > 0) {
      const need = Math.min(tokens, tokensPerMinute);
      wait = Math.max(wait, this.#waitMs({ windowMs: minuteMs, limit: tokensPerMinute, need, now }, tokensOf));
    }
    return wait;
  }

  /**
   * Milliseconds until a completion should be sent, so that what is left of the minute's requests lasts until spent ones come
   * back. Nothing is spread while less than half is spent. Without this, a burst of typing at 50 requests a minute is followed
   * by most of a minute without any completion.
   */
  spreadMs(rates: Rates, now: number): number {
    const limit = rates.requestsPerMinute;
    if (limit === undefined || limit <= 0) return 0;
    const recent = this.#grants.filter((grant) => grant.at > now - minuteMs);
    const oldest = recent[0];
    const newest = recent.at(-1);
    const left = limit - this.spent(now).requests;
    if (oldest === undefined || newest === undefined || left <= 0 || left > limit / 2) return 0;
    const comesBackInMs = oldest.at + minuteMs - now;
    return Math.max(0, newest.at + comesBackInMs / (left + 1) - now);
  }

  #waitMs(window: Window, amountOf: (grant: Grant) => number): number {
    let sum = window.need;
    for (let index = this.#grants.length - 1; index >= 0; index--) {
      const grant = this.#grants[index];
      if (grant === undefined) break;
      const from = Math.max(grant.at + marginMs, (grant.arrivedAt ?? 0) + knownMarginMs);
      const comesBackInMs = from + window.windowMs - window.now;
      if (comesBackInMs <= 0) break;
      sum += amountOf(grant);
      if (sum > window.limit) return comesBackInMs;
    }
    return 0;
  }

  /** Also drops what lies in the future: the machine's clock was set back. */
  #forget(now: number): void {
    const oldest = now - minuteMs - marginMs;
    const newest = now + 1000;
    if (this.#grants.every((grant) => grant.at > oldest && grant.at <= newest)) return;
    this.#grants = this.#grants.filter((grant) => grant.at > oldest && grant.at <= newest);
  }
}

interface Window {
  readonly windowMs: number;
  readonly limit: number;
  readonly need: number;
  readonly now: number;
}

function requestsOf(grant: Grant): number {
  return grant.requests;
}

function tokensOf(grant: Grant): number {
  return grant.tokens;
}
