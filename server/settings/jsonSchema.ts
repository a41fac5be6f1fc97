// The settings as a JSON schema, for editors that complete and check settings files.
import { toJsonSchema } from '@valibot/to-json-schema';
import { settingEntries } from './schema.ts';
import type { SettingEntry } from './setting.ts';

/** A JSON schema (draft 07) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of a settings file, with descriptions and defaults. */
export function settingsJsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of codestral-lsp',
    ...groupSchema(settingEntries(), ''),
  };
}

/** The schema of one setting's value alone. */
export function valueSchema(entry: SettingEntry): JsonSchema {
  const { $schema: _, ...schema } = toJsonSchema(entry.schema);
  return { description: entry.description, default: entry.default, ...schema };
}

function groupSchema(entries: readonly SettingEntry[], prefix: string): JsonSchema {
  const names = [...new Set(entries.map(({ path }) => path.slice(prefix.length).split('.')[0] ?? ''))];
  const properties = names.map((name) => {
    const own = entries.find(({ path }) => path === prefix + name);
    const below = entries.filter(({ path }) => path.startsWith(`${prefix}${name}.`));
    return [name, own === undefined ? groupSchema(below, `${prefix}${name}.`) : valueSchema(own)] as const;
  });
  const schemaItself = prefix === '' ? { $schema: { type: 'string' } } : {};
  return {
    type: 'object',
    properties: { ...schemaItself, ...Object.fromEntries(properties) },
    additionalProperties: false,
  };
}
