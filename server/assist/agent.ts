// The conversation loop: the model answers or calls tools, the results go back, until it has answered or enough is enough.
import { isAbort, throwIfAborted } from '../async/abort.ts';
import { fitMessages, omissionNote } from '../chat/history.ts';
import type { ChatCall, ChatMessage, ChatModel, ToolDefinition } from '../model/chat.ts';
import { ModelError } from '../model/errors.ts';
import type { FinishReason, ToolCall } from '../model/parts.ts';
import type { Clock } from '../world/clock.ts';

/** Model calls of one task; the last one must do without tools. */
export const mostRounds = 8;
/** Calls of one turn that are run; the others are answered with an error, for each call needs a result. */
const mostCallsPerTurn = 16;
const mostMs = 5 * 60_000;

export interface AgentTask {
  readonly messages: readonly ChatMessage[];
  /** Empty when the model shall not call anything; ignored when it cannot. */
  readonly tools: readonly ToolDefinition[];
  /** Tokens that messages may take, estimated. */
  readonly windowTokens: number;
  readonly temperature: number;
  readonly maxTokens: number | undefined;
  readonly prediction: string | undefined;
  readonly cacheKey: string | undefined;
}

/** What happens meanwhile. */
export interface AgentEvents {
  /** The model's words in this round so far, after each piece; the empty text when a round begins. */
  text(soFar: string): void;
  thinking(): void;
  /** All calls of a turn, before they run. Awaited. */
  calling(calls: readonly ToolCall[]): Promise<void>;
  /** The result of one call, for the model. */
  run(call: ToolCall, signal: AbortSignal): Promise<string>;
}

export interface AgentAnswer {
  /** The words of the last round. */
  readonly text: string;
  /** `rounds`: the model wanted to call tools once more than it may. */
  readonly finish: FinishReason | 'rounds';
  /** What did not fit into the window, in one sentence. */
  readonly omitted: string | undefined;
}

/** Runs a task to its answer. Throws `ModelError` when the world fails or the task takes five minutes, and the abort error when aborted. */
export async function runAgent(
  parts: { readonly model: ChatModel; readonly clock: Clock; readonly events: AgentEvents },
  task: AgentTask,
  signal: AbortSignal,
): Promise<AgentAnswer> {
  const done = new AbortController();
  const limited = AbortSignal.any([signal, done.signal]);
  const tooLong = new ModelError('timeout', {
    message: `the task took longer than ${mostMs} ms`,
    hint: 'The model did not finish within five minutes and was stopped.',
  });
  const timer = parts.clock.sleep(mostMs, limited).then(
    () => done.abort(tooLong),
    () => {},
  );
  try {
    return await rounds(parts, task, limited);
  } catch (error) {
    // A provider may throw an abort error of its own for our deadline.
    throw isAbort(error) && limited.reason === tooLong ? tooLong : error;
  } finally {
    done.abort();
    await timer;
  }
}

async function rounds(
  { model, events }: { readonly model: ChatModel; readonly events: AgentEvents },
  task: AgentTask,
  signal: AbortSignal,
): Promise<AgentAnswer> {
  const tools = model.tools ? task.tools : [];
  let messages = task.messages;
  let omitted: string | undefined;
  for (let round = 1; ; round++) {
    const fitted = fitMessages(messages, task.windowTokens);
    omitted = omissionNote(fitted) ?? omitted;
    const call: ChatCall = {
      messages: fitted.messages,
      tools,
      toolChoice: round < mostRounds && tools.length > 0 ? 'auto' : 'none',
      temperature: task.temperature,
      maxTokens: task.maxTokens,
      stop: [],
      prediction: task.prediction,
      cacheKey: task.cacheKey,
    };
    const { text, calls, finish } = await turn(model, call, { events, signal });
    if (calls.length === 0) return { text, finish, omitted };
    if (round >= mostRounds) return { text, finish: 'rounds', omitted };
    await events.calling(calls);
    const results = await Promise.all(calls.map((one, index) => resultOf(one, index, { events, signal })));
    messages = [...messages, { role: 'assistant', content: text, toolCalls: calls }, ...results];
  }
}

interface Turn {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly finish: FinishReason;
}

/** One stream to its end. Calls run only after it: JSON that parses may still be the beginning of a longer one. */
async function turn(
  model: ChatModel,
  call: ChatCall,
  { events, signal }: { readonly events: AgentEvents; readonly signal: AbortSignal },
): Promise<Turn> {
  let text = '';
  const calls: ToolCall[] = [];
  let finish: FinishReason = 'cut';
  events.text('');
  for await (const part of model.stream(call, signal)) {
    switch (part.type) {
      case 'text-delta':
        text += part.text;
        events.text(text);
        break;
      case 'reasoning-delta':
        events.thinking();
        break;
      case 'tool-call':
        calls.push({ id: part.id, name: part.name, input: part.input });
        break;
      case 'finish':
        finish = part.reason;
        break;
    }
  }
  throwIfAborted(signal);
  // The arguments of a call that was cut off are not what the model meant.
  if (finish === 'length' || finish === 'cut' || finish === 'error') return { text, calls: [], finish };
  return { text, calls, finish };
}

async function resultOf(
  call: ToolCall,
  index: number,
  { events, signal }: { readonly events: AgentEvents; readonly signal: AbortSignal },
): Promise<ChatMessage> {
  const content =
    index < mostCallsPerTurn
      ? await events.run(call, signal)
      : `Error: at most ${mostCallsPerTurn} calls in one turn. Call again.`;
  return { role: 'tool', toolCallId: call.id, name: call.name, content };
}
