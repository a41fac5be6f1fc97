// What every setting must have, whoever adds it.
import * as v from 'valibot';
import { expect, expectTypeOf, test } from 'vitest';
import { type Settings, settingEntries } from '../../../server/settings/schema.ts';

test.each(settingEntries().map((entry) => [entry.path, entry] as const))('%s accepts its own default', (_, entry) => {
  expect(v.is(entry.schema, entry.default)).toBe(true);
});

test.each(settingEntries().map((entry) => [entry.path, entry] as const))('%s is named and described', (path, entry) => {
  expect(path).toMatch(/^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)+$/);
  expect(path).not.toMatch(/\b(disable|no[A-Z]|not[A-Z])/);
  expect(entry.description).toMatch(/\.$/);
  expect(entry.description).not.toContain('\n');
});

test('endpoints, keys, the choice of a model and logging are out of reach for a file in the repository', () => {
  const users = settingEntries().filter((entry) => entry.scope === 'user');
  expect(users.map((entry) => entry.path)).toEqual(
    expect.arrayContaining([
      'completion.model',
      'providers.mistral.endpoint',
      'providers.mistral.apiKeyVariable',
      'providers.mistral.apiKeyCommand',
      'providers.mistral.apiKeyFile',
      'log.level',
      'log.file',
    ]),
  );
});

test('the type of the settings follows from the table', () => {
  expectTypeOf<Settings['completion']['enabled']>().toEqualTypeOf<boolean>();
  expectTypeOf<Settings['completion']['model']>().toEqualTypeOf<string | null>();
  expectTypeOf<Settings['completion']['trigger']>().toEqualTypeOf<'automatic' | 'invoked'>();
  expectTypeOf<Settings['completion']['exclude']>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<Settings['providers']['mistral']['apiKeyFile']>().toEqualTypeOf<string | null>();
});
