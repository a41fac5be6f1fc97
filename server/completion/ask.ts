// Asking the models: the first that answers is heard, and every failure is reported with its reason.
import { isAbort } from '../async/abort.ts';
import { ModelError } from '../model/errors.ts';
import type { FimCall, FimModel, ModelId } from '../model/fim.ts';
import type { StreamPart, Usage } from '../model/parts.ts';

export interface AskHost {
  /** Told once per failing call, before the next model is asked. */
  failed(model: ModelId, error: ModelError): void;
  /** Told what a finished call used. */
  used(model: ModelId, call: FimCall, usage: Usage): void;
}

/**
 * Streams the answer of the first model that can answer. A model that fails before its first text is passed over; one that
 * fails later ends the stream with its error, because half an answer of one model does not continue another's.
 */
export async function* askInTurn(
  models: readonly FimModel[],
  call: FimCall,
  host: AskHost,
  answeredBy: (model: ModelId) => void,
  signal: AbortSignal,
): AsyncIterable<StreamPart> {
  let failure: unknown = new ModelError('refused', { message: 'no model is configured', hint: noModelHint });
  for (const model of models) {
    let spoke = false;
    try {
      for await (const part of model.stream(call, signal)) {
        if (!spoke) answeredBy(model.id);
        spoke ||= part.type === 'text-delta';
        if (part.type === 'finish' && part.usage !== undefined) host.used(model.id, call, part.usage);
        yield part;
      }
      return;
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      if (error instanceof ModelError) host.failed(model.id, error);
      if (spoke || !(error instanceof ModelError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

const noModelHint = 'No model answers completions: set completion.model, or completion.fallback to "ngram".';
