// The settings of actions and chats: the group `chat` of the tree in `schema.ts`.
import * as v from 'valibot';
import { atLeastOne, choice, list, modelName, nullable, numberUpTo, switchedOn, text, wholeNumber } from './kinds.ts';
import { setting } from './setting.ts';

const idMessage = 'must be letters, digits, dots, dashes or underscores';
const kindMessage = "must be a kind of code actions, such as 'refactor.rewrite'";

/** An action of the user's own. Only `id`, `title` and `prompt` must be given. */
const ownAction = v.strictObject(
  {
    id: v.pipe(v.string(idMessage), v.regex(/^[\w.-]+$/, idMessage)),
    title: atLeastOne,
    kind: v.optional(v.pipe(v.string(kindMessage), v.regex(/^[A-Za-z]\w*(\.\w+)*$/, kindMessage)), 'refactor.rewrite'),
    prompt: atLeastOne,
    languages: v.optional(list(text), []),
    output: v.optional(choice(['replace', 'chat']), 'replace'),
  },
  "must be an action: an object with 'id', 'title' and 'prompt', and perhaps 'kind', 'languages' and 'output'",
);

export type OwnAction = Readonly<v.InferOutput<typeof ownAction>>;

export const chatSettings = {
  enabled: setting(switchedOn, {
    default: true,
    scope: 'stricter',
    description: 'Whether code actions and chats are offered at all.',
  }),
  model: setting(nullable(modelName), {
    default: null,
    scope: 'user',
    description:
      'Which model edits and chats, as `provider/model`. `null` means `mistral/codestral-latest`. A chat can name another one at its top.',
  }),
  temperature: setting(numberUpTo(1.5), {
    default: 0.1,
    scope: 'anywhere',
    description: 'How freely the model chooses its words: 0 gives nearly the same answer each time.',
  }),
  maxTokens: setting(nullable(wholeNumber(16, 128_000)), {
    default: null,
    scope: 'stricter',
    description: "The longest answer to ask for, in tokens of the model; `null` leaves it to the model's own limit.",
  }),
  systemPrompt: setting(nullable(atLeastOne), {
    default: null,
    scope: 'user',
    description: 'What a chat tells the model about itself, in place of our own sentence. A chat can name another one.',
  }),
  tools: setting(switchedOn, {
    default: true,
    scope: 'stricter',
    description: 'Whether the model may look into the workspace, and propose changes of other files, by calling tools.',
  }),
  streamEdits: setting(choice(['auto', 'always', 'never']), {
    default: 'auto',
    scope: 'anywhere',
    description:
      'Whether an answer appears in the document while it is written. `auto`: in chats yes; in code only where the editor undoes it all in one step.',
  }),
  unfinishedEdits: setting(choice(['roll-back', 'keep']), {
    default: 'roll-back',
    scope: 'anywhere',
    description:
      'What becomes of lines that have appeared in your code when the rest never comes, because you cancelled or the model failed.',
  }),
  location: setting(choice(['workspace', 'state']), {
    default: 'workspace',
    scope: 'user',
    description:
      'Where new chats are made: in the folder `.codestral` of the workspace, which git ignores, or in your own state folder. Neovim and Eglot start a second server, which sees no workspace, for a file outside of it.',
  }),
  actions: setting(v.array(ownAction, 'must be a list'), {
    default: [],
    scope: 'user',
    description:
      'Actions of your own for the menu of code actions: each has an `id`, a `title` and a `prompt`, and perhaps a `kind`, `languages` and an `output`; docs/actions.md shows some.',
  }),
} as const;
