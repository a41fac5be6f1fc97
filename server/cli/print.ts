// The texts that the command line prints: help, version, the schema of the settings.
import { settingsJsonSchema } from '../settings/jsonSchema.ts';
import { type CommandName, type CommandOption, commands, standaloneOptions } from './commands.ts';

const width = 92;

/** The help text about one command, or the overview; ends with a newline. */
export function helpText(about: CommandName | undefined): string {
  const command = commands.find(({ name }) => name === about);
  if (command === undefined) return overview();
  const usage = `Usage: codestral-lsp ${[command.name, command.operands, '[OPTIONS]'].filter((word) => word !== '').join(' ')}`;
  const paragraphs = [command.summary, ...command.details].map((text) => wrapped(text, ''));
  return `${[usage, ...paragraphs, `Options:\n${optionLines(command.options)}`, `Example: ${command.example}`].join('\n\n')}\n`;
}

/** The JSON schema of the settings; the same text as `settings.schema.json`. */
export function schemaText(): string {
  return `${JSON.stringify(settingsJsonSchema(), undefined, 2)}\n`;
}

/** The answer to `--version`. */
export function versionText(version: string): string {
  return `codestral-lsp ${version}\n`;
}

function overview(): string {
  const commandLines = rows(
    commands.map(({ name, operands, summary }) => [[name, operands].filter((word) => word !== '').join(' '), summary]),
  );
  return `codestral-lsp: AI completion for every editor that speaks LSP

Usage: codestral-lsp --stdio             started by your editor
       codestral-lsp COMMAND [OPTIONS]

Commands:
${commandLines}

Options:
${optionLines(standaloneOptions)}

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
Settings are described in docs/settings.md, keys and privacy in README.md.
`;
}

function optionLines(options: readonly CommandOption[]): string {
  return rows(
    options.map(({ name, value, description }) => [`--${name}${value === undefined ? '' : ` ${value}`}`, description]),
  );
}

/** Two columns; the second one wraps below itself. */
function rows(pairs: readonly (readonly [string, string])[]): string {
  const first = Math.max(...pairs.map(([name]) => name.length)) + 4;
  return pairs.map(([name, text]) => `  ${name}`.padEnd(first) + wrapped(text, ' '.repeat(first))).join('\n');
}

function wrapped(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${indent}`);
}
