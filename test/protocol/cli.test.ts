// The command line as a user meets it: the built program, its words, its exit codes.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CommandLine, type CommandLineOptions } from '../support/commandLine.ts';
import { FakeMistral, type FakeMistralOptions } from '../support/fakeMistral.ts';
import { Loopback } from '../support/loopback.ts';
import { testKey } from '../support/mistralEditor.ts';

/** The embedded engine knows how the last line goes on. */
const repeated = `${'registerHandler("alpha", alphaHandler);\n'.repeat(4)}registerHand\n`;
const place = 'main.ts:5:13';
const megabytes = 1024 * 1024;

async function withMistral(
  options: CommandLineOptions & { readonly mistral?: FakeMistralOptions; readonly completion?: unknown } = {},
): Promise<{ readonly cli: CommandLine; readonly mistral: FakeMistral }> {
  const mistral = await FakeMistral.start({ key: testKey, ...options.mistral });
  onTestFinished(() => mistral.stop());
  const cli = new CommandLine({
    files: { 'main.ts': 'const items = [1, 2, 3];\nconst total = sum(\n' },
    settings: { providers: { mistral: { endpoint: mistral.url } }, completion: options.completion },
    env: { MISTRAL_API_KEY: testKey },
    ...options,
  });
  return { cli, mistral };
}

describe('complete, without a key', () => {
  test('prints what the embedded engine offers, and says who that is', async () => {
    const { out, err, code } = await new CommandLine({ files: { 'main.ts': repeated } }).run('complete', place);
    expect(out).toMatch(/^ler\(/);
    expect(err).toMatch(/^codestral-lsp: No key in MISTRAL_API_KEY, so the embedded engine completes\./);
    expect(code).toBe(0);
  });

  test('prints one JSON object', async () => {
    const cli = new CommandLine({ files: { 'main.ts': repeated } });
    const { out, code } = await cli.run('complete', place, '--json', '--provider', 'ngram');
    expect(JSON.parse(out)).toMatchObject({
      file: 'main.ts',
      line: 5,
      column: 13,
      before: 'registerHand',
      after: '',
      completion: { text: expect.stringMatching(/^ler\(/), model: expect.stringMatching(/^ngram/) },
      problems: [],
    });
    expect(code).toBe(0);
  });

  test('offers nothing where the embedded engine is not sure', async () => {
    const cli = new CommandLine({ files: { 'main.ts': 'const zebra = 1;\nlet walrus = \n' } });
    const { out, err, code } = await cli.run('complete', 'main.ts:2:14', '--provider', 'ngram');
    expect(out).toBe('');
    expect(err).toContain('(unsure)');
    expect(code).toBe(0);
  });

  test('explains why there is nothing, and that is no failure', async () => {
    const cli = new CommandLine({ files: { 'main.ts': 'const zebra = 1;\n' } });
    const { out, err, code } = await cli.run('complete', 'main.ts:1:9', '--provider', 'ngram');
    expect(out).toBe('');
    expect(err).toBe(
      'codestral-lsp: nothing to offer here (mid-word): the cursor stands inside a word. Choose the end of one.\n',
    );
    expect(code).toBe(0);
  });

  test('with --provider mistral fails and says what to do, also when the embedded engine stands in', async () => {
    const cli = new CommandLine({ files: { 'main.ts': repeated } });
    const { out, err, code } = await cli.run('complete', place, '--provider', 'mistral');
    expect(out).toMatch(/^ler\(/);
    expect(err).toContain('No key for Mistral was found: put one into the environment variable MISTRAL_API_KEY');
    expect(err).toContain('The embedded engine answered instead.');
    expect(code).toBe(1);
  });
});

describe('complete, where there is no such place', () => {
  const files = {
    'main.ts': 'const a = 1;\n',
    'image.png': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]),
    'latin1.txt': new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x0a]),
    'big.ts': 'let x = 1;\n'.repeat((10 * megabytes) / 11),
    'long.ts': 'let x = 1;\n'.repeat(200_000),
  };

  test.each([
    ['absent.ts:1:1', "absent.ts can't be read: check that it exists and that you may read it."],
    ['.:1:1', '. is not a file. Name a source file, as in src/main.ts:10:5.'],
    ['main.ts:9:1', 'main.ts has 2 lines, so line 9 is outside of it.'],
    ['main.ts:1:99', 'Line 1 of main.ts has 12 characters; its columns go from 1 to 13.'],
    ['image.png:1:1', 'image.png is a binary file. Name a text file.'],
    ['latin1.txt:1:1', 'latin1.txt is not UTF-8. Convert it, for example with iconv -t UTF-8.'],
    ['big.ts:1:1', 'completions are offered in files up to 8000000 bytes.'],
  ])('%s: one sentence and exit code 1', async (where, sentence) => {
    const { out, err, code } = await new CommandLine({ files }).run('complete', where, '--provider', 'ngram');
    expect(out).toBe('');
    expect(err.trimEnd().split('\n')).toEqual([expect.stringContaining(sentence)]);
    expect(code).toBe(1);
  });

  test('a file that is only too long to complete in is nothing to offer', async () => {
    const { err, code } = await new CommandLine({ files }).run('complete', 'long.ts:1:11', '--provider', 'ngram');
    expect(err).toContain('nothing to offer here (too-large): the file has more than two million characters.');
    expect(code).toBe(0);
  });
});

