// What the command line offers: the table that arguments, help texts and docs/commands.md are derived from.

export type CommandName = 'complete' | 'chat' | 'edit' | 'doctor' | 'usage' | 'models' | 'config';

export interface CommandOption {
  /** Without the two dashes. */
  readonly name: string;
  /** What the value is called in help texts; `undefined` for an option without value. */
  readonly value: string | undefined;
  readonly description: string;
}

export interface CommandDescription {
  readonly name: CommandName;
  /** What follows the name, options apart. */
  readonly operands: string;
  /** One line for the overview. */
  readonly summary: string;
  /** Sentences for `codestral-lsp NAME --help`, one paragraph each. */
  readonly details: readonly string[];
  readonly options: readonly CommandOption[];
  readonly example: string;
}

/** Of the commands that ask a chat model. */
const chatOptions: readonly CommandOption[] = [
  { name: 'model', value: 'NAME', description: "Ask this model: a name of Mistral's, or provider/model." },
  { name: 'temperature', value: 'NUMBER', description: 'How freely it chooses its words, from 0 to 1.5.' },
  { name: 'max-tokens', value: 'COUNT', description: 'The longest answer, in tokens of the model.' },
];

/** To add a command, add an entry here and a case in `args.ts` and `run.ts`. */
export const commands: readonly CommandDescription[] = [
  {
    name: 'complete',
    operands: 'FILE:LINE:COLUMN',
    summary: 'Print the completion that the server would offer at this place.',
    details: [
      'LINE and COLUMN count from 1, COLUMN in UTF-16 units as editors speak it to language servers: column 1 is before the first character, and most emoji count as two.',
      'The file is read from disk and never changed. Without an API key the embedded engine answers, and a line on stderr says so.',
      'Exits with 0 also when there is nothing to offer; a line on stderr says why. Exits with 1 when there is no such place, when nobody could answer, or when the provider or model that you named failed, even if the embedded engine stood in for it.',
    ],
    options: [
      { name: 'json', value: undefined, description: 'Print one JSON object instead of the text.' },
      {
        name: 'explain',
        value: undefined,
        description: 'Tell on stderr each step, its time, and why there is nothing.',
      },
      {
        name: 'provider',
        value: 'NAME',
        description: 'Ask this provider, such as mistral or ngram, whatever the settings say.',
      },
      { name: 'model', value: 'NAME', description: "Ask this model: a name of the provider's, or provider/model." },
    ],
    example: 'codestral-lsp complete src/main.ts:12:8 --explain',
  },
  {
    name: 'chat',
    operands: 'PROMPT',
    summary: 'Ask the chat model, and print its answer while it comes.',
    details: [
      'What is piped in goes below the prompt; without a prompt it is the prompt. Ctrl-C stops the answer and exits with 130.',
      'No file is ever changed. The model sees what you write and attach, and with --tools what it asks to read in the workspace: the nearest folder above that holds .git or a project file.',
    ],
    options: [
      { name: 'file', value: 'PATH', description: 'Attach this file.' },
      { name: 'tools', value: undefined, description: 'Let the model read and search the workspace.' },
      ...chatOptions,
      { name: 'system', value: 'TEXT', description: 'What the model is told about itself; see chat.systemPrompt.' },
    ],
    example: 'git diff | codestral-lsp chat "What could break here?"',
  },
  {
    name: 'edit',
    operands: 'FILE[:FROM-TO] INSTRUCTION',
    summary: 'Rewrite a file, or some of its lines, as you say, and print the change as a diff.',
    details: [
      'FROM and TO are lines that count from 1; one number means one line. Ctrl-C stops it and exits with 130, and nothing is written.',
      'The diff is one that git apply and patch -p1 understand, from the root of the workspace.',
    ],
    options: [{ name: 'write', value: undefined, description: 'Change the file as well.' }, ...chatOptions],
    example: 'codestral-lsp edit src/main.ts:10-30 "use a map instead of the loop" --write',
  },
  {
    name: 'doctor',
    operands: '',
    summary: 'Check the installation, the settings and the key, and say what to do.',
    details: ['Sends nothing without --online. Never prints a key. Exits with 1 when a check fails.'],
    options: [
      { name: 'json', value: undefined, description: 'Print one JSON object, fit for a bug report.' },
      {
        name: 'online',
        value: undefined,
        description: 'Also ask the provider whether it is reachable and takes the key.',
      },
      { name: 'file', value: 'PATH', description: 'Also tell whether this file is excluded from completion.' },
    ],
    example: 'codestral-lsp doctor --online',
  },
  {
    name: 'usage',
    operands: '',
    summary: 'Show what was asked and what it cost: by day, by model, tokens, acceptance, times.',
    details: ['Reads the ledger of this machine and sends nothing. docs/usage.md explains the columns.'],
    options: [
      { name: 'json', value: undefined, description: 'Print one JSON object.' },
      {
        name: 'since',
        value: 'TIME',
        description: 'Only from this day on: 2026-01-15, 2026-01, or 7d for the last seven days.',
      },
    ],
    example: 'codestral-lsp usage --since 7d',
  },
  {
    name: 'models',
    operands: '',
    summary: 'List the models that your key may use, and which of them can complete.',
    details: ['Asks the provider for its list of models. Nothing but the key is sent, and it costs nothing.'],
    options: [
      { name: 'json', value: undefined, description: 'Print one JSON object.' },
      {
        name: 'provider',
        value: 'NAME',
        description: 'Ask this provider instead of the one that the settings choose.',
      },
    ],
    example: 'codestral-lsp models',
  },
  {
    name: 'config',
    operands: 'EDITOR',
    summary: 'Print the set-up of Helix, Neovim or Emacs, for its configuration file.',
    details: [
      'EDITOR is helix, neovim or emacs. Nothing is written: append what is printed to the file that its first line names.',
      "Helix needs an entry for every language, because an entry replaces Helix' own list of servers; the regular servers are named in it too. Without --languages it gets all that we know. Neovim and Emacs complete in every file unless languages are named. Markdown is always among them, because chats are Markdown documents.",
    ],
    options: [
      {
        name: 'languages',
        value: 'NAMES',
        description: "Only these: names as in clients/helix/languages.toml, or Neovim's, with commas between them.",
      },
    ],
    example: 'codestral-lsp config helix --languages rust,go >> ~/.config/helix/languages.toml',
  },
];

/** Options that stand alone, in the place of a command. */
export const standaloneOptions: readonly CommandOption[] = [
  { name: 'stdio', value: undefined, description: 'Run the language server on stdin and stdout. Editors start it so.' },
  { name: 'print-settings-schema', value: undefined, description: 'Print the JSON schema of the settings.' },
  { name: 'version', value: undefined, description: 'Print the version.' },
  { name: 'help', value: undefined, description: 'Print this help; after a command, the help of that command.' },
];
