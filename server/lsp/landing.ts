// Whether an edit we sent has really come into the document: clients say "applied" for edits they dropped (Neovim, when the version is stale).
import { applySplices } from '../edits/apply.ts';
import { diffByCharacter, sizeOf } from '../text/diff.ts';
import type { DocumentSnapshot } from '../text/document.ts';
import type { Clock } from '../world/clock.ts';
import type { Documents } from './documents.ts';

/** Eglot sends changes after half a second without a key, Neovim after 150 ms. */
const longestSilenceMs = 5000;
/** A change that belongs to an answer we have is told soon behind it, or there is none. */
const behindUserMs = 600;

/** Listens from before an edit is sent until it is known whether it landed. */
export class Landing {
  readonly #documents: Documents;
  readonly #clock: Clock;
  readonly #before: DocumentSnapshot;
  readonly #expected: string;
  readonly #stop: () => void;
  #changed: () => void = () => {};
  readonly #texts: string[];

  /** `expected`: the text of `before` with the edit. */
  constructor(documents: Documents, clock: Clock, before: DocumentSnapshot, expected: string) {
    this.#documents = documents;
    this.#clock = clock;
    this.#before = before;
    this.#expected = expected;
    this.#texts = [before.text];
    const heard = (uri: string) => (uri === before.uri ? this.#changed() : undefined);
    this.#stop = documents.listen({
      opened: ({ snapshot }) => heard(snapshot.uri),
      changed: ({ snapshot, changes }) => {
        if (snapshot.uri !== before.uri) return;
        for (const { offset, removed, inserted } of changes)
          this.#texts.push(
            applySplices(this.#texts.at(-1) ?? '', [{ start: offset, end: offset + removed.length, text: inserted }]),
          );
        this.#changed();
      },
      closed: heard,
    });
  }

  /**
   * The document with the edit in it; `undefined` when it did not come. Call it when the client has said "applied": the first change
   * it sends from then on tells all it has done before.
   */
  async arrived(): Promise<DocumentSnapshot | undefined> {
    const now = this.#landed();
    if (now !== undefined) return now;
    const userFirst = this.#documents.get(this.#before.uri)?.version !== this.#before.version;
    await this.#nextChange(userFirst ? behindUserMs : longestSilenceMs);
    return this.#landed();
  }

  /** The text before the edit, and behind each change that the client has told since. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  /**
   * Waits for the change because of which the client has refused: an editor that tells its changes late may answer before it tells.
   * Soon at an end when there is none.
   */
  async changed(): Promise<void> {
    if (this.#documents.get(this.#before.uri)?.version === this.#before.version) await this.#nextChange(behindUserMs);
  }

  stop(): void {
    this.#stop();
  }

  #landed(): DocumentSnapshot | undefined {
    const now = this.#documents.get(this.#before.uri);
    if (now === undefined || now.version === this.#before.version) return undefined;
    return holds(this.#before.text, this.#expected, now.text) ? now : undefined;
  }

  async #nextChange(ms: number): Promise<void> {
    const timer = new AbortController();
    await new Promise<void>((resolve) => {
      this.#changed = resolve;
      this.#clock.sleep(ms, timer.signal).then(resolve, () => {});
    });
    timer.abort();
  }
}

/** True when `now` comes from `expected` rather than from `before`: whichever takes less to turn into it. */
export function holds(before: string, expected: string, now: string): boolean {
  return now === expected || sizeOf(diffByCharacter(expected, now)) < sizeOf(diffByCharacter(before, now));
}
