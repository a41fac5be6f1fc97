// Finding a key in real variables, from real programs and real files, and never printing it.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ModelError } from '../../../server/model/errors.ts';
import { KeyFinder, type KeySources, keyVariables, Secret } from '../../../server/settings/apiKey.ts';
import { type Environment, systemEnvironment } from '../../../server/world/environment.ts';
import { systemFiles } from '../../../server/world/files.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const nowhere: KeySources = { variables: ['MISTRAL_API_KEY', 'CODESTRAL_API_KEY'], command: [], file: null };
const { signal } = new AbortController();

let folder: string;
let clock: FakeClock;
let variables: Record<string, string>;
let finder: KeyFinder;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codestral-lsp-'));
  clock = new FakeClock();
  variables = {};
  finder = finderOn('linux');
});

afterEach(() => rm(folder, { recursive: true }));

function finderOn(platform: NodeJS.Platform): KeyFinder {
  const system = systemEnvironment();
  const environment: Environment = {
    ...system,
    platform,
    variable: (name) => variables[name],
    directories: { ...system.directories, home: folder },
  };
  return new KeyFinder(environment, systemFiles, clock);
}

/** A program that counts its runs in a file and then does what `script` says. */
function counted(script: string): readonly string[] {
  return [
    process.execPath,
    '-e',
    `require('fs').appendFileSync(${JSON.stringify(join(folder, 'runs'))}, 'x'); ${script}`,
  ];
}

async function runs(): Promise<number> {
  return (await readFile(join(folder, 'runs'), 'utf8')).length;
}

async function keyFile(content: string, mode = 0o600): Promise<string> {
  const path = join(folder, 'key');
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

async function hintOf(sources: KeySources): Promise<string> {
  const error = await finder.find(sources, signal).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ModelError);
  expect((error as ModelError).kind).toBe('key');
  return (error as ModelError).hint;
}

test('a secret shows itself to nobody who does not ask', () => {
  const secret = new Secret('hunter2');
  const shown = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    inspect({ secret }, { depth: 9, showHidden: true }),
  ];
  expect(
    [...shown, format('%s %o %O %j', secret, secret, secret, secret), ...Object.values(secret)].join(),
  ).not.toContain('hunter2');
  expect(secret.reveal()).toBe('hunter2');
});

test('nowhere is not an error', async () => {
  expect(await finder.find(nowhere, signal)).toBeUndefined();
});

test('the first variable that is set counts, without blanks around it', async () => {
  variables = { MISTRAL_API_KEY: ' \n', CODESTRAL_API_KEY: ' abc123\n' };
  const found = await finder.find(nowhere, signal);
  expect(found?.secret.reveal()).toBe('abc123');
  expect(found?.source).toBe('CODESTRAL_API_KEY');
});

test('the second name is tried for the default variable only', () => {
  expect(keyVariables('MISTRAL_API_KEY')).toEqual(['MISTRAL_API_KEY', 'CODESTRAL_API_KEY']);
  expect(keyVariables('WORK_KEY')).toEqual(['WORK_KEY']);
});

test('a variable comes before a command, a command before a file', async () => {
  const command = counted('console.log("from-command")');
  const file = await keyFile('from-file');
  expect((await finder.find({ ...nowhere, file }, signal))?.secret.reveal()).toBe('from-file');
  expect((await finder.find({ ...nowhere, command, file }, signal))?.secret.reveal()).toBe('from-command');
  variables = { MISTRAL_API_KEY: 'from-variable' };
  expect((await finder.find({ ...nowhere, command, file }, signal))?.secret.reveal()).toBe('from-variable');
});

test('a command runs once, however often and at the same time the key is needed', async () => {
  const sources = { ...nowhere, command: counted('console.log("abc123\\nlogin: me")') };
  await Promise.all([finder.find(sources, signal), finder.find(sources, signal)]);
  expect((await finder.find(sources, signal))?.secret.reveal()).toBe('abc123');
  expect(await runs()).toBe(1);
  finder.forget();
  await finder.find(sources, signal);
  expect(await runs()).toBe(2);
});

