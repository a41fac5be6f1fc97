// What an account may spend: from the settings, and from what the provider's headers say.

/** Limits of an account; `undefined` = not known. */
export interface Rates {
  readonly requestsPerSecond?: number | undefined;
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
}

/** What one response's headers say about the account. */
export interface HeaderNews {
  readonly rates: Rates;
  readonly requestsLeft: number | undefined;
  readonly tokensLeft: number | undefined;
  /** What this request was booked with: prompt and `max_tokens` together, at Mistral. */
  readonly booked: number | undefined;
}

// First the names of 2026, then those of 2024 and 2025 (facts: mistral-api.md, section 7). "By size" means tokens.
const names = {
  requestsPerMinute: ['x-ratelimit-limit-req-minute'],
  requestsLeft: ['x-ratelimit-remaining-req-minute'],
  tokensPerMinute: ['x-ratelimit-limit-tokens-minute', 'x-ratelimitbysize-limit-minute', 'ratelimitbysize-limit'],
  tokensLeft: [
    'x-ratelimit-remaining-tokens-minute',
    'x-ratelimitbysize-remaining-minute',
    'ratelimitbysize-remaining',
  ],
  booked: ['x-ratelimit-tokens-query-cost', 'x-ratelimitbysize-query-cost', 'ratelimitbysize-query-cost'],
} as const;

/** Reads the rate-limit headers of a response; `undefined` when it has none. Values that are no whole numbers are ignored. */
export function readRateHeaders(headers: Headers): HeaderNews | undefined {
  const news: HeaderNews = {
    rates: {
      requestsPerMinute: numberOf(headers, names.requestsPerMinute),
      tokensPerMinute: numberOf(headers, names.tokensPerMinute),
    },
    requestsLeft: numberOf(headers, names.requestsLeft),
    tokensLeft: numberOf(headers, names.tokensLeft),
    booked: numberOf(headers, names.booked),
  };
  const { rates, ...rest } = news;
  const told = [...Object.values(rates), ...Object.values(rest)];
  return told.every((value) => value === undefined) ? undefined : news;
}

/** The stricter of two limits, each on its own. */
export function strictest(one: Rates, other: Rates): Rates {
  return {
    requestsPerSecond: least(one.requestsPerSecond, other.requestsPerSecond),
    requestsPerMinute: least(one.requestsPerMinute, other.requestsPerMinute),
    tokensPerMinute: least(one.tokensPerMinute, other.tokensPerMinute),
  };
}

/** `known` with what `news` tells in addition or differently. */
export function updated(known: Rates, news: Rates): Rates {
  return {
    requestsPerSecond: news.requestsPerSecond ?? known.requestsPerSecond,
    requestsPerMinute: news.requestsPerMinute ?? known.requestsPerMinute,
    tokensPerMinute: news.tokensPerMinute ?? known.tokensPerMinute,
  };
}

export function sameRates(one: Rates, other: Rates): boolean {
  return (
    one.requestsPerSecond === other.requestsPerSecond &&
    one.requestsPerMinute === other.requestsPerMinute &&
    one.tokensPerMinute === other.tokensPerMinute
  );
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

function numberOf(headers: Headers, candidates: readonly string[]): number | undefined {
  for (const name of candidates) {
    const text = headers.get(name)?.trim();
    if (text !== undefined && /^\d{1,12}$/.test(text)) return Number(text);
  }
  return undefined;
}
