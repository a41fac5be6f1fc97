// One stream of a model, and everybody who waits for it.
import { isAbort, untilAborted } from '../async/abort.ts';
import type { PartUnit, Place, Resolved } from '../fim/resolve.ts';
import type { FimCall, ModelId } from '../model/fim.ts';
import type { FinishReason, StreamPart } from '../model/parts.ts';
import { agreement, type Origin, typedSince } from './agreement.ts';
import type { Hurry } from './ends.ts';

/** What a flight means for a cursor, as far as it has come. */
export type View =
  | { readonly kind: 'wait' }
  | { readonly kind: 'disagrees' }
  | { readonly kind: 'answer'; readonly resolved: Resolved }
  | { readonly kind: 'failed'; readonly error: unknown };

/** `done`: the model ended by itself; `settled`: we hung up because nothing more could be shown; `closed`: nobody wanted it. */
export type FlightState = 'open' | 'done' | 'settled' | 'closed' | 'failed';

export interface FlightStart {
  readonly origin: Origin;
  readonly place: Place;
  /** What is asked. */
  readonly call: FimCall;
  /** Begins the stream. `answeredBy` is called when it is known which model answers. */
  readonly stream: (signal: AbortSignal, answeredBy: (model: ModelId) => void) => AsyncIterable<StreamPart>;
  readonly resolve: (place: Place, raw: string, done: boolean) => Resolved;
  /** What already stands of a text that is still being written. */
  readonly part: (place: Place, raw: string, unit: PartUnit) => Resolved | undefined;
}

export class Flight {
  readonly origin: Origin;
  readonly #start: FlightStart;
  readonly #controller = new AbortController();
  #place: Place;
  #raw = '';
  #model: ModelId = '';
  #state: FlightState = 'open';
  #error: unknown;
  #seen: { readonly raw: string; readonly state: string; readonly place: Place; readonly view: View } | undefined;
  #waiting = 0;
  #served = false;
  #wake: () => void = () => {};
  #news: Promise<void>;

  constructor(start: FlightStart) {
    this.origin = start.origin;
    this.#start = start;
    this.#place = start.place;
    this.#news = this.#nextNews();
  }

  get call(): FimCall {
    return this.#start.call;
  }
  get raw(): string {
    return this.#raw;
  }
  get model(): ModelId {
    return this.#model;
  }
  get state(): FlightState {
    return this.#state;
  }
  get waiting(): number {
    return this.#waiting;
  }
  /** Somebody got an answer from it. */
  get served(): boolean {
    return this.#served;
  }
  /** The place of the newest cursor this flight is followed from. */
  get place(): Place {
    return this.#place;
  }

