// Reading settings as clients and files write them.
import { expect, test } from 'vitest';
import { readSettings } from '../../../server/settings/read.ts';

function messages(value: unknown): readonly string[] {
  return readSettings(value).issues.map((issue) => issue.message);
}

test('a bad value falls back alone and everything else applies', () => {
  const { values, issues } = readSettings({
    completion: { debounceMs: 'fast', maxTokens: 64 },
    log: { level: 'debug' },
  });
  expect(Object.fromEntries(values)).toEqual({ 'completion.maxTokens': 64, 'log.level': 'debug' });
  expect(issues).toEqual([
    {
      path: 'completion.debounceMs',
      message: "completion.debounceMs must be a whole number from 0 to 5000, not 'fast'. Not applied.",
    },
  ]);
});

test.each([
  [
    { completion: { debounceMs: 5001 } },
    'completion.debounceMs must be a whole number from 0 to 5000, not 5001. Not applied.',
  ],
  [
    { completion: { debounceMs: 1.5 } },
    'completion.debounceMs must be a whole number from 0 to 5000, not 1.5. Not applied.',
  ],
  [{ completion: { enabled: 'yes' } }, "completion.enabled must be true or false, not 'yes'. Not applied."],
  [
    { completion: { multiline: true } },
    "completion.multiline must be 'auto', 'always' or 'never', not true. Not applied.",
  ],
  [{ completion: { exclude: ['a', 7] } }, 'completion.exclude[1] must be a text, not 7. Not applied.'],
  [{ completion: { exclude: '*.pem' } }, "completion.exclude must be a list, not '*.pem'. Not applied."],
  [
    { completion: { model: 'codestral' } },
    "completion.model must be 'provider/model', such as 'mistral/codestral-latest', or 'ngram', not 'codestral'. Not applied.",
  ],
  [
    { providers: { mistral: { endpoint: 'ftp://x' } } },
    "providers.mistral.endpoint must be an address that begins with https:// (or http:// for a server of your own), not 'ftp://x'. Not applied.",
  ],
  [{ completion: 3 }, 'completion must be an object, not 3.'],
  ['nothing', "The settings must be an object, not 'nothing'."],
])('%j is reported with its path and what it must be', (value, message) => {
  expect(messages(value)).toEqual([message]);
});

test.each([
  [{ completion: { debouncems: 10 } }, 'completion.debouncems is not a setting. Did you mean completion.debounceMs?'],
  [{ completions: { enabled: true } }, 'completions is not a setting. Did you mean completion?'],
  [{ debounceMs: 10 }, 'debounceMs is not a setting. Did you mean completion.debounceMs?'],
  [{ colour: 'red' }, 'colour is not a setting. docs/settings.md lists them all.'],
])('the misspelt key in %j is reported with what was meant', (value, message) => {
  expect(messages(value)).toEqual([message]);
});

test('a key written into the settings is refused without being repeated', () => {
  const { values, issues } = readSettings({ providers: { mistral: { apiKey: 'hunter2hunter2' } } });
  expect(values.size).toBe(0);
  expect(issues[0]?.message).toContain('apiKeyVariable, apiKeyCommand or apiKeyFile');
  expect(JSON.stringify(issues)).not.toContain('hunter2');
});

test('a key pasted where the name of a variable belongs is not repeated', () => {
  const { issues } = readSettings({ providers: { mistral: { apiKeyVariable: 'abcdefghijklmnopqrstuvwxyz012345' } } });
  expect(issues[0]?.message).toBe(
    'providers.mistral.apiKeyVariable must be the name of an environment variable in capitals, never the key itself, not that text. Not applied.',
  );
});

test.each([
  [{ codestral: { completion: { enabled: false } } }],
  [{ codestral: { completion: { enabled: false } }, python: { linting: true } }],
  [{ 'completion.enabled': false }],
  [{ codestral: { 'completion.enabled': false } }],
])('%j is understood', (value) => {
  expect(readSettings(value)).toEqual({ values: new Map([['completion.enabled', false]]), issues: [] });
});

test.each([
  [undefined],
  [null],
  [[]],
  [{}],
  [{ completion: null }],
  [{ completion: [] }],
  [{ completion: { enabled: null } }],
])('%j sets nothing and is no mistake', (value) => {
  expect(readSettings(value)).toEqual({ values: new Map(), issues: [] });
});

test('an empty object is an empty list where a list belongs, because Lua cannot tell them apart', () => {
  expect(readSettings({ completion: { exclude: {} } })).toEqual({
    values: new Map([['completion.exclude', []]]),
    issues: [],
  });
});

test('null is a value where the schema has it', () => {
  expect(readSettings({ log: { file: null } }).values.get('log.file')).toBeNull();
});

test('a schema reference for editors is no mistake', () => {
  expect(messages({ $schema: 'https://example.org/settings.schema.json' })).toEqual([]);
});

test('names of the prototype are ordinary misspelt keys', () => {
  expect(messages(JSON.parse('{ "__proto__": { "completion": {} }, "constructor": 1 }'))).toHaveLength(2);
});
