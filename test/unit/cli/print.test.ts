// What the command line prints about itself.
import { expect, test } from 'vitest';
import { commands, standaloneOptions } from '../../../server/cli/commands.ts';
import { helpText, schemaText, versionText } from '../../../server/cli/print.ts';

test('the overview names every command and every option that stands alone', () => {
  const text = helpText(undefined);
  for (const { name, operands } of commands) expect(text).toContain(`  ${name} ${operands}`);
  for (const { name } of standaloneOptions) expect(text).toContain(`  --${name} `);
});

test.each(commands.map((command) => [command.name, command] as const))(
  'the help of %s names its options',
  (name, command) => {
    const text = helpText(name);
    expect(text).toMatch(new RegExp(`^Usage: codestral-lsp ${name} `));
    for (const option of command.options) expect(text).toContain(`  --${option.name} `);
  },
);

test.each([undefined, ...commands.map(({ name }) => name)])('the help about %s fits a terminal', (about) => {
  const lines = helpText(about).split('\n');
  expect(lines.at(-1)).toBe('');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
});

test('the schema is JSON that knows the settings', () => {
  const schema = JSON.parse(schemaText());
  expect(schema.properties.completion.properties.debounceMs).toMatchObject({
    type: 'integer',
    minimum: 0,
    maximum: 5000,
    default: 75,
  });
  expect(schema.properties.completion.additionalProperties).toBe(false);
});

test('the version is one line', () => {
  expect(versionText('1.2.3')).toBe('codestral-lsp 1.2.3\n');
});
