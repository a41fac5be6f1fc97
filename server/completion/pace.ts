// How long to wait before asking, measured from the keystroke and not from the request: editors wait by themselves too.
import pDebounce from 'p-debounce';
import { untilAborted } from '../async/abort.ts';

export interface PaceOptions {
  /** Longest wait after a keystroke in ms; 0 asks at once. */
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

interface DocumentPace {
  waitMs: number;
  debounced: (keystroke: number) => Promise<number>;
  settled: Promise<unknown>;
  last: number;
}

/** A wait is one of these steps, so that a document's debouncer is seldom made anew. */
const stepMs = 5;

/**
 * One debouncer per document. It is started by the change, so a request that comes 200 ms later (Neovim) or 250 ms later
 * (Helix) does not wait again.
 */
export class Pace {
  readonly #documents = new Map<string, DocumentPace>();

  /** A document changed: from now on requests for it wait `waitMs(keystroke)`, counted from this moment. */
  keystroke(key: Keystroke, options: PaceOptions): void {
    const known = this.#documents.get(key.uri);
    const waitMs = Math.round(waitAfter(key, known?.last, options) / stepMs) * stepMs;
    const debounced = known?.waitMs === waitMs ? known.debounced : pDebounce(async (at: number) => at, waitMs);
    this.#documents.set(key.uri, { waitMs, debounced, settled: debounced(key.at), last: key.at });
  }

  /** Resolves when the document's last keystroke is old enough; at once when nothing was typed. */
  async settled(uri: string, signal: AbortSignal): Promise<void> {
    const document = this.#documents.get(uri);
    if (document !== undefined) await untilAborted(document.settled, signal);
  }

  forget(uri: string): void {
    this.#documents.delete(uri);
  }
}

/** The wait after one keystroke in ms. */
export function waitAfter(key: Keystroke, _previousAt: number | undefined, options: PaceOptions): number {
  if (key.inserted.length > 1 || /[\r\n]/.test(key.inserted)) return Math.min(options.debounceMs, 30);
  if (key.removedLength > 0 && key.inserted === '') return options.debounceMs * 2;
  return options.debounceMs;
}
