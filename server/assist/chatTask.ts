// One turn of a chat: the answer to the last question of a transcript document, written to its end while it arrives.
import { isAbort } from '../async/abort.ts';
import { chatSystemPrompt, questionAbout } from '../chat/prompts.ts';
import { definitionsOf, type ToolName } from '../chat/tools.ts';
import { parseTranscript, renderTranscript, renderTurn, type Transcript, toMessages } from '../chat/transcript.ts';
import type { ChatModel } from '../model/chat.ts';
import { ModelError } from '../model/errors.ts';
import type { DocumentSnapshot } from '../text/document.ts';
import { withLineEnding } from '../text/lines.ts';
import type { Clock } from '../world/clock.ts';
import { runAgent } from './agent.ts';
import { attachMentions, type ChatSelection } from './attachments.ts';
import { cutProblem } from './editPrompt.ts';
import type { AssistHost } from './host.ts';
import { LiveEdit } from './liveEdit.ts';
import { EditPermission } from './permission.ts';
import { progressOf } from './toolProgress.ts';
import { ToolRunner } from './toolRunner.ts';

export interface ChatTask {
  /** The transcript. */
  readonly uri: string;
  readonly selection: ChatSelection | undefined;
}

export interface ChatOptions {
  readonly temperature: number;
  readonly maxTokens: number | undefined;
  readonly windowTokens: number;
  readonly tools: boolean;
  /** System prompt of the settings; the transcript's own goes before. */
  readonly system: string | undefined;
  /** Whether the answer appears while it is written. */
  readonly stream: boolean;
}

export interface ChatParts {
  readonly host: AssistHost;
  /** The model with this `provider/model`, or the usual one; a sentence for the user when there is none. */
  readonly modelFor: (id: string | undefined) => ChatModel | string;
  readonly clock: Clock;
  /** From `newPermission`, the same one for all turns of a chat. */
  readonly permission: EditPermission;
}

export type ChatOutcome =
  | { readonly kind: 'answered' }
  /** Nothing was asked of the model; the message is for the user. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The transcript could not take the answer, so it is in a new document. */
  | { readonly kind: 'offered'; readonly uri: string }
  /** What had arrived stays in the transcript, with a note. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: ModelError };

const chatTools: readonly ToolName[] = [
  'read_file',
  'list_files',
  'search_text',
  'diagnostics',
  'outline',
  'edit_file',
];

/** Answers the last turn of a transcript. Throws only for a bug of ours. */
export async function runChatTask(
  parts: ChatParts,
  request: { readonly task: ChatTask; readonly options: ChatOptions },
  signal: AbortSignal,
): Promise<ChatOutcome> {
  const snapshot = parts.host.document(request.task.uri);
  if (snapshot === undefined) return refused('The transcript is not open any more.');
  const transcript = parseTranscript(snapshot.text);
  const last = transcript.turns.at(-1);
  if (last?.role !== 'user' || last.text.trim() === '')
    return refused('Write your question below the last "## You" heading, then send it.');
  const model = parts.modelFor(transcript.model);
  if (typeof model === 'string') return refused(model);
  const reply = new Reply(parts.host, snapshot, transcript.ending);
  parts.host.progress('Thinking');
  // The heading appears at once, so what the user types meanwhile goes below the answer, not into it.
  if (request.options.stream) reply.open();
  try {
    return await answer({ parts, model, transcript, reply }, request, signal);
  } catch (error) {
    if (isAbort(error)) return (await reply.end('Stopped.')) ?? { kind: 'cancelled' };
    if (error instanceof ModelError)
      return (await reply.end(`No complete answer: ${error.hint}`)) ?? { kind: 'failed', error };
    throw error;
  }
}

/** The text of a new transcript that asks about some code; sending it is the next step. */
export function newTranscript(
  question: Parameters<typeof questionAbout>[0] | undefined,
  fields: Partial<Pick<Transcript, 'model' | 'system'>>,
): string {
  const text = question === undefined ? '' : questionAbout(question);
  return renderTranscript({
    model: fields.model,
    system: fields.system,
    ending: '\n',
    turns: [{ role: 'user', notes: [], text }],
  });
}

