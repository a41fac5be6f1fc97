// Neovim 0.12: type, see the ghost text, accept it, compare the file on disk.
import { beforeAll, describe, expect, test } from 'vitest';
import { installEditors } from './support/editors.ts';
import { neovimEndpoint as endpoint, openNeovim as open, neovimSetUp as setUp } from './support/setUps.ts';
import { stageWithFake, stageWithoutKey, stageWithWrongKey } from './support/testStage.ts';
import { waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

describe('with Codestral', () => {
  test('an accepted completion is in the file that Neovim writes', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => "'dist/main.js');");
    const file = stage.sandbox.copy('esbuild.config.mjs');
    const before = stage.sandbox.read('esbuild.config.mjs');
    const neovim = await open(stage, file, setUp + endpoint(stage.fake.url));

    await neovim.press('Go');
    await neovim.type('process.stdout.write(');
    await neovim.seeGhost("'dist/main.js');");
    await neovim.press('<Tab>');
    await neovim.seeLine("process.stdout.write('dist/main.js');");
    await neovim.save();

    expect(stage.sandbox.read('esbuild.config.mjs')).toBe(`${before}process.stdout.write('dist/main.js');\n`);
    await waitFor(() => stage.server.sent('workspace/executeCommand').length === 1, { what: 'notice of acceptance' });
  });

  test('several lines are shown and inserted with their indentation', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => '\n  for (const word of words) {\n    print(word);\n  }\n}');
    const file = stage.sandbox.write('words.mjs', 'const words = [];\n');
    const neovim = await open(stage, file, setUp + endpoint(stage.fake.url));

    await neovim.press('Go');
    await neovim.type('function printAll(words) {');
    await neovim.seeGhost('\n  for (const word of words) {\n    print(word);\n  }\n}');
    await neovim.press('<Tab>');
    await neovim.seeLine('}');
    await neovim.save();

    const body = 'function printAll(words) {\n  for (const word of words) {\n    print(word);\n  }\n}\n';
    expect(stage.sandbox.read('words.mjs')).toBe(`const words = [];\n${body}`);
  });

  test('columns are right behind an emoji', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'toUpperCase();');
    const file = stage.sandbox.write('party.mjs', 'const party = 1;\n');
    const neovim = await open(stage, file, setUp + endpoint(stage.fake.url));

    await neovim.press('Go');
    await neovim.type("const cheer = '🎉🎉é'.");
    await neovim.seeGhost('toUpperCase();');
    await neovim.press('<Tab>');
    await neovim.seeLine("const cheer = '🎉🎉é'.toUpperCase();");
    await neovim.save();

    expect(stage.sandbox.read('party.mjs')).toBe("const party = 1;\nconst cheer = '🎉🎉é'.toUpperCase();\n");
    expect(stage.fake.requests.at(-1)?.body).toMatchObject({ prompt: expect.stringContaining("'🎉🎉é'.") });
    await stage.server.awaitText(file, stage.sandbox.read('party.mjs'));
  });

  test('typing what the ghost text says keeps it, and accepting leaves nothing behind', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'resolve(folder);');
    const file = stage.sandbox.write('paths.mjs', 'const folder = 1;\n');
    const neovim = await open(stage, file, setUp + endpoint(stage.fake.url));

    await neovim.press('Go');
    await neovim.type('const path = ');
    await neovim.seeGhost('resolve(folder);');
    // Neovim 0.12.4 itself would leave `res` behind (issue 36529).
    await neovim.type('res');
    await neovim.press('<Tab>');

    await neovim.seeLine('const path = resolve(folder);');
  });

  test('a slow answer is shown when it comes', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => ({ text: 'late(1);', firstTokenMs: 1500 }));
    const file = stage.sandbox.write('slow.mjs', 'const slow = 1;\n');
    const neovim = await open(stage, file, setUp + endpoint(stage.fake.url));

    await neovim.press('Go');
    await neovim.type('const value = ');
    await neovim.seeGhost('late(1);');
    await neovim.press('<Tab>');

    await neovim.seeLine('const value = late(1);');
  });

  test('typing on while the answer is awaited shows a completion for the newest text only', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(({ body }) => {
      const { prompt } = body as { readonly prompt: string };
      return { text: prompt.endsWith('other') ? 'Value();' : 'stale();', firstTokenMs: 700 };
    });
    const file = stage.sandbox.write('typing.mjs', 'const typing = 1;\n');
    const neovim = await open(stage, file, setUp + endpoint(stage.fake.url));

    await neovim.press('Go');
    await neovim.type('const value = ');
    await stage.fake.received(1);
    await neovim.type('other');
    await neovim.seeGhost('Value();');
    await neovim.press('<Tab>');
    await neovim.seeLine('const value = otherValue();');

    await stage.server.awaitAllAnswered();
  });

  test('a refused key is told in words that say what to do', async () => {
    const stage = await stageWithWrongKey();
    const file = stage.sandbox.write('key.mjs', 'const key = 1;\n');
    const neovim = await open(stage, file, setUp + endpoint(stage.fake.url));

    await neovim.press('Go');
    await neovim.type('const value = ');

    await waitFor(async () => /key/i.test(await neovim.messages()), { what: 'message about the key' });
  });

  test('the language has its own server beside ours', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'Sum();');
    const regular = stage.sandbox.installRegularServer();
    const file = stage.sandbox.write('two.mjs', 'const two = 1;\n');
    const own = `
      vim.o.completeopt = 'menuone,noselect'
      vim.lsp.config('regular', { cmd = { 'regular-server' }, filetypes = { 'javascript' } })
      vim.lsp.enable('regular')\n`;
    const neovim = await open(stage, file, setUp + endpoint(stage.fake.url) + own);
    await regular.awaitSent('textDocument/didOpen');

    await neovim.press('Go');
    await neovim.type('const t = total');
    await neovim.seeGhost('Sum();');
    await neovim.press('<C-x><C-o>');
    await waitFor(async () => (await neovim.menu()).includes('totalRegular'), { what: "regular server's menu" });
    await neovim.press('<C-e><Tab>');
    await neovim.seeLine('const t = totalSum();');
    await neovim.save();

    const text = stage.sandbox.read('two.mjs');
    await stage.server.awaitText(file, text);
    await regular.awaitText(file, text);
  });
});

describe('without a key', () => {
  test('the embedded engine completes what the file repeats, and says once why it does', async () => {
    const stage = stageWithoutKey();
    const file = stage.sandbox.copy('esbuild.config.mjs');
    const neovim = await open(stage, file, setUp);

    await neovim.press('Go');
    await neovim.type('plugin.onResolve({ filter: /^@open');
    await neovim.seeGhost();
    await neovim.press('<Tab>');
    await waitFor(async () => (await neovim.line()).includes('opentelemetry'), { what: 'the accepted text' });
    await neovim.save();

    expect(stage.sandbox.read('esbuild.config.mjs')).toContain((await neovim.line()).trim());
    expect(await neovim.messages()).toMatch(/No key in MISTRAL_API_KEY/);
  });
});