  /** Reads the stream to its end, or until nothing more can be shown. Never rejects. */
  async run(): Promise<void> {
    try {
      const parts = this.#start.stream(this.#controller.signal, (model) => {
        this.#model = model;
      });
      for await (const part of parts) {
        if (part.type === 'finish') this.#dropHalfLine(part.reason);
        if (part.type !== 'text-delta') continue;
        this.#raw += part.text;
        if (this.#isSettled()) {
          this.#end(this.view().kind === 'disagrees' ? 'closed' : 'settled');
          break;
        }
        this.#announce();
      }
      if (this.#state === 'open') this.#end('done');
    } catch (error) {
      if (this.#state === 'open') {
        this.#error = error;
        this.#end('failed');
      } else if (!isAbort(error)) this.#error = error;
    }
  }

  /** The document's cursor moved on to `place`. False when the flight does not agree with what was typed. */
  follow(place: Place): boolean {
    this.#place = place;
    return this.view().kind !== 'disagrees';
  }

  /** What the flight means for the newest cursor. */
  view(): View {
    const seen = this.#seen;
    if (seen !== undefined && seen.raw === this.#raw && seen.state === this.#state && seen.place === this.#place)
      return seen.view;
    const view = this.#look();
    this.#seen = { raw: this.#raw, state: this.#state, place: this.#place, view };
    return view;
  }

  /** What the whole text means at the place the question was asked. */
  resolvedAtOrigin(): Resolved {
    return this.#start.resolve(this.#start.place, this.#raw, true);
  }

  /**
   * Waits until there is something to say; once the first of `hurry` has fired, whole statements are enough, once the second
   * has, whole lines. When `signal` fires, only this waiter leaves.
   */
  async answer(signal: AbortSignal, hurry: Hurry = []): Promise<Exclude<View, { kind: 'wait' }>> {
    this.#waiting++;
    const news = () => this.#announce();
    for (const one of hurry) one.addEventListener('abort', news, { once: true });
    try {
      for (;;) {
        const view = this.view();
        const now = view.kind === 'wait' ? this.#part(hurry) : view;
        if (now.kind === 'answer') this.#served = true;
        if (now.kind !== 'wait') return now;
        await untilAborted(this.#news, signal);
      }
    } finally {
      for (const one of hurry) one.removeEventListener('abort', news);
      this.#waiting--;
    }
  }

  /** Hangs up: the socket is closed at once. */
  close(): void {
    if (this.#state !== 'open') return;
    this.#end('closed');
    this.#controller.abort();
  }

  /** A stream that was cut ends anywhere; its last line is half a line, unless it is all we have. */
  #dropHalfLine(reason: FinishReason): void {
    const newline = this.#raw.lastIndexOf('\n');
    if ((reason === 'length' || reason === 'cut') && newline > 0) this.#raw = this.#raw.slice(0, newline);
  }

  #isSettled(): boolean {
    const view = this.view();
    if (view.kind === 'disagrees') return true;
    if (view.kind !== 'answer' || !view.resolved.final) return false;
    const { resolved } = view;
    return resolved.kind === 'shown' || resolved.reason !== 'out-of-scope' || this.#isNextLineSettled();
  }

  /**
   * Nothing is missing on this line, and the model has gone on to the next: so will the user, with a line break. Hanging up
   * now would mean to ask for the same text again one key later.
   */
  #isNextLineSettled(): boolean {
    const typed = typedSince(this.origin, this.#place.prefix);
    const agrees = typed === undefined ? undefined : agreement(this.#raw, typed);
    if (agrees?.kind !== 'agrees') return true;
    const rest = this.#raw.slice(agrees.rest);
    const lead = /^[ \t]*[\r\n]\s*/.exec(rest)?.[0];
    if (lead === undefined) return true;
    const behind = { ...this.#place, prefix: this.#place.prefix + lead };
    return this.#start.resolve(behind, rest.slice(lead.length), false).final;
  }

  #part([statements, lines]: Hurry): View {
    if (statements?.aborted !== true) return { kind: 'wait' };
    const typed = typedSince(this.origin, this.#place.prefix);
    const agrees = typed === undefined ? undefined : agreement(this.#raw, typed);
    if (agrees?.kind !== 'agrees') return { kind: 'wait' };
    const resolved = this.#start.part(
      this.#place,
      this.#raw.slice(agrees.rest),
      lines?.aborted === true ? 'lines' : 'statements',
    );
    return resolved === undefined ? { kind: 'wait' } : { kind: 'answer', resolved };
  }

  #look(): View {
    const ended = this.#state !== 'open';
    if (this.#state === 'closed') return { kind: 'disagrees' };
    const typed = typedSince(this.origin, this.#place.prefix);
    if (typed === undefined) return { kind: 'disagrees' };
    const agrees = agreement(this.#raw, typed);
    if (agrees.kind === 'disagrees') return { kind: 'disagrees' };
    if (agrees.kind === 'agrees') {
      const done = ended && this.#state !== 'failed';
      const resolved = this.#start.resolve(this.#place, this.#raw.slice(agrees.rest), done);
      if (resolved.final || done) return { kind: 'answer', resolved };
    }
    if (this.#state === 'failed') return { kind: 'failed', error: this.#error };
    return ended ? { kind: 'disagrees' } : { kind: 'wait' };
  }

  #end(state: FlightState): void {
    this.#state = state;
    this.#announce();
  }

  #announce(): void {
    const wake = this.#wake;
    this.#news = this.#nextNews();
    wake();
  }

  #nextNews(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
