// From the words of the command line to a command.
import { expect, test } from 'vitest';
import { parseCommand } from '../../../server/cli/args.ts';
import { commands } from '../../../server/cli/commands.ts';

const free = { model: undefined, temperature: undefined, maxTokens: undefined };
const shorter = { instruction: 'shorter', write: false, ...free };
const plain = { json: false, explain: false, provider: undefined, model: undefined };

test.each([
  [['--stdio'], { kind: 'serve' }],
  [['--stdio', '--clientProcessId=12'], { kind: 'serve' }],
  [['--stdio', '--clientProcessId', '12'], { kind: 'serve' }],
  [['--version'], { kind: 'version' }],
  [['--print-settings-schema'], { kind: 'print-settings-schema' }],
  [['--help'], { kind: 'help', about: undefined }],
  [['-h'], { kind: 'help', about: undefined }],
  [['help'], { kind: 'help', about: undefined }],
  [['help', 'doctor'], { kind: 'help', about: 'doctor' }],
  [['complete', '--help'], { kind: 'help', about: 'complete' }],
  [['complete', 'main.ts:3:1'], { kind: 'complete', file: 'main.ts', line: 3, column: 1, ...plain }],
  [['complete', 'C:\\src\\main.ts:3:1'], { kind: 'complete', file: 'C:\\src\\main.ts', line: 3, column: 1, ...plain }],
  [['complete', 'a:1:2:3:4'], { kind: 'complete', file: 'a:1:2', line: 3, column: 4, ...plain }],
  [
    ['complete', '--json', 'a.py:1:1', '--explain', '--provider', 'ngram', '--model=x/y'],
    { kind: 'complete', file: 'a.py', line: 1, column: 1, json: true, explain: true, provider: 'ngram', model: 'x/y' },
  ],
  [['complete', '--', '-odd.py:1:1'], { kind: 'complete', file: '-odd.py', line: 1, column: 1, ...plain }],
  [
    ['chat', 'Why', 'so?'],
    { kind: 'chat', prompt: 'Why so?', file: undefined, tools: false, system: undefined, ...free },
  ],
  [['edit', 'a.ts', 'shorter'], { kind: 'edit', file: 'a.ts', lines: undefined, ...shorter }],
  [['edit', 'a.ts:3', 'shorter'], { kind: 'edit', file: 'a.ts', lines: { from: 3, to: 3 }, ...shorter }],
  [['edit', 'C:\\a.ts:3-5', 'shorter'], { kind: 'edit', file: 'C:\\a.ts', lines: { from: 3, to: 5 }, ...shorter }],
  [['doctor'], { kind: 'doctor', json: false, online: false, file: undefined }],
  [['doctor', '--json', '--online', '--file', '.env'], { kind: 'doctor', json: true, online: true, file: '.env' }],
  [['usage'], { kind: 'usage', json: false, since: undefined }],
  [['usage', '--since', '7d', '--json'], { kind: 'usage', json: true, since: '7d' }],
  [['models'], { kind: 'models', json: false, provider: undefined }],
  [['models', '--json', '--provider=ollama'], { kind: 'models', json: true, provider: 'ollama' }],
  [['config', 'emacs'], { kind: 'config', editor: 'emacs', languages: undefined }],
  [['config', 'helix', '--languages', 'rust,go'], { kind: 'config', editor: 'helix', languages: 'rust,go' }],
])('%j is understood', (argv, command) => {
  expect(parseCommand(argv)).toEqual(command);
});

test.each([
  [[], 'Nothing to do. An editor starts the server with: codestral-lsp --stdio'],
  [
    ['complte'],
    "There is no command 'complte'. The commands are: complete, chat, edit, doctor, usage, models, config.",
  ],
  [['help', 'complte'], "There is no command 'complte'."],
  [['--pipe=x'], "Unknown option '--pipe'. Run: codestral-lsp --help"],
  [['--clientProcessId=1'], 'The server speaks over stdin and stdout only. Start it with: codestral-lsp --stdio'],
  [['--stdio', '--version'], '--stdio and --version do not go together.'],
  [['--stdio', 'main.ts'], "'main.ts' is not expected here."],
  [['complete'], 'One place is expected, such as: codestral-lsp complete src/main.ts:12:8'],
  [['complete', 'a:1:1', 'b:1:1'], 'One place is expected, such as: codestral-lsp complete src/main.ts:12:8'],
  [['complete', 'main.ts'], "'main.ts' is not FILE:LINE:COLUMN, such as src/main.ts:12:8."],
  [['complete', 'main.ts:3'], "'main.ts:3' is not FILE:LINE:COLUMN, such as src/main.ts:12:8."],
  [['complete', 'main.ts:0:1'], "Lines and columns count from 1, so 'main.ts:0:1' is no place."],
  [['complete', 'a:1:1', '--foo'], "Unknown option '--foo'. Run: codestral-lsp complete --help"],
  [['complete', 'a:1:1', '--json=1'], "Option '--json' does not take an argument. Run: codestral-lsp complete --help"],
  [['complete', 'a:1:1', '--model'], "Option '--model <value>' argument missing. Run: codestral-lsp complete --help"],
  [['edit', 'a.ts:3-2', 'x'], "Lines count from 1 and the first comes first, so 'a.ts:3-2' is no place."],
  [['edit', 'a.ts', 'x', '--max-tokens=2'], "--max-tokens is a whole number from 16 to 128000, not '2'."],
  [['chat', 'x', '--temperature', 'hot'], "--temperature is a number from 0 to 1.5, not 'hot'."],
  [['usage', 'today'], "'today' is not expected here. Run: codestral-lsp usage --help"],
  [['models', 'mistral'], "'mistral' is not expected here. Run: codestral-lsp models --help"],
  [['config'], 'One editor is expected, such as: codestral-lsp config helix --languages rust,go'],
  [['config', 'vim'], "There is no set-up for 'vim'. There are: helix, neovim, emacs; docs/clients.md has others."],
  [['doctor', 'x'], "'x' is not expected here. Run: codestral-lsp doctor --help"],
])('%j is wrong usage, explained', (argv, message) => {
  expect(parseCommand(argv)).toEqual({ kind: 'wrong', message });
});

test.each(commands.flatMap(({ name, options }) => options.map((option) => [name, option] as const)))(
  '%s takes its option $name',
  (name, option) => {
    const places: Readonly<Record<string, readonly string[]>> = {
      complete: ['a:1:1'],
      edit: ['a', 'b'],
      config: ['helix'],
    };
    const place = places[name] ?? [];
    const isNumber = option.value === 'NUMBER' || option.value === 'COUNT';
    const value = option.value === 'NUMBER' ? '1' : option.value === 'COUNT' ? '20' : 'x';
    const given = parseCommand([name, ...place, `--${option.name}${option.value === undefined ? '' : `=${value}`}`]);
    const field = option.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(given).toMatchObject({
      kind: name,
      [field]: option.value === undefined ? true : isNumber ? Number(value) : value,
    });
  },
);
