// The completion engine: the steps of one completion, in order. What each step remembers lives in a file of its own.
import { isAbort } from '../async/abort.ts';
import { gate } from '../fim/gate.ts';
import {
  type Completion,
  type CompletionRequest,
  type CompletionResult,
  type NoneReason,
  none,
  reasonOf,
} from '../fim/request.ts';
import { type Place, type Resolved, type ResolveOptions, resolve, resolvePart, resolver } from '../fim/resolve.ts';
import { ModelError } from '../model/errors.ts';
import { originOf } from './agreement.ts';
import { askAlternatives, wantedCount } from './alternatives.ts';
import { type Ends, timesOf, withEnds } from './ends.ts';
import type { Flight, View } from './flight.ts';
import { InFlight } from './inflight.ts';
import type { Outcome } from './lastShown.ts';
import { Launcher, type ResolveAnswer, tokensOf } from './launch.ts';
import type { Asked, DocumentChange, EngineParts } from './options.ts';
import { Recall } from './recall.ts';
import { Superseded, Turns } from './turns.ts';
import { When } from './when.ts';

export type { CompletionOptions, DocumentChange, EngineParts } from './options.ts';

/** Editors that cancel on each key send the cancellation ahead of the change that caused it. */
const changeFollowsMs = 40;

export class CompletionEngine {
  readonly #parts: EngineParts;
  readonly #turns = new Turns();
  readonly #when: When;
  readonly #recall: Recall;
  readonly #launcher: Launcher;
  readonly #inflight: InFlight;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#when = new When(parts);
    this.#recall = new Recall(parts.newId);
    this.#launcher = new Launcher(parts);
    this.#inflight = new InFlight((flight) => {
      this.#when.ended(flight);
      const [first] = parts.models();
      if (first?.remote === true) this.#recall.keep(flight, first.id);
    });
  }

  /** Answers one request; never rejects, and answers within `deadlineMs`. Aborting `signal` gives `none('cancelled')`. */
  async complete(request: CompletionRequest, signal: AbortSignal): Promise<CompletionResult> {
    const startedAt = this.#parts.clock.now();
    const result = await this.#complete(request, signal);
    this.#parts.log.debug(`${factOf(result)} trigger=${request.trigger} ms=${this.#parts.clock.now() - startedAt}`);
    return result;
  }

  /** The document changed: older requests are answered, streams that disagree are closed, the pace is counted from now. */
  changed(change: DocumentChange): void {
    const { uri, text, offset, languageId, inserted } = change;
    this.#turns.end(uri);
    const place = { prefix: text.slice(0, offset), suffix: text.slice(offset), languageId };
    this.#inflight.changed(uri, place);
    void this.#parts.context.collect({ uri, ...place });
    this.#when.keystroke(change, this.#parts.options());
    this.#tell(this.#recall.changed(uri, place.prefix, inserted));
  }

  /** The editor says that this completion was accepted. */
  accepted(id: string): void {
    this.#tell(this.#recall.accept(id));
  }

  closed(uri: string): void {
    this.#turns.end(uri);
    this.#inflight.close(uri);
    this.#when.forget(uri);
    this.#launcher.forget(uri);
  }

  /** Settings or models changed: what was answered before may not be what would be answered now. */
  reset(): void {
    this.#inflight.close();
    this.#recall.clear();
  }

  async #complete(request: CompletionRequest, cancel: AbortSignal): Promise<CompletionResult> {
    const options = this.#parts.options();
    const turn = this.#turns.take(request);
    const refusal = gate(request, options);
    if (refusal !== undefined) return none(refusal);

    const place = placeOf(request);
    const asked: Asked = { request, place, here: originOf(request.snapshot.uri, place.prefix, place.suffix), options };
    const known = this.#recall.find(asked, (raw, block) =>
      resolve(place, raw, true, this.#resolveOptions(asked, { block, snippets: [] })),
    );
    if (known !== undefined && wantedCount(request) === 1) return known;

    return withEnds(this.#parts.clock, timesOf(request, options), { cancel, turn }, async (ends) => {
      try {
        const first = known ?? (await this.#ask(asked, ends));
        return wantedCount(request) === 1 ? first : await this.#withAlternatives(asked, first, ends);
      } catch (error) {
        return none(this.#reason(error, ends));
      }
    });
  }

  async #ask(asked: Asked, ends: Ends): Promise<CompletionResult> {
    const { uri } = asked.request.snapshot;
    for (;;) {
      let flight = this.#inflight.find(uri, asked.place);
      if (flight === undefined) {
        const unlikely = this.#when.refusal(asked);
        if (unlikely !== undefined) return none(unlikely);
        await this.#wait(asked, ends.any);
        flight = this.#inflight.find(uri, asked.place) ?? this.#takeOff(asked);
      }
      const view = await this.#answerOf(flight, ends);
      if (view.kind === 'failed') throw view.error;
      if (view.kind === 'answer') return this.#show(asked, view.resolved, flight);
    }
  }

  /** The right moment, and for a document's first request its related code: both at once. */
  async #wait(asked: Asked, signal: AbortSignal): Promise<void> {
    if (this.#parts.models()[0]?.remote !== true) return;
    const { request, place, options } = asked;
    const related = this.#parts.context.first({ uri: request.snapshot.uri, ...place }, signal);
    await Promise.all([this.#when.ready(asked, options.contextTokens + options.maxTokens, signal), related]);
  }

  #takeOff(asked: Asked): Flight {
    return this.#inflight.start(this.#when.observed(this.#launcher.prepare(asked, this.#resolverFor(asked))));
  }

  #resolverFor(asked: Asked): ResolveAnswer {
    const optionsAt = (place: Place, snippets: readonly string[]) => {
      const block = this.#recall.followsAcceptance(asked.here.uri, place.prefix);
      return this.#resolveOptions(asked, { block, snippets });
    };
    // A stream asks for the same place with every chunk; reading the place is most of the work.
    let last: { readonly place: Place; readonly run: ReturnType<typeof resolver> } | undefined;
    return {
      whole: (place, raw, done, snippets) => {
        if (last?.place !== place) last = { place, run: resolver(place, optionsAt(place, snippets)) };
        return last.run(raw, done);
      },
      part: (place, raw, unit, snippets) => resolvePart(place, raw, unit, optionsAt(place, snippets)),
    };
  }

  async #answerOf(flight: Flight, ends: Ends): Promise<Exclude<View, { kind: 'wait' }>> {
    const { place } = flight;
    try {
      return await flight.answer(ends.any, ends.hurry);
    } catch (error) {
      // A superseded request's stream may still agree with what is typed now. A cancelled one's may too, if a change follows.
      if (ends.late.aborted) this.#inflight.abandoned(flight);
      else if (!(ends.any.reason instanceof Superseded)) {
        void this.#parts.clock.sleep(changeFollowsMs).then(() => this.#inflight.abandoned(flight, place));
      }
      throw error;
    }
  }

  #resolveOptions(
    asked: Asked,
    how: { readonly block: boolean; readonly snippets: readonly string[] },
  ): ResolveOptions {
    const preferBlock = how.block || asked.request.trigger === 'invoked';
    const deleted = this.#parts.context.deleted(asked.request.snapshot.uri);
    return { multiline: asked.options.multiline, preferBlock, snippets: how.snippets, deleted };
  }

  #show(asked: Asked, resolved: Resolved, flight: Flight): CompletionResult {
    const reason = this.#whyNothing(resolved, flight);
    this.#parts.noted(
      flight.call,
      reason === undefined ? { kind: 'shown' } : { kind: 'dropped', reason },
      flight.model,
    );
    if (resolved.kind === 'dropped' || reason !== undefined) return none(reason ?? 'empty');
    this.#when.shown(asked);
    return this.#recall.show(asked.here, [this.#name(resolved, flight)]);
  }

  /** The embedded engine says nothing where it is not sure; a model that says nothing has nothing to add. */
  #whyNothing(resolved: Resolved, flight: Flight): NoneReason | undefined {
    const reason = resolved.kind === 'dropped' ? resolved.reason : resolved.text === '' ? 'empty' : undefined;
    const local = this.#parts.models().some((model) => model.id === flight.model && !model.remote);
    return reason === 'empty' && local ? 'unsure' : reason;
  }

  #name(resolved: Resolved & { readonly kind: 'shown' }, flight: Flight): Completion {
    const { text, replace, final } = resolved;
    return this.#recall.name({ text, replace, model: flight.model, from: 'model', part: !final }, flight.call);
  }

  async #withAlternatives(asked: Asked, first: CompletionResult, ends: Ends): Promise<CompletionResult> {
    const [model] = this.#parts.models();
    if (model?.remote !== true) return first;
    const start = (temperature: number) => {
      const begun = this.#launcher.prepare(asked, this.#resolverFor(asked), temperature);
      return this.#parts.readyInMs(tokensOf(begun.call)) > 0 ? undefined : begun;
    };
    const others = await askAlternatives(wantedCount(asked.request) - 1, start, ends);
    const completions = [...(first.kind === 'some' ? first.completions : [])];
    for (const { resolved, flight } of others) {
      if (completions.some(({ text }) => text === resolved.text)) continue;
      this.#parts.noted(flight.call, { kind: 'shown' }, flight.model);
      completions.push(this.#name(resolved, flight));
    }
    return completions.length === 0 ? first : this.#recall.show(asked.here, completions);
  }

  #tell(outcome: Outcome | undefined): void {
    if (outcome === undefined) return;
    this.#when.outcome(outcome);
    this.#parts.outcome(outcome, this.#recall.callOf(outcome.completion));
  }

  #reason(error: unknown, ends: Ends): NoneReason {
    if (ends.cancel.aborted) return 'cancelled';
    if (ends.turn.aborted) return 'superseded';
    if (ends.late.aborted) return 'late';
    if (error instanceof ModelError) return reasonOf(error.kind);
    if (!isAbort(error)) {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#parts.log.error(`a completion failed: ${detail}`);
    }
    return 'failed';
  }
}

function placeOf(request: CompletionRequest): Place {
  const { text, languageId } = request.snapshot;
  return { prefix: text.slice(0, request.offset), suffix: text.slice(request.offset), languageId };
}

function factOf(result: CompletionResult): string {
  if (result.kind === 'none') return `none reason=${result.reason}`;
  const [first] = result.completions;
  return `some from=${first?.from} model=${first?.model} characters=${first?.text.length}`;
}
