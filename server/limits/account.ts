// The limits of one provider account, shared by all its models: what was spent, what the provider allows, whether it may be asked now.
import type { ModelError } from '../model/errors.ts';
import type { ModelId } from '../model/fim.ts';
import type { Clock } from '../world/clock.ts';
import { type Attempt, Breaker, type Opening } from './breaker.ts';
import { Bucket } from './bucket.ts';
import { notAsked, type Obstacle } from './explain.ts';
import type { Ask, Permit, Readiness } from './permit.ts';
import { type Rates, readRateHeaders, sameRates, strictest, updated } from './rates.ts';
import type { SharedLimits } from './shared.ts';

export interface AccountOptions {
  /** Its name for people: `Mistral`. */
  readonly provider: string;
  readonly clock: Clock;
  /** What the settings allow; asked anew each time. */
  readonly rates: () => Rates;
  /** Numbers from 0 to below 1, for the jitter of back-offs. */
  readonly random: () => number;
  /** What other processes spend of the same account; `undefined` = this process is alone. */
  readonly shared?: SharedLimits | undefined;
}

/** A limit of this many requests a minute may be one a second. */
const mostByTheSecond = 60;
/** A second, and what the one request may travel faster than the other. */
const spacingMs = 1250;
/** How old our view of the other processes may be when somebody asks for a slot. */
const lookEveryMs = 100;
/** Stands for what was spent where we cannot see it: another machine with the same key. */
const elsewhere = 'elsewhere';

export class AccountLimits {
  readonly provider: string;
  readonly clock: Clock;
  readonly #options: AccountOptions;
  readonly #bucket = new Bucket();
  readonly #breaker: Breaker;
  /** Models this key may not use, with the provider's own words for it. */
  readonly #barred = new Map<ModelId, { readonly obstacle: Obstacle; readonly hint: string }>();
  #learned: Rates = {};
  #seenNote: Rates = {};
  /** The last response said that this key may send no request at all. */
  #limitIsZero = false;
  /** The provider books `max_tokens` rather than the tokens it really made. */
  #booksMaxTokens = false;
  #keyHint: string | undefined;
  #grants = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;

  constructor(options: AccountOptions) {
    this.provider = options.provider;
    this.clock = options.clock;
    this.#options = options;
    this.#breaker = new Breaker(options.random);
  }

