// Limits and ledger around a model: the wrapped model keeps its interface. Limits go outside, so that the ledger sees only calls that were made.
import { isAbort } from '../async/abort.ts';
import type { ChatCall, ChatModel } from '../model/chat.ts';
import { ModelError } from '../model/errors.ts';
import type { FimModel } from '../model/fim.ts';
import type { StreamPart } from '../model/parts.ts';
import { chatInputTokens, fimInputTokens } from '../usage/estimate.ts';
import type { CallRecord, Ledger } from '../usage/ledger.ts';
import type { AccountLimits } from './account.ts';
import { explainWait, notAsked } from './explain.ts';
import type { Ask, Permit } from './permit.ts';

/** A chat that would have to wait longer than this fails instead: the user has gone on by then. */
const longestChatWaitMs = 120_000;
/** A wait is told and checked again this often: it may end sooner, because another process was answered. */
const tellEveryMs = 1000;
/** How often a chat is sent again when the provider refuses it for now. */
const chatRetries = 2;
/** What a chat without a limit of its own is booked with. */
const usualChatAnswerTokens = 2048;

/**
 * A completion model that never waits for a limit: `stream` throws `ModelError` at once, with `retryAfterMs` where waiting
 * helps. Models on this machine have no limits and come back as they are.
 */
export function withLimits(model: FimModel, account: AccountLimits): FimModel {
  if (!model.remote) return model;
  return {
    id: model.id,
    dialect: model.dialect,
    remote: model.remote,
    async *stream(call, signal) {
      const permit = account.take({
        model: model.id,
        use: 'fim',
        inputTokens: fimInputTokens(call),
        maxTokens: call.maxTokens,
      });
      yield* observed(model.stream(call, signal), permit);
    },
  };
}

/**
 * A chat model that waits for limits, and sends again what the provider refused for now as long as nothing of the answer has
 * come. `onWait` is told once a second how long it still takes and why, as a sentence; aborting the signal ends the wait.
 */
export function withChatLimits(
  model: ChatModel,
  account: AccountLimits,
  onWait: (ms: number, reason: string) => void,
): ChatModel {
  if (!model.remote) return model;
  return {
    id: model.id,
    tools: model.tools,
    remote: model.remote,
    async *stream(call, signal) {
      for (let sent = 1; ; sent++) {
        const permit = await waitForPermit(account, chatAsk(model, call), signal, onWait);
        let begun = false;
        try {
          for await (const part of observed(model.stream(call, signal), permit)) {
            begun = true;
            yield part;
          }
          return;
        } catch (error) {
          const again = error instanceof ModelError && error.kind === 'rate-limit' && !begun && sent <= chatRetries;
          if (!again) throw error;
        }
      }
    },
  };
}

/** A completion model whose every call is in the ledger. `ledger.note(call, outcome)` tells later what became of it. */
export function withLedger(model: FimModel, ledger: Ledger): FimModel {
  return {
    id: model.id,
    dialect: model.dialect,
    remote: model.remote,
    stream(call, signal) {
      const start = { model: model.id, use: 'fim' as const, inputTokens: fimInputTokens(call) };
      return recorded(() => model.stream(call, signal), ledger.begin(start, call), signal);
    },
  };
}

/** A chat model whose every turn is in the ledger. */
export function withChatLedger(model: ChatModel, ledger: Ledger): ChatModel {
  return {
    id: model.id,
    tools: model.tools,
    remote: model.remote,
    stream(call, signal) {
      const start = { model: model.id, use: 'chat' as const, inputTokens: chatInputTokens(call) };
      return recorded(() => model.stream(call, signal), ledger.begin(start, call), signal);
    },
  };
}

/** A completion model that is not asked once the user's budget is spent: `stream` throws `ModelError` of kind `budget`. */
export function withBudget(model: FimModel, ledger: Ledger): FimModel {
  if (!model.remote) return model;
  return {
    id: model.id,
    dialect: model.dialect,
    remote: model.remote,
    async *stream(call, signal) {
      requireBudget(ledger, model.id);
      yield* model.stream(call, signal);
    },
  };
}

/** A chat model that is not asked once the user's budget is spent; the error's hint explains it. */
export function withChatBudget(model: ChatModel, ledger: Ledger): ChatModel {
  if (!model.remote) return model;
  return {
    id: model.id,
    tools: model.tools,
    remote: model.remote,
    async *stream(call, signal) {
      requireBudget(ledger, model.id);
      yield* model.stream(call, signal);
    },
  };
}

function requireBudget(ledger: Ledger, model: string): void {
  if (ledger.budgetState() !== 'spent') return;
  const hint = ledger.explainBudget() ?? 'Your budget is spent.';
  throw new ModelError('budget', { message: `${model} was not asked: the budget is spent`, hint });
}

async function waitForPermit(
  account: AccountLimits,
  ask: Ask,
  signal: AbortSignal,
  onWait: (ms: number, reason: string) => void,
): Promise<Permit> {
  for (;;) {
    await account.look();
    const readiness = account.readiness(ask);
    if (readiness.kind !== 'wait') return account.take(ask);
    const { ms, obstacle } = readiness;
    if (ms > longestChatWaitMs) throw notAsked(account.provider, obstacle, ms);
    onWait(ms, explainWait(account.provider, obstacle, ms));
    await account.clock.sleep(Math.min(ms, tellEveryMs), signal);
  }
}

function chatAsk(model: ChatModel, call: ChatCall): Ask {
  return {
    model: model.id,
    use: 'chat',
    inputTokens: chatInputTokens(call),
    maxTokens: call.maxTokens ?? usualChatAnswerTokens,
  };
}

/** The parts of a stream, while the account is told how the call goes. */
async function* observed(parts: AsyncIterable<StreamPart>, permit: Permit): AsyncGenerator<StreamPart> {
  try {
    for await (const part of parts) {
      permit.answered();
      if (part.type === 'finish' && part.usage !== undefined) permit.settle(part.usage);
      yield part;
    }
  } catch (error) {
    if (error instanceof ModelError) permit.failed(error);
    throw error;
  } finally {
    permit.done();
  }
}

/** The parts of a stream, while its ledger line grows. `hung-up` = the consumer left early, `cancelled` = the signal fired. */
async function* recorded(
  open: () => AsyncIterable<StreamPart>,
  record: CallRecord,
  signal: AbortSignal,
): AsyncGenerator<StreamPart> {
  try {
    for await (const part of open()) {
      record.received(part);
      yield part;
    }
    record.end('answered');
  } catch (error) {
    if (error instanceof ModelError) record.end(`failed:${error.kind}`);
    else if (!isAbort(error)) record.end('failed:bug');
    throw error;
  } finally {
    record.end(signal.aborted ? 'cancelled' : 'hung-up');
  }
}
