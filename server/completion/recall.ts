// What can be shown without asking anybody: the rest of what is on screen, or of an answer that was seen.
import { type Completion, type CompletionResult, none } from '../fim/request.ts';
import type { Resolved } from '../fim/resolve.ts';
import type { FimCall, ModelId } from '../model/fim.ts';
import type { Origin } from './agreement.ts';
import { CompletionCache, type Found } from './cache.ts';
import type { Flight } from './flight.ts';
import { LastShown, type Outcome } from './lastShown.ts';
import type { Asked } from './options.ts';

/** How a raw text is turned into what is shown at the asked place; `block` when it goes on behind something shown. */
export type ResolveHere = (raw: string, block: boolean) => Resolved;

/** Calls whose completions may still be accepted. */
const mostCalls = 100;

export class Recall {
  readonly #newId: () => string;
  readonly #cache = new CompletionCache();
  readonly #lastShown = new LastShown();
  /** By the id of a completion: the call that brought it. */
  readonly #calls = new Map<string, FimCall>();

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** A completion that is known for this place, or the reason why nothing was shown here before. */
  find(asked: Asked, resolveHere: ResolveHere): CompletionResult | undefined {
    const rest = this.#lastShown.continueWith(asked.here, asked.place.prefix);
    const found = rest?.part === false ? undefined : this.#cache.find(asked.here, asked.place.prefix);
    if (rest === undefined) return found && this.#showFound(asked, found, resolveHere);
    // The whole answer may have come meanwhile.
    const whole = found?.shown.startsWith(rest.text) === true ? this.#showFound(asked, found, resolveHere) : undefined;
    return whole?.kind === 'some' ? whole : { kind: 'some', completions: [rest] };
  }

  /** Names a text that a call has brought, so that its acceptance can be traced. */
  name(what: Omit<Completion, 'id'>, call: FimCall): Completion {
    const completion = { ...what, id: this.#newId() };
    this.#calls.set(completion.id, call);
    if (this.#calls.size > mostCalls) this.#calls.delete(this.#calls.keys().next().value ?? '');
    return completion;
  }

  /** Remembers what is on screen now. */
  show(here: Origin, completions: readonly Completion[]): CompletionResult {
    this.#lastShown.set({ completions, origin: here });
    return { kind: 'some', completions };
  }

  /** The call that brought a completion. */
  callOf(completion: Completion): FimCall | undefined {
    return this.#calls.get(completion.id);
  }

  /** An ended stream of `model` becomes an answer that can be found again, unless it failed or somebody else stood in. */
  keep(flight: Flight, model: ModelId): void {
    if ((flight.state !== 'done' && flight.state !== 'settled') || flight.model !== model) return;
    const resolved = flight.resolvedAtOrigin();
    const shown = resolved.kind === 'shown' ? resolved : { text: '', replace: 0 };
    const newline = flight.raw.lastIndexOf('\n');
    // Where we hung up, the last line is incomplete; what was shown of it is kept in `shown`.
    const raw = flight.state === 'done' || newline < 0 ? flight.raw : flight.raw.slice(0, newline + 1);
    const { origin, call } = flight;
    this.#cache.add({ origin, raw, shown: shown.text, replace: shown.replace, model, call });
  }

  changed(uri: string, prefix: string, inserted: string): Outcome | undefined {
    return this.#lastShown.changed(uri, prefix, inserted);
  }

  accept(id: string): Outcome | undefined {
    return this.#lastShown.accept(id);
  }

  /** True while nothing but blanks was typed behind the last acceptance. */
  followsAcceptance(uri: string, prefix: string): boolean {
    return this.#lastShown.followsAcceptance(uri, prefix);
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
    const { model, call } = found.answer;
    return this.show(asked.here, [this.name({ text, replace, model, from: 'cache', part: false }, call)]);
  }
}
