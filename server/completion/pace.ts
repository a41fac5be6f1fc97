// How long to wait before asking, measured from the keystroke and not from the request: editors wait by themselves too.
import pDebounce from 'p-debounce';
import { untilAborted } from '../async/abort.ts';

export interface PaceOptions {
  /** Longest wait after a keystroke in ms; 0 asks at once. Only behind a deletion it is twice as long. */
  readonly debounceMs: number;
}

/** What a keystroke looked like. */
export interface Keystroke {
  readonly uri: string;
  /** Clock time of the change in ms. */
  readonly at: number;
  readonly inserted: string;
  readonly removedLength: number;
}

/** What was learned about this person and this model. */
export interface Habits {
  /** Typical time between two keys of a burst in ms; `undefined` while unknown. */
  readonly rhythmMs: number | undefined;
  /** Typical time to the model's first token in ms; `undefined` while unknown. */
  readonly latencyMs: number | undefined;
  /** Share of the newest questions whose answers nobody saw, 0 to 1. */
  readonly waste: number;
}

interface DocumentPace {
  waitMs: number;
  debounced: (keystroke: number) => Promise<number>;
  settled: Promise<unknown>;
  last: number;
}

/** A wait is one of these steps, so that a document's debouncer is seldom made anew. */
const stepMs = 5;
/** Keys further apart belong to different bursts. */
const longestRhythmMs = 400;
/** How fast rhythm, latency and waste follow what is seen. */
const weight = 0.15;
/** Share of the longest wait inside a word, where the next key tells more; elsewhere the question is asked at once. */
const wordShare = 0.15;
/** Below this share of unseen answers, asking early costs nothing that matters. */
const tolerableWaste = 0.5;
/** A model this slow is asked at once: by the time it answers, the pause is long over. */
const slowMs = 800;

/**
 * One debouncer per document. It is started by the change, so a request that comes 200 ms later (Neovim) or 250 ms later
 * (Helix) does not wait again.
 *
 * The wait is short, because a stream that agrees with the keys that follow is joined and not asked for again. It grows where
 * asking early did not pay: for fast fingers, and when the answers of this model were mostly typed past before they came.
 */
export class Pace {
  readonly #documents = new Map<string, DocumentPace>();
  #habits: Habits = { rhythmMs: undefined, latencyMs: undefined, waste: 0 };

  get habits(): Habits {
    return this.#habits;
  }

  /** A document changed: from now on requests for it wait `waitAfter(keystroke)`, counted from this moment. */
  keystroke(key: Keystroke, options: PaceOptions): void {
    const known = this.#documents.get(key.uri);
    const gapMs = known === undefined ? Number.POSITIVE_INFINITY : key.at - known.last;
    if (key.inserted.length === 1 && gapMs <= longestRhythmMs) {
      this.#habits = { ...this.#habits, rhythmMs: moved(this.#habits.rhythmMs, gapMs) };
    }
    const waitMs = Math.round(waitAfter(key, this.#habits, options) / stepMs) * stepMs;
    const debounced = known?.waitMs === waitMs ? known.debounced : pDebounce(async (at: number) => at, waitMs);
    this.#documents.set(key.uri, { waitMs, debounced, settled: debounced(key.at), last: key.at });
  }

  /** Resolves when the document's last keystroke is old enough; at once when nothing was typed. */
  async settled(uri: string, signal: AbortSignal): Promise<void> {
    const document = this.#documents.get(uri);
    if (document !== undefined && document.waitMs > 0) await untilAborted(document.settled, signal);
  }

  /** A model began to answer, this long after it was asked. */
  heard(latencyMs: number): void {
    this.#habits = { ...this.#habits, latencyMs: moved(this.#habits.latencyMs, latencyMs) };
  }

  /** A question is over; `seen` when its answer was of use to anybody. */
  over(seen: boolean): void {
    this.#habits = { ...this.#habits, waste: moved(this.#habits.waste, seen ? 0 : 1) };
  }

  forget(uri: string): void {
    this.#documents.delete(uri);
  }
}

/** The wait after one keystroke in ms. */
export function waitAfter(key: Keystroke, habits: Habits, options: PaceOptions): number {
  const { debounceMs } = options;
  // Whoever deletes goes on deleting, and then types what was meant.
  if (key.removedLength > 0 && key.inserted === '') return debounceMs * 2;
  if (key.inserted.length !== 1 || /[\r\n]/.test(key.inserted)) return 0;
  const { rhythmMs = longestRhythmMs, latencyMs = 0, waste } = habits;
  const early = latencyMs <= slowMs && isWord(key.inserted) ? debounceMs * wordShare : 0;
  const wasted = Math.max(0, (waste - tolerableWaste) / (1 - tolerableWaste));
  // The next key of fast fingers comes within the debounce; the question waits for it.
  const fast = rhythmMs * 1.25 < debounceMs ? rhythmMs * 1.25 : 0;
  return Math.min(debounceMs, Math.max(early + (debounceMs - early) * wasted, fast));
}

function isWord(character: string): boolean {
  return /[\p{L}\p{N}_$]/u.test(character);
}

function moved(before: number | undefined, seen: number): number {
  return before === undefined ? seen : before + weight * (seen - before);
}
