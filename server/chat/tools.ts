// The functions a model may call, and the readers that turn what it sends (any JSON, or none) into a request or a text for the model.
import type { ToolDefinition } from '../model/chat.ts';
import type { ToolCall } from '../model/parts.ts';
import type { LineRange } from './transcript.ts';

/** A tool call that makes sense. Paths are as the model wrote them: not checked, relative to the workspace. */
export type ToolRequest =
  | { readonly tool: 'read_file'; readonly path: string; readonly lines: LineRange | undefined }
  | { readonly tool: 'list_files'; readonly folder: string; readonly pattern: string | undefined }
  | {
      readonly tool: 'search_text';
      readonly query: string;
      readonly regex: boolean;
      readonly ignoreCase: boolean;
      readonly folder: string;
      readonly pattern: string | undefined;
    }
  | { readonly tool: 'diagnostics'; readonly path: string | undefined }
  | { readonly tool: 'outline'; readonly path: string }
  | { readonly tool: 'edit_file'; readonly path: string; readonly oldText: string; readonly newText: string };

export type ToolName = ToolRequest['tool'];

/** `problem`: one or two sentences for the model, which then calls again. */
export type ReadCall =
  | { readonly kind: 'request'; readonly request: ToolRequest }
  | { readonly kind: 'problem'; readonly message: string };

/** Longer arguments than any sensible path or pattern are refused before anything works on them. */
const longestName = 1000;

const path = { type: 'string', description: 'Path relative to the workspace folder, with /.' };
const folder = { type: 'string', description: 'Folder relative to the workspace folder; empty for all of it.' };
const pattern = { type: 'string', description: 'Glob for the path, such as **/*.test.ts.' };
const line = (what: string) => ({ type: 'integer', description: `${what} line, counted from 1.` });

/** All tools, in the order we tell them. */
export const toolDefinitions: readonly (ToolDefinition & { readonly name: ToolName })[] = [
  define(
    'read_file',
    'Read a text file of the workspace, unsaved changes included. Lines are shown with their numbers.',
    {
      required: { path },
      optional: { from: line('First'), to: line('Last') },
    },
  ),
  define('list_files', 'List the files of the workspace or of a folder in it. Ignored files are left out.', {
    required: {},
    optional: { folder, pattern },
  }),
  define('search_text', 'Find lines in the files of the workspace that hold a text or match a regular expression.', {
    required: {
      query: { type: 'string', description: 'What to look for, within one line.' },
    },
    optional: {
      regex: {
        type: 'boolean',
        description: 'True when query is a regular expression (no look-around, no back-references).',
      },
      ignoreCase: { type: 'boolean', description: 'True when upper and lower case are the same.' },
      folder,
      pattern,
    },
  }),
  define('diagnostics', 'Errors and warnings that the editor shows for a file, or for all open files.', {
    required: {},
    optional: { path },
  }),
  define('outline', 'The declarations of a file with their line numbers.', { required: { path }, optional: {} }),
  define(
    'edit_file',
    'Replace a text of a file by another. oldText must occur exactly once; take it from the file with enough neighbouring lines. ' +
      'To create a file, give an empty oldText.',
    {
      required: {
        path,
        oldText: { type: 'string', description: 'The lines to replace, exactly as they stand in the file.' },
        newText: { type: 'string', description: 'The lines to put there.' },
      },
      optional: {},
    },
  ),
];

/** The definitions of these tools. */
export function definitionsOf(names: readonly ToolName[]): readonly ToolDefinition[] {
  return toolDefinitions.filter((definition) => names.includes(definition.name));
}

/** Reads a tool call. Numbers and booleans in quotes are taken as what they say; unknown arguments are ignored. */
export function readToolCall(call: Pick<ToolCall, 'name' | 'input'>, offered: readonly ToolName[]): ReadCall {
  const definition = toolDefinitions.find(({ name }) => name === call.name);
  if (definition === undefined || !offered.includes(definition.name)) {
    return problem(`There is no tool ${JSON.stringify(call.name.slice(0, 64))}. Available: ${offered.join(', ')}.`);
  }
  const input = parseObject(call.input);
  if (input === undefined)
    return problem(`The arguments of ${call.name} are not a JSON object. Send them again as valid JSON.`);
  try {
    return { kind: 'request', request: readArguments(definition.name, new Arguments(definition.name, input)) };
  } catch (error) {
    if (error instanceof ArgumentError) return problem(error.message);
    throw error;
  }
}

function readArguments(name: ToolName, given: Arguments): ToolRequest {
  switch (name) {
    case 'read_file':
      return { tool: name, path: given.name('path'), lines: given.lines() };
    case 'list_files':
      return { tool: name, folder: given.optionalName('folder') ?? '', pattern: given.optionalName('pattern') };
    case 'search_text':
      return {
        tool: name,
        query: given.name('query'),
        regex: given.flag('regex'),
        ignoreCase: given.flag('ignoreCase'),
        folder: given.optionalName('folder') ?? '',
        pattern: given.optionalName('pattern'),
      };
    case 'diagnostics':
      return { tool: name, path: given.optionalName('path') };
    case 'outline':
      return { tool: name, path: given.name('path') };
    case 'edit_file':
      return { tool: name, path: given.name('path'), oldText: given.text('oldText'), newText: given.text('newText') };
  }
}

/** Ends the reading of one call; its message is for the model. */
class ArgumentError extends Error {}

class Arguments {
  readonly #tool: string;
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(tool: string, values: Readonly<Record<string, unknown>>) {
    this.#tool = tool;
    this.#values = values;
  }

  text(key: string): string {
    const value = this.#values[key];
    if (typeof value === 'string') return value;
    throw new ArgumentError(`${this.#tool} needs the argument ${key}, a string.`);
  }

  name(key: string): string {
    const value = this.text(key);
    if (value === '') throw new ArgumentError(`The argument ${key} of ${this.#tool} is empty.`);
    if (value.length > longestName) throw new ArgumentError(`The argument ${key} of ${this.#tool} is too long.`);
    return value;
  }

  optionalName(key: string): string | undefined {
    const value = this.#values[key];
    return value === undefined || value === null || value === '' ? undefined : this.name(key);
  }

  flag(key: string): boolean {
    const value = this.#values[key] ?? false;
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw new ArgumentError(`The argument ${key} of ${this.#tool} must be true or false.`);
  }

  lines(): LineRange | undefined {
    const from = this.#lineNumber('from');
    const to = this.#lineNumber('to');
    if (from === undefined && to === undefined) return undefined;
    const range = { from: from ?? 1, to: to ?? Number.MAX_SAFE_INTEGER };
    if (range.to < range.from) throw new ArgumentError(`Line ${range.to} comes before line ${range.from}.`);
    return range;
  }

  #lineNumber(key: string): number | undefined {
    const value = this.#values[key];
    if (value === undefined || value === null || value === '') return undefined;
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 1) return number;
    throw new ArgumentError(`The argument ${key} of ${this.#tool} must be a line number, counted from 1.`);
  }
}

function define(
  name: ToolName,
  description: string,
  fields: {
    readonly required: Readonly<Record<string, unknown>>;
    readonly optional: Readonly<Record<string, unknown>>;
  },
): ToolDefinition & { readonly name: ToolName } {
  const properties = { ...fields.required, ...fields.optional };
  return { name, description, parameters: { type: 'object', properties, required: Object.keys(fields.required) } };
}

/** No arguments at all are an empty object: some models send nothing when nothing is required. */
function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  if (json.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function problem(message: string): ReadCall {
  return { kind: 'problem', message };
}