test('a command that fails is explained and asked again only after a minute', async () => {
  const sources = { ...nowhere, command: counted('console.error("store is locked"); process.exit(3)') };
  const hint = await hintOf(sources);
  expect(hint).toContain('failed (exit 3): store is locked. Run it in a terminal, then correct apiKeyCommand.');
  await hintOf(sources);
  expect(await runs()).toBe(1);
  await clock.advance(60_000);
  await hintOf(sources);
  expect(await runs()).toBe(2);
});

test('a command that does not exist is named', async () => {
  expect(await hintOf({ ...nowhere, command: ['no-such-password-manager'] })).toContain(
    'the program no-such-password-manager was not found',
  );
});

test('whoever gives up waiting does not stop the command for the others', async () => {
  const sources = { ...nowhere, command: counted('console.log("abc123")') };
  const controller = new AbortController();
  const givenUp = finder.find(sources, controller.signal);
  const patient = finder.find(sources, signal);
  controller.abort();
  await expect(givenUp).rejects.toMatchObject({ name: 'AbortError' });
  expect((await patient)?.secret.reveal()).toBe('abc123');
});

test('a file that others can read is refused with the command that mends it', async () => {
  const file = await keyFile('abc123', 0o640);
  expect(await hintOf({ ...nowhere, file })).toBe(
    `The API key file ${file} can be read by others, so it is not used. Run: chmod 600 ${file}`,
  );
  await chmod(file, 0o400);
  expect((await finder.find({ ...nowhere, file }, signal))?.source).toBe(file);
});

test('on Windows the permission bits of a file say nothing', async () => {
  const file = await keyFile('abc123', 0o644);
  expect((await finderOn('win32').find({ ...nowhere, file }, signal))?.secret.reveal()).toBe('abc123');
});

test('a file in the home folder is found by ~/', async () => {
  await keyFile('abc123\n# made in May\n');
  expect((await finder.find({ ...nowhere, file: '~/key' }, signal))?.secret.reveal()).toBe('abc123');
});

test.each([
  ['~/absent', 'does not exist'],
  ['key', 'must be an absolute path or begin with ~/'],
  ['~/', 'is not a file'],
])('the key file %s is explained', async (file, why) => {
  expect(await hintOf({ ...nowhere, file })).toContain(why);
});

test('a huge or binary key file is refused', async () => {
  const file = await keyFile('a'.repeat(17 * 1024));
  expect(await hintOf({ ...nowhere, file })).toContain('should hold the key alone');
  await keyFile('a\0');
  expect(await hintOf({ ...nowhere, file })).toContain('should hold the key alone');
});

test.each([
  ['abc 123', 'it has blanks inside'],
  ['abc\u00e9123', 'it has characters that no key has, perhaps copied from formatted text'],
  ['abc\u200b123', 'it has characters that no key has, perhaps copied from formatted text'],
  ['"abc123"', 'it has quotes around it'],
  ['MISTRAL_API_KEY=abc123', 'it is a whole assignment; only what follows the = is the key'],
])('the key %j is refused in words, without being repeated', async (value, why) => {
  variables = { MISTRAL_API_KEY: value };
  const hint = await hintOf(nowhere);
  expect(hint).toBe(`The API key from MISTRAL_API_KEY cannot be right: ${why}.`);
});

test('a key that ends in = is a key', async () => {
  variables = { MISTRAL_API_KEY: 'YWJjMTIz==' };
  expect((await finder.find(nowhere, signal))?.secret.reveal()).toBe('YWJjMTIz==');
});

test('an empty answer of a command or an empty file is explained', async () => {
  expect(await hintOf({ ...nowhere, command: counted('') })).toContain('it is empty');
  expect(await hintOf({ ...nowhere, file: await keyFile('\n') })).toContain('it is empty');
});
