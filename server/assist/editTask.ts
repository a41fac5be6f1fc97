// One action from the click to its last edit.
import { isAbort } from '../async/abort.ts';
import { codeOf, finalCodeOf } from '../chat/fences.ts';
import { definitionsOf, type ToolName } from '../chat/tools.ts';
import { wholeLines } from '../edits/session.ts';
import type { ChatModel } from '../model/chat.ts';
import { ModelError } from '../model/errors.ts';
import { baseName, type DocumentSnapshot, pathOfUri } from '../text/document.ts';
import { splitLines } from '../text/lines.ts';
import type { Range } from '../text/position.ts';
import type { Clock } from '../world/clock.ts';
import { type AgentAnswer, type AgentEvents, runAgent } from './agent.ts';
import { fitAnswer } from './answerText.ts';
import { type Asked, cutProblem, excludedMessage, materialOf, messagesFor } from './editPrompt.ts';
import type { AssistHost } from './host.ts';
import { type Landing, LiveEdit } from './liveEdit.ts';
import { EditPermission } from './permission.ts';
import { commitTarget, findTarget, type Target } from './target.ts';
import { progressOf } from './toolProgress.ts';
import { ToolRunner } from './toolRunner.ts';

/** What a code action's command carries. */
export interface EditTask extends Asked {
  /** The version that `range` refers to. */
  readonly version: number;
  readonly range: Range;
}

export interface EditOptions {
  readonly temperature: number;
  readonly maxTokens: number | undefined;
  /** Tokens the messages may take. */
  readonly windowTokens: number;
  readonly tools: boolean;
  /** Whether the text appears while it is written; else it comes in one edit. */
  readonly stream: boolean;
  /** What happens to a half-written edit that was cancelled or failed. */
  readonly onFailure: 'roll-back' | 'keep';
}

export interface AssistParts {
  readonly host: AssistHost;
  readonly model: ChatModel;
  readonly clock: Clock;
}

/** What an edit that did not come to its end leaves in the document. `stuck`: the user changed the same lines, so it was left alone. */
export type Left = 'untouched' | 'rolled-back' | 'kept' | 'stuck';

export type EditOutcome =
  | { readonly kind: 'applied' }
  /** The model had nothing to change. */
  | { readonly kind: 'unchanged' }
  /** The model worked with tools; `text` is what it says about it, `changed` the files that it has changed. */
  | { readonly kind: 'answered'; readonly text: string; readonly changed: readonly string[] }
  /** The answer is in a new document, because of `reason`, or because that was asked (`undefined`). */
  | { readonly kind: 'offered'; readonly uri: string; readonly reason: string | undefined }
  /** Nothing was asked of the model; the message is for the user. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'cancelled'; readonly left: Left }
  | { readonly kind: 'failed'; readonly error: ModelError; readonly left: Left };

/** The tools of an edit; in `files` actions they do the work. */
const editTools: readonly ToolName[] = [
  'read_file',
  'list_files',
  'search_text',
  'diagnostics',
  'outline',
  'edit_file',
];

/** Runs an action on a document. Throws only for a bug of ours: what the world and the user do is in the outcome. */
export async function runEditTask(
  parts: AssistParts,
  request: { readonly task: EditTask; readonly options: EditOptions },
  signal: AbortSignal,
): Promise<EditOutcome> {
  const { task } = request;
  const snapshot = parts.host.document(task.uri);
  if (snapshot === undefined) return refused('The document is not open any more.');
  if (snapshot.version !== task.version)
    return refused('The document has changed since the menu was opened. Choose the action again.');
  if (parts.host.excludes(pathOfUri(task.uri))) return refused(excludedMessage);
  const running = new RunningEdit(parts, request, snapshot);
  try {
    return await running.run(signal);
  } catch (error) {
    if (isAbort(error)) return { kind: 'cancelled', left: await running.leave() };
    if (error instanceof ModelError) return { kind: 'failed', error, left: await running.leave() };
    await running.leave();
    throw error;
  }
}

class RunningEdit {
  readonly #parts: AssistParts;
  readonly #task: EditTask;
  readonly #options: EditOptions;
  readonly #snapshot: DocumentSnapshot;
  readonly #target: Target;
  readonly #live: LiveEdit;
  readonly #runner: ToolRunner;

  constructor(
    parts: AssistParts,
    { task, options }: { readonly task: EditTask; readonly options: EditOptions },
    snapshot: DocumentSnapshot,
  ) {
    this.#parts = parts;
    this.#task = task;
    this.#options = options;
    this.#snapshot = snapshot;
    this.#target = task.action.output === 'commit' ? commitTarget(snapshot.text) : findTarget(snapshot, task.range);
    this.#live = new LiveEdit(parts.host, snapshot, this.#target);
    const { host, clock } = parts;
    this.#runner = new ToolRunner({ host, clock, permission: new EditPermission(host, task.uri), offered: editTools });
  }

