// The doctor: what it finds, what it advises, and that it never prints a key.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Check, type DoctorParts, examine } from '../../../server/cli/doctor.ts';
import { doctorJson, doctorText, isHealthy } from '../../../server/cli/doctorText.ts';
import { ModelError } from '../../../server/model/errors.ts';
import { KeyFinder } from '../../../server/settings/apiKey.ts';
import { SettingsStore } from '../../../server/settings/store.ts';
import { type Environment, systemEnvironment } from '../../../server/world/environment.ts';
import { systemFiles } from '../../../server/world/files.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const theKey = 'sesame0123456789sesame0123456789';
const { signal } = new AbortController();

let folder: string;
let variables: Record<string, string>;
/** What `PROGRAM --version` prints; programs that are not here are not installed. */
let programs: Record<string, string>;
let clock: FakeClock;
let environment: Environment;
let settings: SettingsStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codestral-lsp-'));
  variables = {};
  programs = {};
  clock = new FakeClock();
  environment = {
    ...systemEnvironment(),
    directories: { home: folder, config: join(folder, 'config'), state: join(folder, 'state') },
    nodeVersion: '22.1.0',
    variable: (name) => variables[name],
    run: async ([program = '']) => {
      const said = programs[program];
      if (said === undefined) throw new Error(`the program ${program} was not found`);
      return said;
    },
  };
  settings = new SettingsStore(systemFiles, environment);
});

// An aborted examination may still be writing.
afterEach(() => rm(folder, { recursive: true, maxRetries: 5 }));

function parts(changed: Partial<DoctorParts> = {}): DoctorParts {
  return {
    environment,
    files: systemFiles,
    clock,
    settings,
    keys: new KeyFinder(environment, systemFiles, clock),
    keySources: { variables: ['MISTRAL_API_KEY', 'CODESTRAL_API_KEY'], command: [], file: null },
    models: ['mistral/codestral-latest', 'ngram'],
    excludes: (path) => path.endsWith('.env'),
    version: '1.2.3',
    probe: () => {
      throw new Error('nothing may be sent');
    },
    ...changed,
  };
}

async function rowsOf(name: string, changed: Partial<DoctorParts> = {}, online = false): Promise<readonly Check[]> {
  const checks = await examine(parts(changed), { online, file: undefined }, signal);
  return checks.filter((check) => check.name === name);
}

test('a machine in order is healthy, with every fact in the table', async () => {
  variables = { MISTRAL_API_KEY: theKey };
  programs = { nvim: 'NVIM v0.12.4\nBuild type: Release', hx: 'helix 25.07.1 (abc)', emacs: 'GNU Emacs 30.2' };
  const checks = await examine(parts(), { online: false, file: undefined }, signal);
  expect(isHealthy(checks)).toBe(true);
  expect(Object.fromEntries(checks.map(({ name, finding }) => [name, finding]))).toEqual({
    'codestral-lsp': '1.2.3',
    Node: '22.1.0',
    settings: 'all at their defaults',
    completes: 'mistral/codestral-latest, then ngram',
    key: 'found in MISTRAL_API_KEY',
    'state folder': join(folder, 'state'),
    clock: '2026-01-15T12:00:00.000Z',
    proxy: 'none set',
    Neovim: '0.12.4',
    Helix: '25.07.1',
    Emacs: '30.2',
  });
});

test.each([
  ['20.18.3', 'failed'],
  ['20.19.0', 'ok'],
  ['18.20.0', 'failed'],
  ['24.0.0', 'ok'],
])('Node %s is %s', async (nodeVersion, verdict) => {
  const [row] = await rowsOf('Node', { environment: { ...environment, nodeVersion } });
  expect(row?.verdict).toBe(verdict);
});

test('each setting that is not the default is shown with its source', async () => {
  settings.setClient({ completion: { debounceMs: 10 } });
  expect(await rowsOf('setting')).toEqual([
    { name: 'setting', verdict: 'info', finding: 'completion.debounceMs = 10 (client)' },
  ]);
});

test('a wrong setting fails with its file and what to do', async () => {
  await mkdir(join(folder, 'config'));
  await writeFile(join(folder, 'config', 'settings.json'), '{ "completion": { "debounceMs": -1 } }');
  await settings.load([]);
  const [row] = await rowsOf('setting');
  expect(row?.verdict).toBe('failed');
  expect(row?.finding).toContain('settings.json: completion.debounceMs must be a whole number from 0 to 5000, not -1.');
});

test('without a key the doctor says where to put one; that fails only when a model needs it', async () => {
  const [free] = await rowsOf('key');
  expect(free?.verdict).toBe('info');
  expect(free?.cure).toContain('MISTRAL_API_KEY or CODESTRAL_API_KEY');
  settings.setClient({ completion: { model: 'mistral/codestral-latest' } });
  const [needed] = await rowsOf('key');
  expect(needed?.verdict).toBe('failed');
});

