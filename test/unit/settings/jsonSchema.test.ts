// The JSON schema that editors read.
import { expect, test } from 'vitest';
import { settingsJsonSchema } from '../../../server/settings/jsonSchema.ts';
import { settingEntries } from '../../../server/settings/schema.ts';

function at(path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (node, name) => (node as { properties: Record<string, unknown> }).properties[name],
      settingsJsonSchema(),
    );
}

test.each(settingEntries().map((entry) => [entry.path, entry] as const))(
  '%s is in it with words and default',
  (path, entry) => {
    expect(at(path)).toMatchObject({ description: entry.description, default: entry.default });
  },
);

test('null is allowed where it is a value', () => {
  expect(at('log.file')).toMatchObject({ anyOf: [{ type: 'string' }, { type: 'null' }] });
});

test('no group allows what is not described', () => {
  expect(at('providers')).toMatchObject({ additionalProperties: false });
  expect(at('providers.mistral')).toMatchObject({ additionalProperties: false });
});
