// One turn of a chat: the answer to the last question of a transcript document, written to its end while it arrives.
import { isAbort } from '../async/abort.ts';
import { chatSystemPrompt, questionAbout } from '../chat/prompts.ts';
import { definitionsOf, type ToolName } from '../chat/tools.ts';
import { parseTranscript, renderTranscript, type Transcript, toMessages } from '../chat/transcript.ts';
import type { ChatModel } from '../model/chat.ts';
import { ModelError } from '../model/errors.ts';
import { pathOfUri } from '../text/document.ts';
import type { Range } from '../text/position.ts';
import type { Clock } from '../world/clock.ts';
import { runAgent } from './agent.ts';
import { attachMentions, type ChatSelection } from './attachments.ts';
import { type Asked, cutProblem, excludedMessage, materialOf } from './editPrompt.ts';
import type { AssistHost } from './host.ts';
import { EditPermission } from './permission.ts';
import { Reply } from './reply.ts';
import { findTarget } from './target.ts';
import { progressOf } from './toolProgress.ts';
import { ToolRunner } from './toolRunner.ts';

export type TranscriptFields = Pick<Transcript, 'model' | 'system'>;

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
  /** The same for all turns of a chat and random otherwise; lets a provider find its cached prompt again. */
  readonly cacheKey: string | undefined;
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
  /** The model ended without a word; the message says why, and the question is ready to be sent again. */
  | { readonly kind: 'unanswered'; readonly message: string }
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
    if (isAbort(error)) return offeredOr(await reply.end('Stopped.'), { kind: 'cancelled' });
    if (error instanceof ModelError) {
      return offeredOr(await reply.end(`No complete answer: ${error.hint}`), { kind: 'failed', error });
    }
    throw error;
  }
}

/** An empty transcript, ready for the first question. */
export function newTranscript(fields: TranscriptFields): string {
  return renderTranscript({ ...fields, ending: '\n', turns: [{ role: 'user', notes: [], text: '' }] });
}

/** The text of a new transcript that asks what an action asks about some code; sending it is the next step. */
export function transcriptAbout(
  host: Pick<AssistHost, 'document' | 'excludes' | 'folders'>,
  asked: Asked & { readonly range: Range },
  fields: TranscriptFields,
): { readonly kind: 'transcript'; readonly text: string } | { readonly kind: 'refused'; readonly message: string } {
  const snapshot = host.document(asked.uri);
  if (snapshot === undefined) return { kind: 'refused', message: 'The document is not open any more.' };
  if (host.excludes(pathOfUri(asked.uri))) return { kind: 'refused', message: excludedMessage };
  const target = findTarget(snapshot, asked.range);
  const material = materialOf(host, asked, { snapshot, target, tools: false });
  const text = questionAbout(material);
  const turns = [{ role: 'user', notes: [], text }] as const;
  return { kind: 'transcript', text: renderTranscript({ ...fields, ending: '\n', turns }) };
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
      cacheKey: options.cacheKey,
    },
    signal,
  );
  if (done.omitted !== undefined) reply.note(done.omitted);
  const problem = cutProblem(done.finish);
  const silent = (before + current).trim() === '';
  const outcome: ChatOutcome =
    problem !== undefined && silent ? { kind: 'unanswered', message: problem } : { kind: 'answered' };
  return offeredOr(await reply.end(problem), outcome);
}

function offeredOr(uri: string | undefined, outcome: ChatOutcome): ChatOutcome {
  return uri === undefined ? outcome : { kind: 'offered', uri };
}

function refused(message: string): ChatOutcome {
  return { kind: 'refused', message };
}