/** Remembers the user's word on edits as long as the caller keeps it for this chat. Every edit needs a yes first. */
export function newPermission(host: AssistHost): EditPermission {
  return new EditPermission(host, undefined);
}

interface Conversation {
  readonly parts: ChatParts;
  readonly model: ChatModel;
  readonly transcript: Transcript;
  readonly reply: Reply;
}

async function answer(
  { parts, model, transcript, reply }: Conversation,
  { task, options }: { readonly task: ChatTask; readonly options: ChatOptions },
  signal: AbortSignal,
): Promise<ChatOutcome> {
  const { host, clock, permission } = parts;
  const tools = options.tools && model.tools;
  const { messages, missing } = await attachMentions(host, toMessages(transcript), task.selection);
  for (const note of missing) reply.note(note);
  const runner = new ToolRunner({ host, clock, permission, offered: chatTools });
  const system = chatSystemPrompt(transcript.system ?? options.system, tools);
  let before = '';
  let current = '';
  const events = {
    text: (soFar: string) => {
      // Words before a tool call belong to the answer as well.
      if (soFar === '' && current !== '') before = `${before}${current.trimEnd()}\n\n`;
      current = soFar;
      reply.write(before + current, options.stream);
    },
    thinking: () => host.progress('Thinking'),
    calling: async (calls: Parameters<typeof progressOf>[0]) => {
      host.progress(progressOf(calls, chatTools));
      await reply.settle();
    },
    run: runner.run.bind(runner),
  };
  const done = await runAgent(
    { model, clock, events },
    {
      messages: [{ role: 'system', content: system }, ...messages],
      tools: tools ? definitionsOf(chatTools) : [],
      windowTokens: options.windowTokens,
      temperature: options.temperature,
      maxTokens: options.maxTokens,
      prediction: undefined,
      cacheKey: undefined,
    },
    signal,
  );
  if (done.omitted !== undefined) reply.note(done.omitted);
  return (await reply.end(cutProblem(done.finish))) ?? { kind: 'answered' };
}

/** The assistant's turn at the end of a transcript, with an empty turn of the user's below it to write in meanwhile. */
class Reply {
  readonly #host: AssistHost;
  readonly #live: LiveEdit;
  readonly #ending: '\n' | '\r\n';
  readonly #lead: string;
  #notes: readonly string[] = [];
  #text = '';

  constructor(host: AssistHost, snapshot: DocumentSnapshot, ending: '\n' | '\r\n') {
    this.#host = host;
    this.#ending = ending;
    const { text } = snapshot;
    const blank = text.endsWith(ending + ending);
    this.#lead = blank ? '' : text.endsWith(ending) ? ending : ending + ending;
    this.#live = new LiveEdit(host, snapshot, { start: text.length, end: text.length });
  }

  note(text: string): void {
    this.#notes = [...this.#notes, text];
  }

  open(): void {
    this.#live.show(() => this.#rendered());
  }

  write(text: string, show: boolean): void {
    this.#text = text;
    if (show && text.trim() !== '') this.#live.show(() => this.#rendered());
  }

  settle(): Promise<void> {
    return this.#live.settle();
  }

  /** The last edit. Gives an outcome when the answer could not go into the transcript. */
  async end(problem: string | undefined): Promise<ChatOutcome | undefined> {
    if (problem !== undefined) this.note(problem);
    // Stopped before the first word: the transcript becomes what it was, ready to be sent again, unless the user has gone on below.
    if (this.#text.trim() === '' && problem !== undefined) {
      await this.#live.settle();
      if (this.#live.isAtEnd && (await this.#live.rollback()).kind === 'done') return undefined;
    }
    const landing = await this.#live.finish(this.#rendered());
    if (landing.kind === 'done') return undefined;
    return {
      kind: 'offered',
      uri: await this.#host.openScratch({ title: 'chat-answer.md', languageId: 'markdown', text: this.#text }),
    };
  }

  #rendered(): string {
    const text = withLineEnding(this.#text.trimEnd(), this.#ending);
    const own = renderTurn({ role: 'assistant', notes: this.#notes, text }, this.#ending);
    const next = renderTurn({ role: 'user', notes: [], text: '' }, this.#ending);
    return this.#lead + own + this.#ending + next;
  }
}

function refused(message: string): ChatOutcome {
  return { kind: 'refused', message };
}
