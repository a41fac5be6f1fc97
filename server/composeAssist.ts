// The part of the composition root that builds edits and chats; loaded with the first of them.
import { actionOf, builtInActions } from './assist/actions.ts';
import type { Assistance } from './assist/assistance.ts';
import { runChatTask } from './assist/chatTask.ts';
import { runEditTask } from './assist/editTask.ts';
import { OwnDocuments } from './assist/ownDocuments.ts';
import { Workspace } from './assist/workspace.ts';
import { parseTranscript } from './chat/transcript.ts';
import type { Completions } from './compose.ts';
import type { World } from './composeWorld.ts';
import { windowOf } from './model/catalog.ts';
import type { ChatModel } from './model/chat.ts';
import { ModelError } from './model/errors.ts';
import { IgnoreRules, ignoreFileNames } from './providers/ngram/ignoreRules.ts';
import { Days } from './usage/days.ts';
import { reportOf } from './usage/report.ts';
import { count, dollars } from './usage/reportText.ts';

/** For models whose window we do not know, in tokens. */
const usualWindow = 32_000;
/** More is not sent even where it fits: it costs, and answers get worse. */
const largestWindow = 120_000;
/** Room for the answer where the settings name none. */
const usualAnswer = 8000;

export function createAssistance(world: World, completions: Completions): Assistance {
  const { clock, files, environment, settings } = world;
  const { exclusion, folders } = completions;
  const chat = () => settings.current().chat;
  const windowFor = (model: ChatModel) => {
    const window = windowOf(model.id) ?? usualWindow;
    return Math.min(largestWindow, Math.max(window / 2, window - (chat().maxTokens ?? usualAnswer)));
  };
  /** The model of a chat, or a sentence for the user about why there is none. */
  const modelFor = (id: string | undefined): ChatModel | string => {
    try {
      return completions.chatModel(id);
    } catch (error) {
      if (error instanceof ModelError) return error.hint;
      throw error;
    }
  };
  const common = (model: ChatModel | undefined) => ({
    temperature: chat().temperature,
    maxTokens: chat().maxTokens ?? undefined,
    windowTokens: model === undefined ? usualWindow : windowFor(model),
    tools: chat().tools,
  });

  return {
    workspace: new Workspace({
      files,
      environment,
      folders,
      excludes: (path) => exclusion.excludes(path),
      rules: IgnoreRules.none(),
      ruleFiles: ignoreFileNames,
    }),
    ownDocuments: new OwnDocuments({
      files,
      clock,
      workspace: () => (chat().location === 'workspace' ? folders()[0] : undefined),
      state: environment.directories.state,
    }),
    enabled: () => chat().enabled,
    actions: () => (chat().enabled ? [...chat().actions.map(actionOf), ...builtInActions] : []),
    edit: async ({ host, groupsUndo }, task, signal) => {
      const stopTelling = completions.onChatWait((reason) => host.progress(reason));
      try {
        const model = completions.chatModel(undefined);
        const { streamEdits, unfinishedEdits } = chat();
        const stream = streamEdits === 'always' || (streamEdits === 'auto' && groupsUndo);
        const options = { ...common(model), stream, onFailure: unfinishedEdits };
        return await runEditTask({ host, model, clock }, { task, options }, signal);
      } catch (error) {
        if (error instanceof ModelError) return { kind: 'failed', error, left: 'untouched' };
        throw error;
      } finally {
        stopTelling();
      }
    },
    chat: async ({ host }, task, memory, signal) => {
      const stopTelling = completions.onChatWait((reason) => host.progress(reason));
      const model = modelFor(parseTranscript(host.document(task.uri)?.text ?? '').model);
      const { systemPrompt, streamEdits } = chat();
      const options = {
        ...common(typeof model === 'string' ? undefined : model),
        system: systemPrompt ?? undefined,
        stream: streamEdits !== 'never',
        cacheKey: memory.cacheKey,
      };
      const parts = { host, clock, permission: memory.permission, modelFor };
      return runChatTask(parts, { task, options }, signal).finally(stopTelling);
    },
    newId: () => Math.random().toString(36).slice(2),
    usage: async () => {
      const days = new Days();
      const today = days.startOf(days.dayOf(clock.now())) ?? clock.now();
      const calls = await completions.ledger.read(today - 6 * dayMs);
      const week = reportOf(calls, days);
      const now = reportOf(
        calls.filter((call) => call.at >= today),
        days,
      );
      const { shown, accepted } = now.completions;
      const budget = completions.ledger.explainBudget();
      return [
        `Today ${dollars(now.total.costUsd)} for ${count(now.total.calls)} calls; ${count(shown)} completions shown, ${count(accepted)} accepted.`,
        `Last 7 days: ${dollars(week.total.costUsd)} for ${count(week.total.calls)} calls.`,
        ...(budget === undefined ? [] : [budget]),
      ].join('\n');
    },
  };
}

const dayMs = 86_400_000;
