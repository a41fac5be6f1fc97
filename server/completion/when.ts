// When to ask: whether it is likely to help, how long after the keystroke, and whether the account has room.
import type { NoneReason } from '../fim/request.ts';
import type { Place } from '../fim/resolve.ts';
import type { FimModel } from '../model/fim.ts';
import type { StreamPart } from '../model/parts.ts';
import type { Clock } from '../world/clock.ts';
import type { Flight, FlightStart } from './flight.ts';
import type { Outcome } from './lastShown.ts';
import type { Asked, DocumentChange } from './options.ts';
import { Pace, type PaceOptions } from './pace.ts';
import { Slots } from './slots.ts';
import type { Circumstances } from './trigger.ts';
import type { TriggerMemory } from './triggerMemory.ts';

export interface WhenParts {
  readonly clock: Clock;
  readonly models: () => readonly FimModel[];
  readonly readyInMs: (tokens: number) => number;
  readonly spacingMs: () => number;
  readonly habits: TriggerMemory;
}

/**
 * How long a question waits for the account: for the next slot of one a second where somebody else can answer instead, and as
 * long as a pause in typing is where nobody can.
 */
const patienceMs = { withFallback: 1200, alone: 2500 } as const;
/** Shortest share of an offer that counts as taken in part. */
const partTaken = 0.7;

export class When {
  readonly #parts: WhenParts;
  readonly #pace = new Pace();
  readonly #slots: Slots;
  readonly #deleting = new Map<string, boolean>();
  #last: { readonly accepted: boolean; readonly at: number } | undefined;
  /** Where the newest offer was shown. */
  #shownAt: Circumstances | undefined;

  constructor(parts: WhenParts) {
    this.#parts = parts;
    this.#slots = new Slots(parts);
  }

  /** A document changed: the wait is counted from now. */
  keystroke({ uri, inserted, removed }: DocumentChange, options: PaceOptions): void {
    this.#deleting.set(uri, removed !== '' && inserted === '');
    this.#pace.keystroke({ uri, at: this.#parts.clock.now(), inserted, removedLength: removed.length }, options);
  }

  /** Why a model is not worth asking here; `undefined` when it is, or when the user asks by hand. */
  refusal(asked: Asked): NoneReason | undefined {
    if (asked.request.trigger === 'invoked' || !this.#isRemote()) return undefined;
    return this.#parts.habits.trigger.allows(this.#circumstances(asked)) ? undefined : 'unlikely';
  }

  /**
   * Resolves when it is time to ask for something of `tokens`. When the account has no room soon enough it resolves at once,
   * so that the model's own limits refuse and the next model answers. Who asks by hand waits for nothing.
   */
  async ready({ request }: Asked, tokens: number, signal: AbortSignal): Promise<void> {
    if (!this.#isRemote() || request.trigger === 'invoked') return;
    await this.#pace.settled(request.snapshot.uri, signal);
    const patience = this.#parts.models().length > 1 ? patienceMs.withFallback : patienceMs.alone;
    await this.#slots.free(tokens, patience, signal);
  }

  /** The same start, listened to: pace and budget learn from how the model answers. */
  observed(start: FlightStart): FlightStart {
    const { clock, models } = this.#parts;
    return {
      ...start,
      stream: (signal, answeredBy) => {
        const at = clock.now();
        const [first] = models();
        const arrived = first?.remote === true ? this.#slots.begun() : () => {};
        const parts = start.stream(signal, (model) => {
          if (first?.remote === true && model === first.id) {
            arrived();
            this.#pace.heard(clock.now() - at);
          }
          answeredBy(model);
        });
        return tellingEnd(parts, arrived);
      },
    };
  }

  /** A stream is over. */
  ended(flight: Flight): void {
    if (flight.state !== 'failed') this.#pace.over(flight.served);
  }

  /** An offer came on screen. */
  shown(asked: Asked): void {
    this.#shownAt = this.#circumstances(asked);
  }

  /** The user took an offer or typed something else. */
  outcome({ kind }: Outcome): void {
    const share = kind === 'accepted' ? 1 : kind === 'accepted-partly' ? partTaken : 0;
    if (this.#shownAt !== undefined) {
      this.#parts.habits.trigger.learn(this.#shownAt, share);
      this.#parts.habits.learned();
    }
    this.#last = { accepted: share > 0, at: this.#parts.clock.now() };
  }

  forget(uri: string): void {
    this.#pace.forget(uri);
    this.#deleting.delete(uri);
  }

  #isRemote(): boolean {
    return this.#parts.models()[0]?.remote === true;
  }

  #circumstances({ request, place }: Asked): Circumstances {
    const { uri, text, languageId } = request.snapshot;
    const last = this.#last;
    return {
      languageId,
      ...linesAround(place),
      offset: request.offset,
      documentLength: text.length,
      last: last && { accepted: last.accepted, agoMs: this.#parts.clock.now() - last.at },
      deleting: this.#deleting.get(uri) ?? false,
    };
  }
}

/** The cursor's line and the one above it that is not blank. */
function linesAround({ prefix, suffix }: Place): Pick<Circumstances, 'linePrefix' | 'lineSuffix' | 'previousLine'> {
  const above = prefix.slice(-2000).split(/\r\n|\n|\r/);
  const linePrefix = above.pop() ?? '';
  const lineSuffix = suffix.slice(0, 500).split(/[\r\n]/, 1)[0] ?? '';
  return { linePrefix, lineSuffix, previousLine: above.findLast((line) => line.trim() !== '') ?? '' };
}

/** The same parts; `ended` is called behind them, however they end. */
async function* tellingEnd(parts: AsyncIterable<StreamPart>, ended: () => void): AsyncIterable<StreamPart> {
  try {
    yield* parts;
  } finally {
    ended();
  }
}
