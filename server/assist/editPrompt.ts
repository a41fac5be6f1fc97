// From an action and a document to the messages that ask for the edit.
import {
  commitMessages,
  type EditMaterial,
  editMessages,
  fillTemplate,
  newFileMessages,
  workMessages,
} from '../chat/prompts.ts';
import type { ChatMessage } from '../model/chat.ts';
import { type DocumentSnapshot, pathOfUri } from '../text/document.ts';
import type { Action } from './actions.ts';
import type { AgentAnswer } from './agent.ts';
import type { AssistHost, HostDiagnostic } from './host.ts';
import { shownPath } from './place.ts';
import { surroundings, type Target } from './target.ts';
import { diagnosticLine } from './toolRunner.ts';

/** A staged diff longer than this is cut: generated files make up most of such a commit. */
const longestDiff = 60_000;

/** For the user, when a document must not leave the machine. */
export const excludedMessage = 'This file is excluded by your settings, so it is not sent to a model.';

/** What somebody asked for, whatever part of the document it is about. */
export interface Asked {
  readonly action: Action;
  readonly uri: string;
  /** What the user said when the client asked; an `AI:` comment says the rest. */
  readonly instruction: string | undefined;
  readonly diagnostics: readonly HostDiagnostic[];
}

/** Everything an action may tell the model about the code. */
export function materialOf(
  host: Pick<AssistHost, 'folders'>,
  task: Asked,
  {
    snapshot,
    target,
    tools,
  }: { readonly snapshot: DocumentSnapshot; readonly target: Target; readonly tools: boolean },
): EditMaterial {
  const words = [task.instruction, target.instruction].filter((one) => one !== undefined && one.trim() !== '');
  const path = shownPath(host, pathOfUri(snapshot.uri));
  const diagnostics = task.diagnostics.map((one) => diagnosticLine(host, one));
  const instruction = words.length === 0 ? undefined : words.join('\n');
  const values = {
    selection: target.selected ?? target.text,
    file: path,
    diagnostics: diagnostics.join('\n'),
    instruction: instruction ?? '',
  };
  return {
    task: fillTemplate(task.action.task, values),
    instruction,
    path,
    languageId: snapshot.languageId,
    ...surroundings(snapshot.text, target),
    target: target.text,
    selected: target.selected,
    diagnostics,
    tools,
  };
}

/** The messages for an action, or a sentence for the user about what is missing. */
export async function messagesFor(
  host: Pick<AssistHost, 'staged'>,
  task: Asked,
  material: EditMaterial,
): Promise<readonly ChatMessage[] | string> {
  switch (task.action.output) {
    case 'commit': {
      const staged = await host.staged(task.uri);
      if (staged === undefined || staged.diff.trim() === '')
        return 'Nothing is staged, so there is no commit to describe.';
      const left = staged.diff.length - longestDiff;
      const diff =
        left > 0 ? `${staged.diff.slice(0, longestDiff)}\n[… ${left} characters of the diff left out]` : staged.diff;
      return commitMessages(diff, staged.recent, material.instruction);
    }
    case 'files':
      return material.tools ? workMessages(material) : newFileMessages(material);
    case 'scratch':
      return newFileMessages(material);
    case 'replace':
      return editMessages(material);
    case 'chat':
      return 'This action is a chat.';
  }
}

/** Why an answer is no complete one, for the user; `undefined` when it is. */
export function cutProblem(finish: AgentAnswer['finish']): string | undefined {
  switch (finish) {
    case 'stop':
    case 'tool-calls':
      return undefined;
    case 'length':
      return 'The answer reached its length limit and is not complete.';
    case 'rounds':
      return 'The model kept calling tools and was stopped.';
    case 'cut':
    case 'error':
      return 'The connection broke off before the answer was complete.';
  }
}
