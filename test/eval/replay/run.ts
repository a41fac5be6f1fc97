// One replay: a trace typed into the editor, and everything that is measured on the way.
import { type Offer, type Received, ReplayEditor } from './editor.ts';
import { type Figures, figuresOf, type KeyRecord, type Shown } from './figures.ts';
import { Oracle } from './oracle.ts';
import type { PolicyOf } from './policies.ts';
import type { Key, Trace } from './trace.ts';

export interface Plan {
  readonly name: string;
  readonly trace: Trace;
  readonly policy: PolicyOf;
  readonly client: 'Neovim' | 'helix' | 'Test';
  /** Ghost text; the menu otherwise. */
  readonly inline: boolean;
  /** Share of the model's answers that go wrong. */
  readonly wrong: number;
  readonly oncePerSecond: boolean;
  readonly requestsPerMinute?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The user accepts an offer that is right when a pause ends. */
  readonly accepts: boolean;
}

/** The server reads its settings and the workspace meanwhile; a user takes longer to find the place. */
const warmUpMs = 1500;
const coolDownMs = 400;
const leastRight = 3;

export async function replay(plan: Plan): Promise<Figures> {
  const { trace } = plan;
  const { wrong, oncePerSecond, requestsPerMinute } = plan;
  const seed = [...plan.name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
  const oracle = await Oracle.start(trace, { wrong, oncePerSecond, requestsPerMinute, seed });
  const editor = await ReplayEditor.start({
    file: trace.name,
    languageId: trace.languageId,
    before: trace.before,
    after: trace.after,
    endpoint: oracle.mistral.url,
    client: plan.client,
    inline: plan.inline,
    settings: { completion: { fallback: 'none' }, ...logTo(process.env.REPLAY_LOG), ...plan.settings },
  });
  try {
    oracle.now({ prefix: editor.prefix, done: 0 });
    await sleepUntil(performance.now() + warmUpMs);
    const processorBefore = editor.processorMs() ?? Number.NaN;
    const typed = await type(plan, editor, oracle);
    const processorMs = (editor.processorMs() ?? Number.NaN) - processorBefore;
    await sleepUntil(performance.now() + coolDownMs);
    return figuresOf({
      ...typed,
      trace,
      processorMs,
      answered: oracle.answered,
      connections: oracle.mistral.connections,
      staleOffers: editor.staleOffers,
    });
  } finally {
    await editor.stop();
    await oracle.mistral.stop();
  }
}

/** Where the server writes its decisions, for a person who wants to know why. */
function logTo(file: string | undefined): Readonly<Record<string, unknown>> {
  return file === undefined ? {} : { log: { level: 'debug', file } };
}

interface Typed {
  readonly keys: readonly KeyRecord[];
  readonly offers: readonly Shown[];
  readonly accepted: number;
  /** How much later than planned each key came. */
  readonly lateMs: readonly number[];
}

async function type(plan: Plan, editor: ReplayEditor, oracle: Oracle): Promise<Typed> {
  const { truth } = plan.trace;
  const keys: KeyRecord[] = [];
  const offers: Shown[] = [];
  const late: number[] = [];
  let accepted = 0;
  let done = 0;
  /** What is left of the offer that was on screen last. */
  let last: Offer | undefined;
  const record = (key: Key | undefined, expected: Offer | undefined): KeyRecord => ({
    at: performance.now(),
    epochAt: performance.timeOrigin + performance.now(),
    done,
    gapMs: key?.gapMs ?? 0,
    pause: key?.pause ?? false,
    typedThrough: expected !== undefined,
    requestsBefore: oracle.answered.length,
    requestsAfter: undefined,
    answerMs: undefined,
    shownMs: undefined,
    offer: undefined,
    pauseAnswered: false,
  });
  let current = record(undefined, undefined);

  const lookAtScreen = () => {
    const offer = editor.screen;
    if (offer === undefined) return;
    if (current.shownMs === undefined) {
      current.shownMs = performance.now() - current.at;
      current.offer = offer;
    }
    if (last === undefined || squeezed(last.text) !== squeezed(offer.text)) {
      offers.push({
        offer,
        done,
        wrongBefore: current.wrongBefore === true,
        epochAt: performance.timeOrigin + performance.now(),
      });
    }
    last = offer;
  };
  const policy = plan.policy(editor, {
    answered(received: Received) {
      if (received.outdated) return;
      current.answerMs ??= received.at - received.askedAt;
      current.requestsAfter ??= oracle.answered.length;
    },
    screen: lookAtScreen,
  });

  let next = performance.now();
  for (const key of plan.trace.keys) {
    if (key.done <= done && !key.wrong && key.insert !== '') continue;
    // What was accepted needs no keys any more: neither its characters nor the mistakes on the way.
    if (key.done < done) continue;
    const rest = continued(editor.screen, key.insert);
    if (rest !== undefined) last = rest;
    else if (editor.screen !== undefined) last = undefined;
    editor.key(key.insert);
    done = key.done;
    oracle.now({ prefix: editor.prefix, done });
    current = { ...record(key, rest), wrongBefore: key.wrong };
    keys.push(current);
    policy.pressed(key, rest);
    lookAtScreen();
    next += key.gapMs;
    await sleepUntil(next);
    late.push(performance.now() - next);
    if (!key.pause) continue;
    const offer = editor.screen;
    current.pauseAnswered = offer !== undefined && isRightSoFar(offer, truth.slice(done));
    if (plan.accepts && offer !== undefined && isTakenAsItIs(offer, truth.slice(done))) {
      editor.accept(offer);
      done += offer.text.length;
      oracle.now({ prefix: editor.prefix, done });
      accepted++;
      last = undefined;
      const behind: Key = { insert: offer.text, done, wrong: false, gapMs: 300, pause: false };
      current = record(behind, undefined);
      policy.pressed(behind, undefined);
      next = performance.now() + behind.gapMs;
      await sleepUntil(next);
    }
  }
  policy.stop();
  return { keys, offers, accepted, lateMs: late };
}

/** What is left of an offer when `typed` was typed; `undefined` when that was something else, or all of it. */
function continued(offer: Offer | undefined, typed: string): Offer | undefined {
  if (offer === undefined || typed === '') return undefined;
  const newline = typed.startsWith('\n') ? /^[ \t]*\r?\n[ \t]*/.exec(offer.text)?.[0].length : undefined;
  const length = newline ?? (offer.text.startsWith(typed) ? typed.length : 0);
  return length === 0 || length >= offer.text.length ? undefined : { ...offer, text: offer.text.slice(length) };
}

/** An offer that a look at the screen finds right: its beginning is what the user is going to write. */
function isRightSoFar(offer: Offer, truth: string): boolean {
  const length = Math.min(leastRight, offer.text.length);
  return length > 0 && truth.startsWith(offer.text.slice(0, length));
}

/** Accepted are right offers of one line: with the long ones little would be left to type. */
function isTakenAsItIs({ text, replace }: Offer, truth: string): boolean {
  return replace === 0 && !text.includes('\n') && truth.startsWith(text);
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}

function sleepUntil(at: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
}
