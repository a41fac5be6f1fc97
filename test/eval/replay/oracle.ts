// The model of the replay: a fake Mistral that knows what the user is going to write, and errs as often as it is told to.

import { wireFailures } from '../../support/fakeMistral/failures.ts';
import type { Behaviour, RecordedRequest } from '../../support/fakeMistral.ts';
import { FakeMistral } from '../../support/fakeMistral.ts';
import { randomOf, type Trace } from './trace.ts';

export const firstTokenMs = 150;
export const perTokenMs = 10;
export const oracleKey = 'key-of-the-replay';

export interface OracleOptions {
  /** Share of the answers that go wrong within 20 characters. */
  readonly wrong: number;
  /** Refuse a request that comes within a second of the one before it, as Mistral's free mode does. */
  readonly oncePerSecond: boolean;
  /** What the rate-limit headers say; left out, they allow as good as everything. */
  readonly requestsPerMinute?: number | undefined;
  readonly seed: number;
}

/** A moment of the document: what stood before the cursor, and how much of the true text that was. */
export interface Moment {
  readonly prefix: string;
  readonly done: number;
}

/** One request as it was answered. */
export interface Answered {
  readonly request: RecordedRequest;
  /** The place in the true text it was asked at. */
  readonly at: number;
  readonly text: string;
  readonly refused: boolean;
}

/** An answer may not begin before this character with being wrong; whoever errs at once is not a model. */
const earliestError = 3;
const latestError = 20;
const secondMs = 1000;

export class Oracle {
  readonly mistral: FakeMistral;
  readonly answered: Answered[] = [];
  readonly #trace: Trace;
  readonly #options: OracleOptions;
  readonly #random: () => number;
  #moments: Moment[] = [];
  #lastReceivedAt = Number.NEGATIVE_INFINITY;

  private constructor(mistral: FakeMistral, trace: Trace, options: OracleOptions) {
    this.mistral = mistral;
    this.#trace = trace;
    this.#options = options;
    this.#random = randomOf(options.seed);
    mistral.answerWith((request) => this.#answer(request));
  }

  static async start(trace: Trace, options: OracleOptions): Promise<Oracle> {
    const mistral = await FakeMistral.start({
      key: oracleKey,
      firstTokenMs,
      perTokenMs,
      requestsPerMinute: options.requestsPerMinute ?? 100_000,
      tokensPerMinute: 100_000_000,
    });
    return new Oracle(mistral, trace, options);
  }

  /** The document stands like this now. */
  now(moment: Moment): void {
    this.#moments.push(moment);
    if (this.#moments.length > 80) this.#moments = this.#moments.slice(-40);
  }

  #answer(request: RecordedRequest): Behaviour {
    const { at, lead } = this.#placeOf(String((request.body as { prompt?: unknown }).prompt ?? ''));
    const soon = request.receivedAt - this.#lastReceivedAt < secondMs;
    this.#lastReceivedAt = request.receivedAt;
    if (this.#options.oncePerSecond && soon) {
      this.answered.push({ request, at, text: '', refused: true });
      return { failure: { ...wireFailures.rateLimited, headers: this.#limitHeaders() } };
    }
    const right = lead + this.#trace.truth.slice(at);
    const text = this.#random() < this.#options.wrong ? this.#spoilt(right) : right;
    this.answered.push({ request, at, text, refused: false });
    return { answer: { text } };
  }

  #limitHeaders(): Readonly<Record<string, string>> {
    const { requestsPerMinute } = this.#options;
    return requestsPerMinute === undefined ? {} : { 'x-ratelimit-limit-req-minute': String(requestsPerMinute) };
  }

  /** Where in the true text a prompt ends; `lead` is what the prompt lacks of the blanks before the cursor. */
  #placeOf(prompt: string): { readonly at: number; readonly lead: string } {
    // Short enough to lie behind the header that related code puts before a short document.
    const tail = prompt.slice(-80);
    for (const { prefix, done } of [...this.#moments].reverse()) {
      if (prefix.endsWith(tail)) return { at: done, lead: '' };
      const bare = prefix.trimEnd();
      if (bare !== prefix && bare.endsWith(tail.trimEnd())) {
        const cut = prefix.length - bare.length - (tail.length - tail.trimEnd().length);
        if (cut > 0) return { at: done, lead: prefix.slice(-cut) };
      }
    }
    throw new Error(`the model was asked about a text the user never had: ${JSON.stringify(tail.slice(-80))}`);
  }

  /** The right text up to some character, then code from elsewhere in the file. */
  #spoilt(right: string): string {
    const at = earliestError + Math.floor(this.#random() * (latestError - earliestError + 1));
    const source = this.#trace.before;
    const from = Math.floor(this.#random() * Math.max(1, source.length - 200));
    const other = source.slice(from, from + 120).trim();
    const different = other.startsWith(right[at] ?? '') ? `_${other}` : other;
    return right.slice(0, at) + different;
  }
}
