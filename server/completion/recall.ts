// What can be shown without asking anybody: the rest of what is on screen, or of an answer that was seen.
import { type Completion, type CompletionResult, none } from '../fim/request.ts';
import type { Resolved } from '../fim/resolve.ts';
import type { ModelId } from '../model/fim.ts';
import type { Origin } from './agreement.ts';
import { CompletionCache, type Found } from './cache.ts';
import type { Flight } from './flight.ts';
import { LastShown, type Outcome } from './lastShown.ts';
import type { Asked } from './options.ts';

/** How a raw text is turned into what is shown at the asked place; `block` when it goes on behind something shown. */
export type ResolveHere = (raw: string, block: boolean) => Resolved;

export class Recall {
  readonly #newId: () => string;
  readonly #cache = new CompletionCache();
  readonly #lastShown = new LastShown();

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** A completion that is known for this place, or the reason why nothing was shown here before. */
  find(asked: Asked, resolveHere: ResolveHere): CompletionResult | undefined {
    const rest = this.#lastShown.continueWith(asked.here, asked.place.prefix);
    if (rest !== undefined) return { kind: 'some', completions: [rest] };
    const found = this.#cache.find(asked.here, asked.place.prefix);
    return found === undefined ? undefined : this.#showFound(asked, found, resolveHere);
  }

  /** Remembers what is on screen now. */
  show(here: Origin, what: Omit<Completion, 'id'>): CompletionResult {
    const completion: Completion = { ...what, id: this.#newId() };
    this.#lastShown.set({ completion, origin: here });
    return { kind: 'some', completions: [completion] };
  }

  /** An ended stream of `model` becomes an answer that can be found again, unless it failed or somebody else stood in. */
  keep(flight: Flight, model: ModelId): void {
    if ((flight.state !== 'done' && flight.state !== 'settled') || flight.model !== model) return;
    const resolved = flight.resolvedAtOrigin();
    const shown = resolved.kind === 'shown' ? resolved : { text: '', replace: 0 };
    const newline = flight.raw.lastIndexOf('\n');
    // Where we hung up, the last line is incomplete; what was shown of it is kept in `shown`.
    const raw = flight.state === 'done' || newline < 0 ? flight.raw : flight.raw.slice(0, newline + 1);
    this.#cache.add({ origin: flight.origin, raw, shown: shown.text, replace: shown.replace, model });
  }

  changed(uri: string, prefix: string, inserted: string): Outcome | undefined {
    return this.#lastShown.changed(uri, prefix, inserted);
  }

  accept(id: string): Outcome | undefined {
    return this.#lastShown.accept(id);
  }

  clear(): void {
    this.#cache.clear();
    this.#lastShown.clear();
  }

  #showFound(asked: Asked, found: Found, resolveHere: ResolveHere): CompletionResult | undefined {
    const beyond = found.shown === '';
    const resolved = resolveHere(beyond ? found.raw : found.shown, beyond || found.shown.includes('\n'));
    if (resolved.kind === 'dropped') return found.same ? none(resolved.reason) : undefined;
    if (resolved.text === '') return undefined;
    const { text, replace } = resolved;
    return this.show(asked.here, { text, replace, model: found.answer.model, from: 'cache' });
  }
}