describe('complete, with wrong words or settings', () => {
  test.each([
    [['complete', 'main.ts'], "'main.ts' is not FILE:LINE:COLUMN, such as src/main.ts:12:8."],
    [['complete', 'main.ts:0:1'], "Lines and columns count from 1, so 'main.ts:0:1' is no place."],
    [['complete', 'main.ts:1:1', '--provider', 'nonsense'], "There is no provider 'nonsense'. The providers are:"],
    [['complete', 'main.ts:1:1', '--model', 'nonsense/x'], "There is no provider 'nonsense'. The providers are:"],
    [['dance'], "There is no command 'dance'."],
    [['--port', '1'], "Unknown option '--port'."],
    [[], 'An editor starts the server with: codestral-lsp --stdio'],
    [['usage', '--since', 'soon'], "'soon' is no time."],
    [['models', '--provider', 'nonsense'], "'nonsense' has no list of models."],
  ] as const)('%j is wrong usage: one sentence and exit code 2', async (args, sentence) => {
    const { out, err, code } = await new CommandLine({ files: { 'main.ts': 'let a;\n' } }).run(...args);
    expect(out).toBe('');
    expect(err.trimEnd().split('\n')).toEqual([expect.stringContaining(sentence)]);
    expect(code).toBe(2);
  });

  test('a settings file that is no JSON is named with line and column, and the rest goes on', async () => {
    const cli = new CommandLine({ files: { 'main.ts': repeated }, settings: '{ "completion": ' });
    const { out, err, code } = await cli.run('complete', place);
    expect(err).toMatch(/settings\.json is not JSON: line 1, column 17/);
    expect(out).toMatch(/^ler\(/);
    expect(code).toBe(0);
  });

  test('a wrong value is named by its path, and the rest goes on', async () => {
    const cli = new CommandLine({ files: { 'main.ts': repeated }, settings: { completion: { debounceMs: 'fast' } } });
    const { out, err } = await cli.run('complete', place);
    expect(err).toContain('completion.debounceMs must be a whole number');
    expect(out).toMatch(/^ler\(/);
  });

  test('a provider that the settings name and nobody knows is a sentence; the embedded engine answers', async () => {
    const cli = new CommandLine({ files: { 'main.ts': repeated }, settings: { completion: { model: 'nonsense/x' } } });
    const { out, err, code } = await cli.run('complete', place);
    expect(err).toContain('completion.model is "nonsense/x"');
    expect(err).toContain('The embedded engine answered instead.');
    expect(out).toMatch(/^ler\(/);
    expect(code).toBe(0);
  });
});

describe('complete, with Mistral', () => {
  test('prints what Mistral says', async () => {
    const { cli, mistral } = await withMistral();
    mistral.answer('items);');
    const { out, err, code } = await cli.run('complete', 'main.ts:2:19');
    expect({ out, err, code }).toEqual({ out: 'items);\n', err: '', code: 0 });
  });

  test('a model that does not exist fails with what to do', async () => {
    const { cli } = await withMistral({ completion: { fallback: 'none' } });
    const { out, err, code } = await cli.run('complete', 'main.ts:2:19', '--model', 'nonsense-latest');
    expect(out).toBe('');
    expect(err).toContain('nonsense-latest');
    expect(err).toContain('completion.model');
    expect(code).toBe(1);
  });

  test('a refused key fails with what to do, and never prints the key', async () => {
    const { cli } = await withMistral({
      completion: { fallback: 'none' },
      env: { MISTRAL_API_KEY: 'sesame0123456789sesame0123456789' },
    });
    const { out, err, code } = await cli.run('complete', 'main.ts:2:19', '--explain');
    expect(err).toMatch(/key/);
    expect(out + err).not.toContain('sesame');
    expect(code).toBe(1);
  });

  test('--explain tells the steps on stderr and leaves stdout to the text', async () => {
    const { cli, mistral } = await withMistral();
    mistral.answer('items);');
    const { out, err } = await cli.run('complete', 'main.ts:2:19', '--explain');
    expect(out).toBe('items);\n');
    expect(err).toContain('line: const total = sum(|');
    expect(err).toMatch(/offer: from mistral\/codestral-latest/);
  });
});

describe('usage', () => {
  test('says when there is nothing to tell', async () => {
    const { out, code } = await new CommandLine().run('usage');
    expect({ out, code }).toEqual({ out: 'No calls in this time.\n', code: 0 });
  });

  test('adds up what was asked before', async () => {
    const { cli, mistral } = await withMistral();
    mistral.answer('items);');
    await cli.run('complete', 'main.ts:2:19');
    const { out, code } = await cli.run('usage', '--since', '2d');
    expect(out).toContain('mistral/codestral-latest');
    expect(code).toBe(0);
    const report = JSON.parse((await cli.run('usage', '--json')).out);
    expect(report.total).toMatchObject({ calls: 1, unpricedCalls: 0 });
    expect(report.total.costUsd).toBeGreaterThan(0);
  });

  test('keeps no text, no path and no key in the ledger', async () => {
    const { cli, mistral } = await withMistral();
    mistral.answer('items);');
    await cli.run('complete', 'main.ts:2:19');
    const folder = join(cli.home, 'state', 'codestral-lsp', 'ledger');
    const ledger = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(ledger.join('')).toContain('"model":"codestral-latest"');
    expect(ledger.join('')).not.toMatch(/items|main\.ts|test-key/);
  });
});

describe('models', () => {
  test('lists what the key may use, those that can complete first', async () => {
    const { cli } = await withMistral();
    const { out, err, code } = await cli.run('models');
    expect({ err, code }).toEqual({ err: '', code: 0 });
    const [heads = '', ...rows] = out.split('\n');
    expect(heads).toMatch(/^model +FIM +chat +context +in\/out/);
    expect(rows).toContainEqual(expect.stringMatching(/^mistral\/codestral-latest +yes +yes +256,000 +0\.3\/0\.9$/));
    const marks = rows.map((row) => /^mistral\/\S+ +(yes|no)/.exec(row)?.[1]).filter((mark) => mark !== undefined);
    expect(marks).toEqual([...marks].sort().reverse());
  });

  test('prints one JSON object', async () => {
    const { cli, mistral } = await withMistral();
    const { host, models } = JSON.parse((await cli.run('models', '--json')).out);
    expect(host).toBe(new URL(mistral.url).host);
    expect(models).toContainEqual(
      expect.objectContaining({ id: 'mistral/codestral-latest', fim: true, contextTokens: 256_000 }),
    );
  });

  test('without a key says where to put one', async () => {
    const { out, err, code } = await new CommandLine().run('models');
    expect(out).toBe('');
    expect(err).toContain('Put one into the environment variable MISTRAL_API_KEY');
    expect(code).toBe(1);
  });

  test('says what to do when the key is refused', async () => {
    const { cli } = await withMistral({ env: { MISTRAL_API_KEY: 'wrong' } });
    const { err, code } = await cli.run('models');
    expect(err).toMatch(/key/);
    expect(code).toBe(1);
  });
});

describe('doctor', () => {
  test('is content with an empty machine and sends nothing', async () => {
    const { cli, mistral } = await withMistral();
    const { out, code } = await cli.run('doctor');
    expect(out).toContain('found in MISTRAL_API_KEY');
    expect(out).toMatch(/All is well\.\n$/);
    expect(out).not.toContain(testKey);
    expect(code).toBe(0);
    expect(mistral.requests).toEqual([]);
  });

  test('online, asks for the list of models and nothing else', async () => {
    const { cli, mistral } = await withMistral();
    const { out, code } = await cli.run('doctor', '--online');
    expect(out).toMatch(/ok +host +127\.0\.0\.1:\d+ answers and takes the key/);
    expect(out).toMatch(/ok +model +mistral\/codestral-latest is there and can complete/);
    expect(code).toBe(0);
    expect(mistral.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v1/models']);
  });

  test('online, a model that the key does not have is a failure with its cure', async () => {
    const { cli } = await withMistral({ completion: { model: 'mistral/nonsense' } });
    const { out, code } = await cli.run('doctor', '--online', '--json');
    const { healthy, checks } = JSON.parse(out);
    expect(healthy).toBe(false);
    expect(checks).toContainEqual(
      expect.objectContaining({
        name: 'model',
        verdict: 'failed',
        cure: expect.stringContaining('codestral-lsp models'),
      }),
    );
    expect(code).toBe(1);
  });

  test('tells whether a file stays on the machine', async () => {
    const cli = new CommandLine({ files: { '.env': 'A=1\n' } });
    expect((await cli.run('doctor', '--file', '.env')).out).toContain('is excluded');
    expect((await cli.run('doctor', '--file', 'main.ts')).out).toContain('is not excluded');
  });

  test('a wrong setting is a failure', async () => {
    const { out, code } = await new CommandLine({ settings: { completion: { colour: 1 } } }).run('doctor');
    expect(out).toContain('completion.colour');
    expect(code).toBe(1);
  });
});

describe("a server of one's own", () => {
  async function withOllama(): Promise<CommandLine> {
    const ollama = await Loopback.start(({ request, response }) => {
      response.writeHead(request.path === '/api/tags' ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ models: [{ name: 'qwen2.5-coder:7b-base' }, { name: 'llama3.2:3b' }] }));
    });
    onTestFinished(() => ollama.stop());
    const completion = { model: 'ollama/qwen2.5-coder:7b-base' };
    return new CommandLine({ settings: { completion, providers: { ollama: { endpoint: ollama.url } } } });
  }

  test('is listed without a key', async () => {
    const { out, code } = await (await withOllama()).run('models');
    expect(out).toMatch(/^ollama\/qwen2\.5-coder:7b-base +yes +\? +\? +free$/m);
    expect(out).toMatch(/^ollama\/llama3\.2:3b +\? +\? +\? +free$/m);
    expect(code).toBe(0);
  });

  test('is examined without a key', async () => {
    const { out, code } = await (await withOllama()).run('doctor', '--online');
    expect(out).toMatch(/ok +model +ollama\/qwen2\.5-coder:7b-base is there and can complete/);
    expect(code).toBe(0);
  });

  test('that is not running is a sentence with what to do', async () => {
    const settings = { providers: { ollama: { endpoint: 'http://127.0.0.1:1' } } };
    const { err, code } = await new CommandLine({ settings }).run('models', '--provider', 'ollama');
    expect(err).toContain('providers.ollama.endpoint');
    expect(code).toBe(1);
  });

  test('needs the name of a model on the command line', async () => {
    const cli = new CommandLine({ files: { 'main.ts': repeated } });
    const { err, code } = await cli.run('complete', place, '--provider', 'ollama');
    expect(err).toBe(
      'codestral-lsp: Name a model of ollama with --model; codestral-lsp models --provider ollama lists them.\n',
    );
    expect(code).toBe(2);
  });
});

test('npm run demo shows at least two offers, whatever key is in the environment', () => {
  const env = {
    PATH: process.env.PATH,
    TMPDIR: process.env.TMPDIR,
    MISTRAL_API_KEY: testKey,
    CODESTRAL_API_KEY: testKey,
  };
  const { stdout, status } = spawnSync(process.execPath, ['test/demo.mjs'], { encoding: 'utf8', env });
  expect(stdout).toMatch(/[23] of 3 places got an offer\./);
  expect(status).toBe(0);
});