test('a key that cannot be used fails with the explanation', async () => {
  variables = { MISTRAL_API_KEY: `"${theKey}"` };
  const [row] = await rowsOf('key');
  expect(row).toMatchObject({
    verdict: 'failed',
    finding: 'The API key from MISTRAL_API_KEY cannot be right: it has quotes around it.',
  });
});

test('online, the host is asked and the clocks are compared', async () => {
  variables = { MISTRAL_API_KEY: theKey };
  const asked: string[] = [];
  const probe: DoctorParts['probe'] = async (key) => {
    asked.push(key?.reveal() ?? '');
    return { host: 'api.mistral.ai', at: clock.now() - 20 * 60_000 };
  };
  const [host] = await rowsOf('host', { probe }, true);
  expect(host).toMatchObject({ verdict: 'ok', finding: 'api.mistral.ai answers and takes the key' });
  expect(asked).toEqual([theKey]);
  const clocks = await rowsOf('clock', { probe }, true);
  expect(clocks.at(0)).toMatchObject({ verdict: 'failed', finding: '1200 s ahead of api.mistral.ai' });
});

test.each([
  ['mistral/codestral-latest', true, 'ok', 'mistral/codestral-latest is there and can complete'],
  ['mistral/codestral-latest', undefined, 'ok', 'mistral/codestral-latest is there'],
  ['mistral/codestral-latest', false, 'failed', 'mistral/codestral-latest cannot fill in the middle'],
  ['mistral/other', true, 'failed', 'mistral/codestral-latest is not among the 1 models of this key'],
] as const)('online, with %s listed and FIM %s, the model is %s', async (id, fim, verdict, finding) => {
  variables = { MISTRAL_API_KEY: theKey };
  const listed = { id, fim, chat: true, contextTokens: undefined, price: undefined, deprecation: undefined };
  const probe = async () => ({ host: 'api.mistral.ai', at: undefined, models: [listed] });
  expect(await rowsOf('model', { probe }, true)).toMatchObject([{ verdict, finding }]);
});

test("online, a server of one's own is asked without a key", async () => {
  settings.setClient({ completion: { model: 'ollama/qwen2.5-coder' } });
  const listed = { id: 'ollama/qwen2.5-coder', fim: true, chat: true, contextTokens: undefined, price: undefined };
  const asked: unknown[] = [];
  const probe: DoctorParts['probe'] = async (key) => {
    asked.push(key);
    return { host: '127.0.0.1:11434', at: undefined, models: [{ ...listed, deprecation: undefined }] };
  };
  const models = ['ollama/qwen2.5-coder', 'ngram/embedded'];
  const checks = await examine(
    parts({ probe, models, keySources: { variables: [], command: [], file: null } }),
    { online: true, file: undefined },
    signal,
  );
  expect(asked).toEqual([undefined]);
  expect(isHealthy(checks)).toBe(true);
  expect(checks).toContainEqual({ name: 'host', verdict: 'ok', finding: '127.0.0.1:11434 answers' });
  expect(checks).toContainEqual({
    name: 'model',
    verdict: 'ok',
    finding: 'ollama/qwen2.5-coder is there and can complete',
  });
});

test('a choice of model that cannot be made fails', async () => {
  expect(await rowsOf('model', { problems: ['completion.model is "x/y", but x is not known.'] })).toMatchObject([
    { verdict: 'failed', finding: 'completion.model is "x/y", but x is not known.' },
  ]);
});

test('online, a refused key fails with the cure of the provider', async () => {
  variables = { MISTRAL_API_KEY: theKey };
  const probe = async () => {
    throw new ModelError('key', {
      message: 'api.mistral.ai answered 401',
      hint: 'The key was refused. Make a new one.',
    });
  };
  expect(await rowsOf('host', { probe }, true)).toEqual([
    {
      name: 'host',
      verdict: 'failed',
      finding: 'api.mistral.ai answered 401',
      cure: 'The key was refused. Make a new one.',
    },
  ]);
});

test('a state folder that cannot be written fails with its path', async () => {
  await writeFile(join(folder, 'state'), 'a file in the way');
  const [row] = await rowsOf('state folder');
  expect(row).toMatchObject({ verdict: 'failed', cure: `Make it a folder you can write to: ${join(folder, 'state')}` });
});

test.each([
  [Date.UTC(1970, 0, 2), 'failed'],
  [Date.UTC(2026, 5, 1), 'ok'],
  [Date.UTC(2150, 0, 1), 'failed'],
])('a clock at %d is %s', async (now, verdict) => {
  const [row] = await rowsOf('clock', { clock: new FakeClock(now) });
  expect(row?.verdict).toBe(verdict);
});

