// The generated pages: what settings.schema.json, docs/settings.md, docs/commands.md and clients/helix/languages.toml must hold.

import { commands, standaloneOptions } from '../../server/cli/commands.ts';
import { helixFile } from '../../server/cli/config.ts';
import { schemaText } from '../../server/cli/print.ts';
import { type JsonSchema, valueSchema } from '../../server/settings/jsonSchema.ts';
import { settingEntries } from '../../server/settings/schema.ts';
import type { SettingEntry, SettingScope } from '../../server/settings/setting.ts';

const generatedNote = '<!-- Generated from the code by `npm run docs`; a test fails when this page is stale. -->';

/** Path inside the repository and text of every generated file. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    'settings.schema.json': schemaText(),
    'docs/settings.md': settingsPage(),
    'docs/commands.md': commandsPage(),
    'clients/helix/languages.toml': helixFile(),
  };
}

const scopeWords: Readonly<Record<SettingScope, string>> = {
  anywhere: 'yes',
  stricter: 'only stricter',
  user: 'no',
};

function settingsPage(): string {
  const entries = settingEntries();
  const groups = [...new Set(entries.map(groupOf))];
  return `# Settings

${generatedNote}

Nothing has to be set: with a key in \`MISTRAL_API_KEY\` or \`CODESTRAL_API_KEY\` Codestral completes, without one the embedded engine does.

Settings come from four places, each stronger than the one before:

1. the defaults below,
2. your settings file \`codestral-lsp/settings.json\` in \`$XDG_CONFIG_HOME\` or \`~/.config\` (\`~/Library/Application Support\` on macOS, \`%APPDATA%\` on Windows),
3. your editor (\`initializationOptions\`, or the section \`codestral\` of its language server settings),
4. \`.codestral-lsp.json\` in the workspace folder.

The last one comes with the repository, so it cannot set what would send your code or your key elsewhere, or cost you more.
The column "in a repository" says what it may do: "only stricter" means that it can switch off but not on, lower a number but not raise it, and add to a list but not take away.

A wrong value is reported and falls back alone; everything else applies.
\`codestral-lsp doctor\` shows every value that is not the default, and where it comes from.
Settings are JSON without comments; [settings.schema.json](../settings.schema.json) lets an editor check and complete them:

\`\`\`json
{
  "completion": { "debounceMs": 150, "multiline": "never" },
  "providers": { "mistral": { "apiKeyCommand": ["pass", "mistral"] } }
}
\`\`\`

${groups.map((group) => groupSection(group, entries)).join('\n')}`;
}

function groupSection(group: string, entries: readonly SettingEntry[]): string {
  const own = entries.filter((entry) => groupOf(entry) === group);
  const rows = own.map((entry) => {
    const name = entry.path.slice(group.length + 1);
    return `| \`${name}\` | ${valuesOf(valueSchema(entry))} | ${defaultOf(entry)} | ${scopeWords[entry.scope]} | ${cell(entry.description)} |`;
  });
  const long = own.filter(isLong).map((entry) => {
    const items = (entry.default as readonly string[]).map((item) => `- \`${item}\``);
    return `\nDefault of \`${entry.path}\`:\n\n${items.join('\n')}\n`;
  });
  return `## ${group}

| setting | values | default | in a repository | meaning |
|---|---|---|---|---|
${rows.join('\n')}
${long.join('')}`;
}

function groupOf({ path }: SettingEntry): string {
  return path.slice(0, path.lastIndexOf('.'));
}

function isLong({ default: value }: SettingEntry): boolean {
  return Array.isArray(value) && value.length > 3;
}

function defaultOf(entry: SettingEntry): string {
  return isLong(entry) ? 'see below' : `\`${JSON.stringify(entry.default)}\``;
}

/** The values of a JSON schema in words. */
function valuesOf(schema: JsonSchema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((word) => `\`${JSON.stringify(word)}\``).join(', ');
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map((one: JsonSchema) => valuesOf(one)).join(' or ');
  switch (schema.type) {
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
      return `whole number, ${rangeOf(schema)}`;
    case 'number':
      return `number, ${rangeOf(schema)}`;
    case 'array':
      return (schema.items as JsonSchema).type === 'object' ? 'list of objects' : 'list of texts';
    case 'string':
      return schema.format === 'uri' ? 'address' : 'text';
    case 'null':
      return '`null`';
    default:
      throw new Error(
        `docs/settings.md has no words for the schema ${JSON.stringify(schema)}; add them in test/tools/pages.ts`,
      );
  }
}

function rangeOf({ minimum, maximum }: JsonSchema): string {
  return maximum === undefined ? `at least ${String(minimum)}` : `${String(minimum)} to ${String(maximum)}`;
}

function commandsPage(): string {
  const sections = commands.map(({ name, operands, summary, details, options, example }) => {
    const rows = options.map((option) => `| ${flag(option)} | ${cell(option.description)} |`);
    return `## codestral-lsp ${[name, operands].filter((word) => word !== '').join(' ')}

${[summary, ...details].map(sentencePerLine).join('\n\n')}

| option | meaning |
|---|---|
${rows.join('\n')}

\`\`\`sh
${example}
\`\`\`
`;
  });
  return `# The command line

${generatedNote}

Editors start the server with \`codestral-lsp --stdio\`.
Everything else is for a person at a terminal.

| option | meaning |
|---|---|
${standaloneOptions.map((option) => `| ${flag(option)} | ${cell(option.description)} |`).join('\n')}

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.

${sections.join('\n')}`;
}

function flag({ name, value }: { readonly name: string; readonly value: string | undefined }): string {
  return `\`--${name}${value === undefined ? '' : ` ${value}`}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function sentencePerLine(text: string): string {
  return text.replaceAll(/(?<=[.!?]) (?=[A-Z])/g, '\n');
}
