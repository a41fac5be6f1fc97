// From what happened in one replay to its figures.
import { tokensOf } from '../../support/fakeMistral/answers.ts';
import type { Offer } from './editor.ts';
import { type Answered, firstTokenMs, perTokenMs } from './oracle.ts';
import type { Trace } from './trace.ts';

/** One key as it went. Filled while the key is the newest. */
export interface KeyRecord {
  /** In ms of the process and of the epoch. */
  readonly at: number;
  readonly epochAt: number;
  readonly done: number;
  readonly gapMs: number;
  readonly pause: boolean;
  /** The key agreed with the offer on screen and did not end it. */
  readonly typedThrough: boolean;
  readonly wrongBefore?: boolean;
  readonly requestsBefore: number;
  requestsAfter: number | undefined;
  /** From the editor's question to the server's answer. */
  answerMs: number | undefined;
  /** From the key to an offer on screen. */
  shownMs: number | undefined;
  offer: Offer | undefined;
  pauseAnswered: boolean;
}

/** A new offer that came on screen: not the rest of the one before. */
export interface Shown {
  readonly offer: Offer;
  readonly done: number;
  readonly wrongBefore: boolean;
  readonly epochAt: number;
}

export interface Happened {
  readonly trace: Trace;
  readonly keys: readonly KeyRecord[];
  readonly offers: readonly Shown[];
  readonly accepted: number;
  readonly answered: readonly Answered[];
  readonly connections: number;
  readonly staleOffers: number;
  readonly processorMs: number;
  readonly lateMs: readonly number[];
}

export interface Figures {
  readonly keys: number;
  readonly requestsPer100: number;
  readonly pauses: number;
  readonly pausesAnswered: number;
  readonly offers: number;
  readonly rightShare: number;
  /** The model finished, or we hung up: and nobody ever saw it. */
  readonly finishedUnseen: number;
  readonly aborted: number;
  readonly refused: number;
  readonly connections: number;
  /** From key to offer where a request was needed. */
  readonly offerMs: readonly number[];
  /** The same without the model's own time. */
  readonly overMs: readonly number[];
  readonly typedThroughMs: readonly number[];
  readonly cachedShare: number;
  readonly dollarsPer1000Keys: number;
  readonly processorMsPerKey: number;
  readonly staleOffers: number;
  readonly accepted: number;
  /** How much later than planned each key came: the machine's fault. */
  readonly lateMs: readonly number[];
  /** What stood around the cursor, for a person to read. */
  readonly missedPauses: readonly string[];
}

/** Mistral caches in blocks of 64 tokens. */
const blockCharacters = 64 * 3.5;
/** Dollars per token (facts/mistral-api.md section 8): input, input from the cache, output. */
const price = { input: 0.3e-6, cached: 0.03e-6, output: 0.9e-6 };
const charactersPerToken = 3.5;

export function figuresOf(happened: Happened): Figures {
  const { keys, offers, answered, trace } = happened;
  const spoken = answered.filter(({ refused }) => !refused);
  const seen = new Map<Answered, Shown>();
  for (const shown of offers) {
    const source = sourceOf(shown, spoken);
    if (source !== undefined && !seen.has(source)) seen.set(source, shown);
  }
  const unseen = spoken.filter((one) => !seen.has(one));
  const asked = timesOf(seen, keys);
  const prompts = promptCosts(spoken);
  const output = spoken.reduce((sum, one) => sum + outputTokens(one), 0);
  const input = prompts.reduce((sum, { blocks }) => sum + blocks, 0);
  const cached = prompts.reduce((sum, { repeated }) => sum + repeated, 0);
  const dollars = ((input - cached) * price.input + cached * price.cached) * 64 + output * price.output;
  const right = offers.filter(({ offer, done }) => isRight(offer, trace.truth.slice(done)));
  const count = keys.length;
  return {
    keys: count,
    requestsPer100: (answered.length / count) * 100,
    pauses: keys.filter(({ pause }) => pause).length,
    pausesAnswered: keys.filter(({ pauseAnswered }) => pauseAnswered).length,
    offers: offers.length,
    rightShare: offers.length === 0 ? Number.NaN : right.length / offers.length,
    finishedUnseen: unseen.filter(({ request }) => request.closedBy === 'server').length,
    aborted: unseen.filter(({ request }) => request.closedBy === 'client').length,
    refused: answered.length - spoken.length,
    connections: happened.connections,
    offerMs: asked.map(({ ms }) => ms),
    overMs: asked.map(({ over }) => over),
    typedThroughMs: keys.flatMap((key) =>
      key.typedThrough && key.answerMs !== undefined && key.requestsAfter === key.requestsBefore ? [key.answerMs] : [],
    ),
    cachedShare: input === 0 ? 0 : cached / input,
    dollarsPer1000Keys: (dollars / count) * 1000,
    processorMsPerKey: happened.processorMs / count,
    staleOffers: happened.staleOffers,
    accepted: happened.accepted,
    lateMs: happened.lateMs,
    missedPauses: keys.flatMap((key) => (key.pause && !key.pauseAnswered ? [missedPause(key, trace)] : [])),
  };
}