test('proxies are shown without their password', async () => {
  variables = { HTTPS_PROXY: 'http://me:sesame99@proxy.example:3128' };
  expect(await rowsOf('proxy')).toEqual([
    { name: 'proxy', verdict: 'info', finding: 'HTTPS_PROXY=http://***@proxy.example:3128' },
  ]);
});

test('proxy and certificates of the settings are looked at too', async () => {
  settings.setClient({ http: { proxy: 'http://me:sesame99@proxy.example:3128', extraCertificates: ['~/absent.pem'] } });
  expect(await rowsOf('proxy')).toEqual([
    { name: 'proxy', verdict: 'info', finding: 'http.proxy=http://***@proxy.example:3128' },
  ]);
  const [row] = await rowsOf('certificates');
  expect(row).toMatchObject({ verdict: 'failed', finding: `http.extraCertificates=${folder}/absent.pem is not there` });
});

test('a certificate file that is not there, and TLS without verification, fail', async () => {
  variables = { NODE_EXTRA_CA_CERTS: join(folder, 'absent.pem'), NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  expect((await rowsOf('certificates')).map(({ verdict }) => verdict)).toEqual(['failed', 'failed']);
  await writeFile(join(folder, 'absent.pem'), '');
  expect((await rowsOf('certificates')).map(({ verdict }) => verdict)).toEqual(['ok', 'failed']);
});

test.each([
  [{ nvim: 'NVIM v0.10.4' }, 'Neovim', 'Too old for us: install Neovim 0.11 or newer.'],
  [
    { nvim: 'NVIM v0.11.0' },
    'Neovim',
    'Version 0.12 shows completions as ghost text; this one shows them in its menu.',
  ],
  [{ helix: 'helix 24.03' }, 'Helix', 'Too old for us: install Helix 25.1 or newer.'],
  [{ emacs: 'GNU Emacs 28.2' }, 'Emacs', 'Too old for us: install Emacs 29.1 or newer.'],
])('%j is found and told what it lacks', async (installed, name, cure) => {
  programs = installed;
  const [row] = await rowsOf(name);
  expect(row?.cure).toBe(cure);
});

test('without any editor the doctor says so and is content', async () => {
  expect(await rowsOf('editors')).toEqual([{ name: 'editors', verdict: 'info', finding: 'none of ours on the PATH' }]);
});

test('a file is told to be excluded or not', async () => {
  const told = async (file: string) =>
    (await examine(parts(), { online: false, file }, signal)).find(({ name }) => name === 'file')?.finding;
  expect(await told('/project/.env')).toContain('is excluded');
  expect(await told('/project/main.ts')).toContain('is not excluded');
});

test('no report holds a key, wherever it comes from', async () => {
  variables = { MISTRAL_API_KEY: theKey, HTTPS_PROXY: `http://me:${theKey}@proxy` };
  settings.setClient({
    providers: { mistral: { apiKeyCommand: ['echo', theKey], apiKeyVariable: theKey } },
    log: { level: theKey },
  });
  const probe = async () => {
    throw new ModelError('server', { message: `answered 500 to Bearer ${theKey}`, hint: `api_key=${theKey} was sent` });
  };
  const checks = await examine(parts({ probe }), { online: true, file: undefined }, signal);
  expect(doctorText(checks) + doctorJson('1', checks)).not.toContain(theKey);
});

test('an aborted examination ends', async () => {
  await expect(
    examine(
      parts({ environment: { ...environment, run: () => Promise.reject(new DOMException('', 'AbortError')) } }),
      { online: false, file: undefined },
      signal,
    ),
  ).rejects.toMatchObject({ name: 'AbortError' });
});

test('the table puts each cure below its row and sums up', () => {
  const text = doctorText([
    { name: 'Node', verdict: 'failed', finding: '18.0.0', cure: 'Install Node 20.19 or newer.' },
    { name: 'key', verdict: 'ok', finding: 'found in MISTRAL_API_KEY' },
  ]);
  expect(text).toBe(
    [
      'FAILED  Node  18.0.0',
      '              -> Install Node 20.19 or newer.',
      'ok      key   found in MISTRAL_API_KEY',
      '',
      'One check failed; the arrow below it says what to do.',
      '',
    ].join('\n'),
  );
});

test('the JSON report is one object that says whether all is well', () => {
  const checks: readonly Check[] = [{ name: 'Node', verdict: 'ok', finding: '22.1.0' }];
  expect(JSON.parse(doctorJson('1.2.3', checks))).toEqual({ version: '1.2.3', healthy: true, checks });
});
