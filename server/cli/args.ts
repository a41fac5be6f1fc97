// From the words of the command line to one command, or to a sentence that says what was wrong. Pure; loads nothing heavy.
import { parseArgs } from 'node:util';
import { type ChatCommand, type EditCommand, parseChat, parseEdit } from './chatArgs.ts';
import { type CommandDescription, type CommandName, commands, standaloneOptions } from './commands.ts';
import { type ConfigEditor, configEditors, isConfigEditor } from './config.ts';

/** What the user wants. */
export type Command =
  | { readonly kind: 'serve' }
  | CompleteCommand
  | ChatCommand
  | EditCommand
  | DoctorCommand
  | UsageCommand
  | ModelsCommand
  | ConfigCommand
  | { readonly kind: 'print-settings-schema' }
  | { readonly kind: 'version' }
  /** Help about one command, or about all. */
  | { readonly kind: 'help'; readonly about: CommandName | undefined }
  /** Wrong usage: exit code 2. */
  | { readonly kind: 'wrong'; readonly message: string };

export interface CompleteCommand {
  readonly kind: 'complete';
  /** As given: relative to the working directory or absolute. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly json: boolean;
  readonly explain: boolean;
  readonly provider: string | undefined;
  /** Name at the provider, or `provider/model`. */
  readonly model: string | undefined;
}

export interface DoctorCommand {
  readonly kind: 'doctor';
  readonly json: boolean;
  readonly online: boolean;
  /** A path whose exclusion is to be checked. */
  readonly file: string | undefined;
}

export interface UsageCommand {
  readonly kind: 'usage';
  readonly json: boolean;
  /** As given: a day, a month or `7d`. */
  readonly since: string | undefined;
}

export interface ModelsCommand {
  readonly kind: 'models';
  readonly json: boolean;
  readonly provider: string | undefined;
}

export interface ConfigCommand {
  readonly kind: 'config';
  readonly editor: ConfigEditor;
  /** As given: names with commas between them. */
  readonly languages: string | undefined;
}

type Flags = Readonly<Record<string, string | boolean | undefined>>;

/** Reads the arguments behind the name of the program. */
export function parseCommand(argv: readonly string[]): Command {
  const [first, ...rest] = argv;
  if (first === undefined) return wrong('Nothing to do. An editor starts the server with: codestral-lsp --stdio');
  if (first === '-h') return { kind: 'help', about: undefined };
  if (first.startsWith('-')) return parseStandalone(argv);
  if (first === 'help') return parseHelp(rest);
  const command = commands.find((candidate) => candidate.name === first);
  if (command === undefined) {
    return wrong(`There is no command '${first}'. The commands are: ${commands.map(({ name }) => name).join(', ')}.`);
  }
  return parseNamed(command, rest);
}

function parseStandalone(argv: readonly string[]): Command {
  const parsed = read(argv, [
    ...standaloneOptions,
    // vscode-languageclient adds it; vscode-languageserver reads it from the process itself and ends with that process.
    { name: 'clientProcessId', value: 'PID' },
  ]);
  if ('message' in parsed) return wrong(`${parsed.message} Run: codestral-lsp --help`);
  if (parsed.operands.length > 0) return wrong(`'${parsed.operands[0]}' is not expected here.`);
  const asked = standaloneOptions.map(({ name }) => name).filter((name) => parsed.flags[name] === true);
  if (asked.length > 1) return wrong(`--${asked[0]} and --${asked[1]} do not go together.`);
  switch (asked[0]) {
    case 'stdio':
      return { kind: 'serve' };
    case 'print-settings-schema':
      return { kind: 'print-settings-schema' };
    case 'version':
      return { kind: 'version' };
    case 'help':
      return { kind: 'help', about: undefined };
    default:
      return wrong('The server speaks over stdin and stdout only. Start it with: codestral-lsp --stdio');
  }
}

function parseHelp(operands: readonly string[]): Command {
  const command = commands.find(({ name }) => name === operands[0]);
  if (operands[0] !== undefined && command === undefined) return wrong(`There is no command '${operands[0]}'.`);
  return { kind: 'help', about: command?.name };
}

function parseNamed(command: CommandDescription, argv: readonly string[]): Command {
  if (argv.includes('--help') || argv.includes('-h')) return { kind: 'help', about: command.name };
  const parsed = read(argv, command.options);
  const cure = `Run: codestral-lsp ${command.name} --help`;
  if ('message' in parsed) return wrong(`${parsed.message} ${cure}`);
  const { flags, operands } = parsed;
  if (command.name === 'complete') return parseComplete(operands, flags);
  if (command.name === 'chat') return parseChat(operands, flags);
  if (command.name === 'edit') return parseEdit(operands, flags);
  if (command.name === 'config') return parseConfig(operands, flags);
  if (operands.length > 0) return wrong(`'${operands[0]}' is not expected here. ${cure}`);
  const json = flags.json === true;
  switch (command.name) {
    case 'doctor':
      return { kind: 'doctor', json, online: flags.online === true, file: textOf(flags.file) };
    case 'usage':
      return { kind: 'usage', json, since: textOf(flags.since) };
    case 'models':
      return { kind: 'models', json, provider: textOf(flags.provider) };
  }
}

function parseComplete(operands: readonly string[], flags: Flags): Command {
  const [place, ...more] = operands;
  if (place === undefined || more.length > 0) {
    return wrong('One place is expected, such as: codestral-lsp complete src/main.ts:12:8');
  }
  // The file is as long as it can be, so that C:\main.ts:3:1 and names with colons work.
  const found = /^(.+):(\d+):(\d+)$/s.exec(place);
  const [, file, line, column] = found ?? [];
  if (file === undefined || line === undefined || column === undefined) {
    return wrong(`'${place}' is not FILE:LINE:COLUMN, such as src/main.ts:12:8.`);
  }
  if (Number(line) < 1 || Number(column) < 1)
    return wrong(`Lines and columns count from 1, so '${place}' is no place.`);
  return {
    kind: 'complete',
    file,
    line: Number(line),
    column: Number(column),
    json: flags.json === true,
    explain: flags.explain === true,
    provider: textOf(flags.provider),
    model: textOf(flags.model),
  };
}

function parseConfig([editor, ...more]: readonly string[], flags: Flags): Command {
  if (editor === undefined || more.length > 0) {
    return wrong('One editor is expected, such as: codestral-lsp config helix --languages rust,go');
  }
  if (!isConfigEditor(editor)) {
    return wrong(
      `There is no set-up for '${editor}'. There are: ${configEditors.join(', ')}; docs/clients.md has others.`,
    );
  }
  return { kind: 'config', editor, languages: textOf(flags.languages) };
}

type Parsed = { readonly flags: Flags; readonly operands: readonly string[] } | { readonly message: string };

function read(argv: readonly string[], options: readonly { name: string; value: string | undefined }[]): Parsed {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: Object.fromEntries(
        options.map(({ name, value }) => [name, { type: value === undefined ? 'boolean' : 'string' } as const]),
      ),
    });
    return { flags: values as Flags, operands: positionals };
  } catch (error) {
    // Node's first sentence names the option; the ones behind it are about quoting.
    const message = error instanceof Error ? error.message : String(error);
    return { message: `${message.split(/\.\s|\n/, 1)[0]?.replace(/\.$/, '')}.` };
  }
}

function textOf(flag: string | boolean | undefined): string | undefined {
  return typeof flag === 'string' ? flag : undefined;
}

function wrong(message: string): Command {
  return { kind: 'wrong', message };
}