  /** What the account may spend as far as known: the stricter of settings and headers. For the status and `doctor`. */
  get rates(): Rates {
    return strictest(this.#options.rates(), this.#learned);
  }

  /**
   * How far apart in ms completions should be sent even while the limits have room; 0 = as they come. Mistral limits requests by
   * the second and tells the limit by the minute: its free mode of 1 a second says 60 (facts: mistral-api.md, sections 1 and 7).
   */
  get spacingMs(): number {
    const { requestsPerMinute } = this.#learned;
    return requestsPerMinute !== undefined && requestsPerMinute <= mostByTheSecond ? spacingMs : 0;
  }

  /** What holds calls back; `undefined` when nothing does. */
  get opening(): Opening | undefined {
    return this.#breaker.opening;
  }

  /** Milliseconds until the next completion of `tokens` (prompt and `maxTokens`) should be sent: 0 = now, `Infinity` = not before a change. */
  readyInMs(tokens: number): number {
    void this.look();
    const now = this.clock.now();
    const { rates } = this;
    return Math.max(
      this.#breaker.waitMs(now),
      this.#bucket.readyInMs(tokens, rates, now),
      this.#bucket.spreadMs(rates, now),
    );
  }

  /** Whether this call may be made now. */
  readiness(ask: Ask): Readiness {
    void this.look();
    const now = this.clock.now();
    const barred = this.#barred.get(ask.model);
    if (barred !== undefined) return this.#never(barred.obstacle, barred.hint);
    const opening = this.#breaker.opening;
    const breakerMs = this.#breaker.waitMs(now);
    if (opening !== undefined && breakerMs > 0) {
      if (breakerMs === Number.POSITIVE_INFINITY) return this.#never(opening.trouble, this.#keyHint);
      // Nobody knows whether the network or the credit is back; a person who asks by hand is a reason to find out.
      const worthTrying = ask.use === 'chat' && (opening.trouble === 'network' || opening.trouble === 'credit');
      if (!worthTrying) return { kind: 'wait', ms: breakerMs, obstacle: opening.trouble };
    }
    const { rates } = this;
    const bucketMs = this.#bucket.readyInMs(ask.inputTokens + ask.maxTokens, rates, now);
    const ms = ask.use === 'fim' ? Math.max(bucketMs, this.#bucket.spreadMs(rates, now)) : bucketMs;
    return ms > 0 ? { kind: 'wait', ms, obstacle: 'own-limit' } : { kind: 'ready' };
  }

  /** Books a call that is about to be made. Throws `ModelError` when it may not be made now; `retryAfterMs` tells how long. */
  take(ask: Ask): Permit {
    const readiness = this.readiness(ask);
    if (readiness.kind === 'never') throw readiness.error;
    if (readiness.kind === 'wait') throw notAsked(this.provider, readiness.obstacle, readiness.ms);
    const now = this.clock.now();
    const shared = this.#options.shared;
    const id = `${shared?.tag ?? ''}-${(this.#grants++).toString(36)}`;
    const grant = { id, at: now, requests: 1, tokens: ask.inputTokens + ask.maxTokens };
    this.#bucket.add(grant);
    shared?.announce(grant);
    return this.#permit(id, ask, this.#breaker.begin(now));
  }

  /** Reads the rate-limit headers of any response of this account, good or bad. */
  learn(headers: Headers): void {
    const news = readRateHeaders(headers);
    this.#limitIsZero = news?.rates.requestsPerMinute === 0;
    if (news === undefined) return;
    if (news.booked !== undefined) this.#booksMaxTokens = true;
    const learned = updated(this.#learned, news.rates);
    if (!sameRates(learned, this.#learned)) {
      this.#learned = learned;
      this.#options.shared?.announceRates(learned);
    }
    const now = this.clock.now();
    const seen = this.#bucket.spent(now, elsewhere);
    const requests = unseen(learned.requestsPerMinute, news.requestsLeft, seen.requests);
    const tokens = unseen(learned.tokensPerMinute, news.tokensLeft, seen.tokens);
    if (requests > 0 || tokens > 0) this.#bucket.add({ id: elsewhere, at: now, requests, tokens });
    else this.#bucket.remove(elsewhere);
  }

  /** Settings or key have changed: everything may be tried again. What was spent stays spent. */
  reset(): void {
    const now = this.clock.now();
    this.#barred.clear();
    this.#keyHint = undefined;
    if (this.#breaker.opening === undefined) return;
    this.#breaker.reset(now);
    this.#options.shared?.announceBreaker({ closedAt: now });
  }

  /** Looks at what other processes did, unless that was done a moment ago. Completions do not wait for it; a chat does. */
  look(): Promise<void> {
    const { shared } = this.#options;
    if (shared === undefined) return Promise.resolve();
    if (this.#looking !== undefined) return this.#looking;
    if (Math.abs(this.clock.now() - this.#lookedAt) < lookEveryMs) return Promise.resolve();
    this.#lookedAt = this.clock.now();
    this.#looking = this.#adoptNews(shared).finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #adoptNews(shared: SharedLimits): Promise<void> {
    const { spent, breaker, rates } = await shared.read();
    for (const line of spent) {
      if (line.at === undefined) this.#bucket.correct(line.id, line.tokens);
      else this.#bucket.add({ id: line.id, at: line.at, requests: 1, tokens: line.tokens });
    }
    if (breaker?.kind === 'opened') this.#breaker.adopt(breaker.opening);
    if (breaker?.kind === 'closed') this.#breaker.adoptClosing(breaker.at);
    // Only what has changed since the last look is news; what we learned ourselves meanwhile is newer than an old note.
    if (rates === undefined || sameRates(rates, this.#seenNote)) return;
    this.#seenNote = rates;
    this.#learned = updated(this.#learned, rates);
  }

  #never(obstacle: Obstacle, hint?: string): Readiness {
    return { kind: 'never', error: notAsked(this.provider, obstacle, Number.POSITIVE_INFINITY, hint) };
  }

  #permit(id: string, ask: Ask, attempt: Attempt): Permit {
    const shared = this.#options.shared;
    let ended = false;
    let arrived = false;
    const arrive = (now: number) => {
      if (!arrived) this.#bucket.arrived(id, now);
      arrived = true;
    };
    return {
      answered: () => {
        if (ended) return;
        const now = this.clock.now();
        arrive(now);
        if (this.#breaker.succeeded(attempt, now)) shared?.announceBreaker({ closedAt: now });
      },
      settle: (usage) => {
        const tokens = usage.inputTokens + (this.#booksMaxTokens ? ask.maxTokens : usage.outputTokens);
        this.#bucket.correct(id, tokens);
        shared?.announceCorrection(id, tokens);
      },
      failed: (error) => {
        if (ended) return;
        ended = true;
        arrive(this.clock.now());
        if (error.kind === 'key' && error.status === undefined) {
          // There was no key to send, so nothing was sent, and the provider has refused nothing.
          this.#bucket.remove(id);
          this.#breaker.released(attempt);
          return;
        }
        this.#failed(error, ask.model, attempt);
      },
      done: () => {
        if (ended) return;
        ended = true;
        arrive(this.clock.now());
        this.#breaker.released(attempt);
      },
    };
  }

  #failed(error: ModelError, model: ModelId, attempt: Attempt): void {
    const obstacle = this.#barring(error);
    if (obstacle !== undefined) {
      this.#barred.set(model, { obstacle, hint: error.hint });
      this.#breaker.released(attempt);
      return;
    }
    const changed = this.#breaker.failed(attempt, error, this.clock.now());
    if (error.kind === 'key') this.#keyHint = error.hint;
    if (!changed) return;
    this.#options.shared?.announceBreaker(this.#breaker.opening ?? { closedAt: this.clock.now() });
  }

  /** What says that this key may not use this one model, while others may be fine. */
  #barring(error: ModelError): Obstacle | undefined {
    if (error.kind === 'key' && error.status === 403) return 'key';
    // Too many requests with a limit of 0 never passes (facts: mistral-api.md, section 1, number 4).
    const outOfRequests = error.kind === 'rate-limit' || error.kind === 'quota';
    return outOfRequests && this.#limitIsZero ? 'no-quota' : undefined;
  }
}

/** How much of a limit was spent where we cannot see it. */
function unseen(limit: number | undefined, left: number | undefined, seen: number): number {
  return limit === undefined || left === undefined ? 0 : Math.max(0, limit - left - seen);
}