function missedPause({ done, offer, gapMs, epochAt }: KeyRecord, { before, truth }: Trace): string {
  const line = (before + truth.slice(0, done)).split('\n').at(-1) ?? '';
  return `${new Date(epochAt).toISOString().slice(14, 23)} ${line}|${truth.slice(done, done + 20)} (${gapMs.toFixed(0)} ms, on screen: ${offer?.text.slice(0, 20)})`;
}

/** The answer an offer was taken from: the newest that says this at this place. */
function sourceOf({ offer, done, epochAt }: Shown, answers: readonly Answered[]): Answered | undefined {
  const text = squeezed(offer.text);
  return answers.findLast(
    (one) =>
      one.at <= done &&
      squeezed(one.text).includes(text) &&
      saidSomething(one, Math.min(epochAt, one.request.closedAt ?? epochAt)),
  );
}

function saidSomething({ request }: Answered, at: number): boolean {
  return at - request.receivedAt >= firstTokenMs;
}

/**
 * For each answer that the user waited for: from the newest key to its first text on screen; and how much longer that is than a
 * model needs that is asked for this text at the very moment of that key (150 ms to the first token, 10 ms for each further one).
 * A stream that was asked a key earlier and joined can be sooner than that, so the difference may be negative. What could have
 * been on screen before the newest key is left out: nobody waited for it.
 */
function timesOf(
  seen: ReadonlyMap<Answered, Shown>,
  keys: readonly KeyRecord[],
): readonly { readonly ms: number; readonly over: number }[] {
  return [...seen].flatMap(([answer, shown]) => {
    const newest = keys.findLast(({ epochAt }) => epochAt <= shown.epochAt);
    const typedMeanwhile = Math.max(0, shown.done - answer.at);
    const sent = tokensOf(answer.text.slice(0, typedMeanwhile) + shown.offer.text).length;
    const saidAt = answer.request.tokensSentAt[sent - 1];
    if (newest === undefined || saidAt === undefined || saidAt < newest.epochAt) return [];
    const ms = shown.epochAt - newest.epochAt;
    const own = firstTokenMs + perTokenMs * (tokensOf(shown.offer.text).length - 1);
    return [{ ms, over: ms - own }];
  });
}

function isRight(offer: Offer, truth: string): boolean {
  const wanted = squeezed(truth);
  return offer.text !== '' && wanted.startsWith(squeezed(offer.text));
}

/** The prompts as Codestral reads them, suffix first; which blocks repeat the beginning of the prompt before. */
function promptCosts(spoken: readonly Answered[]): readonly { readonly blocks: number; readonly repeated: number }[] {
  let before = '';
  return spoken.map(({ request }) => {
    const { prompt, suffix } = request.body as { readonly prompt: string; readonly suffix?: string | null };
    const rendered = `[SUFFIX]${suffix ?? ''}[PREFIX]${prompt}`;
    let same = 0;
    while (same < rendered.length && rendered[same] === before[same]) same++;
    before = rendered;
    return { blocks: Math.ceil(rendered.length / blockCharacters), repeated: Math.floor(same / blockCharacters) };
  });
}

/** Tokens that had been written when the connection closed. */
function outputTokens({ request, text }: Answered): number {
  const openMs = (request.closedAt ?? request.receivedAt) - request.receivedAt;
  const written = openMs < firstTokenMs ? 0 : 1 + Math.floor((openMs - firstTokenMs) / perTokenMs);
  return Math.min(written, Math.ceil(text.length / charactersPerToken));
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}

/** The p-th part of sorted values; NaN for none. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}
