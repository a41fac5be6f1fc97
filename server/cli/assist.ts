// What `chat` and `edit` have in common: the settings with the flags on top, and the parts that run edits and chats.
import type { Assistance } from '../assist/assistance.ts';
import { createCompletions } from '../compose.ts';
import { createAssistance } from '../composeAssist.ts';
import { createLoggers, type World } from '../composeWorld.ts';
import type { ModelChoice } from './chatArgs.ts';
import type { Output } from './output.ts';

export interface CliAssistance {
  readonly assistance: Assistance;
  /** Shows what is going on, where somebody watches. */
  readonly status: (text: string) => void;
  /** Prints a sentence for the user, behind the program's name. */
  readonly tell: (sentence: string) => void;
  /** Call it before the end: resolves when costs are on disk. */
  readonly close: () => Promise<void>;
}

/** `folder`: the workspace. `more`: further settings of `chat` that the flags say. */
export async function startAssistance(
  world: World,
  { choice, folder, more }: { readonly choice: ModelChoice; readonly folder: string; readonly more: object },
  output: Output,
): Promise<CliAssistance> {
  const status = output.status ?? (() => {});
  const tell = (sentence: string) => {
    status('');
    output.err(`codestral-lsp: ${sentence}\n`);
  };
  const { temperature, maxTokens } = choice;
  const model = choice.model?.includes('/') === false ? `mistral/${choice.model}` : choice.model;
  const given = Object.entries({ model, temperature, maxTokens, ...more }).filter(([, value]) => value !== undefined);
  world.settings.setClient({ chat: Object.fromEntries(given) });
  const log = createLoggers(world);
  const completions = createCompletions(world, {
    log: (room) => log(room, () => {}),
    say: (_kind, _type, message) => tell(message),
  });
  await completions.load([folder]);
  for (const issue of world.settings.issues()) tell(issue.message);
  return {
    assistance: createAssistance(world, completions),
    status,
    tell,
    close: async () => {
      status('');
      await completions.flush();
    },
  };
}