  async run(signal: AbortSignal): Promise<EditOutcome> {
    const { host, model } = this.#parts;
    const { action } = this.#task;
    const tools = this.#options.tools && model.tools && action.output !== 'commit';
    const material = materialOf(host, this.#task, { snapshot: this.#snapshot, target: this.#target, tools });
    if (action.needsInstruction && material.instruction === undefined)
      return refused(`Say what to do: write a comment "AI: …" above the code, then choose "${action.title}" again.`);
    host.progress('Thinking');
    const messages = await messagesFor(host, this.#task, material);
    if (typeof messages === 'string') return refused(messages);
    const answer = await runAgent(
      { model, clock: this.#parts.clock, events: this.#events() },
      {
        messages,
        tools: tools ? definitionsOf(editTools) : [],
        windowTokens: this.#options.windowTokens,
        temperature: this.#options.temperature,
        maxTokens: this.#options.maxTokens,
        prediction: action.output === 'replace' && this.#target.text.trim() !== '' ? this.#target.text : undefined,
        cacheKey: undefined,
      },
      signal,
    );
    await this.#live.settle();
    return this.#conclude(answer, tools);
  }

  /** Cancel or failure: takes back what was streamed, or leaves it, as the user has set. */
  async leave(): Promise<Left> {
    await this.#live.stop();
    if (!this.#live.touched) return 'untouched';
    if (this.#options.onFailure === 'keep') return 'kept';
    return (await this.#live.rollback()).kind === 'done' ? 'rolled-back' : 'stuck';
  }

  #events(): AgentEvents {
    const { host } = this.#parts;
    let seen = 0;
    return {
      text: (soFar) => {
        // Only whole lines are shown, so a piece without a line break changes nothing.
        const grown = soFar.slice(soFar.length < seen ? 0 : seen).includes('\n');
        seen = soFar.length;
        const answer = grown ? codeOf(soFar) : undefined;
        if (answer === undefined || answer.kind === 'none') return;
        const code = wholeLines(answer.code);
        const lines = splitLines(code).length - 1;
        if (lines > 0) host.progress(`Writing ${lines} ${lines === 1 ? 'line' : 'lines'}`);
        if (this.#streams && lines > 0) this.#live.show(() => fitAnswer(code, this.#target, this.#snapshot.text));
      },
      thinking: () => host.progress('Thinking'),
      calling: async (calls) => {
        host.progress(progressOf(calls, editTools));
        // A tool must see the document as it is, without an edit of ours on its way.
        await this.#live.settle();
      },
      run: (call, signal) => this.#runner.run(call, signal),
    };
  }

  get #streams(): boolean {
    return this.#options.stream && this.#task.action.output === 'replace';
  }

  async #conclude(answer: AgentAnswer, tools: boolean): Promise<EditOutcome> {
    const { output } = this.#task.action;
    const found = finalCodeOf(answer.text);
    const problem = cutProblem(answer.finish);
    if (output === 'files' && tools) {
      return problem === undefined
        ? { kind: 'answered', text: answer.text, changed: this.#runner.changed }
        : this.#offer(answer.text, 'markdown', problem);
    }
    if (problem !== undefined || found.kind === 'none') {
      await this.leave();
      return this.#offer(answer.text, 'markdown', problem ?? 'The model answered without code.');
    }
    if (output === 'files' || output === 'scratch')
      return this.#offer(found.code, found.language || this.#snapshot.languageId, undefined);
    const text = fitAnswer(found.code, this.#target, this.#snapshot.text);
    if (text === this.#snapshot.text.slice(this.#target.start, this.#target.end) && !this.#live.touched)
      return { kind: 'unchanged' };
    return this.#landed(await this.#live.finish(text), found.code);
  }

  async #landed(landing: Landing, code: string): Promise<EditOutcome> {
    switch (landing.kind) {
      case 'done':
        return { kind: 'applied' };
      case 'conflict':
        await this.leave();
        return this.#offer(
          code,
          this.#snapshot.languageId,
          'You changed the same lines meanwhile, so they were left alone.',
        );
      case 'refused':
        await this.leave();
        return this.#offer(code, this.#snapshot.languageId, `The editor did not take the edit: ${landing.reason}.`);
    }
  }

  /** Nothing of an answer is lost: what cannot go into the document is shown beside it. */
  async #offer(text: string, languageId: string, reason: string | undefined): Promise<EditOutcome> {
    if (text.trim() === '') return { kind: 'unchanged' };
    const title = `${this.#task.action.id}-${baseName(pathOfUri(this.#task.uri))}`.replace(/[^\w.-]+/g, '-');
    return { kind: 'offered', uri: await this.#parts.host.openScratch({ title, languageId, text }), reason };
  }
}

function refused(message: string): EditOutcome {
  return { kind: 'refused', message };
}
