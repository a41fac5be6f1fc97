// The Neovim plugin beyond accepting: parts of a completion, the command, keys, status, health, life of the server.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { installEditors, repository } from './support/editors.ts';
import { Neovim } from './support/neovim.ts';
import { neovimEndpoint, neovimSetUp, openNeovim } from './support/setUps.ts';
import type { FakeStage } from './support/stage.ts';
import { stageWithFake, stageWithoutKey } from './support/testStage.ts';
import { waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

/** A Neovim with one small file, on its second line in insert mode. */
async function openSmall(stage: FakeStage, init = '') {
  const file = stage.sandbox.write('small.mjs', 'const small = 1;\n');
  const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url) + init);
  await neovim.press('Go');
  return { neovim, file };
}

describe(':Codestral', () => {
  test('disable hides the buffer from the server, enable shows it again', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'again();');
    const { neovim } = await openSmall(stage);

    await neovim.press('<Esc>:Codestral disable<CR>');
    await stage.server.awaitSent('textDocument/didClose');
    expect(await neovim.lua(`return require('codestral').status()`)).toBe('off');
    await neovim.press(':Codestral enable<CR>');
    await stage.server.awaitSent('textDocument/didOpen', 2);
    await neovim.ready();
    await neovim.press('Go');
    await neovim.type('const value = ');

    await neovim.seeGhost('again();');
  });

  test('model changes the model without a restart', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'remote();');
    const { neovim } = await openSmall(stage);

    await neovim.press('<Esc>:Codestral model ngram<CR>');
    await stage.server.awaitSent('workspace/didChangeConfiguration', 2);
    await neovim.press('Goconst small = 1;<CR>const sm');

    expect(await neovim.seeGhost()).toMatch(/^all/);
    expect(stage.fake.requests).toHaveLength(0);
  });

  test('restart brings a killed server back', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'back();');
    const { neovim } = await openSmall(stage);

    const [first = 0] = stage.server.processes();
    process.kill(first, 'SIGKILL');
    await waitFor(async () => (await neovim.lua(`return #vim.lsp.get_clients()`)) === 0, { what: 'end of the client' });
    await neovim.press('<Esc>:Codestral restart<CR>');
    await stage.server.awaitSent('textDocument/didOpen', 2);
    await neovim.ready();
    await neovim.press('Go');
    await neovim.type('const value = ');

    await neovim.seeGhost('back();');
  });

  test('actions offers what the server can do with the lines, and the chosen one changes them', async () => {
    const stage = stageWithoutKey();
    const regular = stage.sandbox.installRegularServer();
    const file = stage.sandbox.write('small.mjs', 'const one = 1;\nconst two = 2;\n');
    const init = `
      vim.lsp.config('codestral', { cmd = { 'regular-server' } })
      vim.ui.select = function(items, _, choose) choose(items[1]) end\n`;
    const neovim = await Neovim.open(stage, { file, init: neovimSetUp + init });
    await regular.awaitSent('textDocument/didOpen');

    await neovim.press(':2Codestral actions<CR>');
    await waitFor(async () => (await neovim.text()).includes('let two'), { what: 'edit' });

    expect(await neovim.text()).toBe('const one = 1;\n// 🎉 added\nlet two = 2;\n');
    await regular.awaitText(file, await neovim.text());
  });

  test('toggle turns the buffer off and on, and status says so', async () => {
    const stage = await stageWithFake();
    const { neovim } = await openSmall(stage);
    const status = () => neovim.lua(`return vim.fn.execute('Codestral status')`);

    await neovim.press('<Esc>:Codestral toggle<CR>');
    await stage.server.awaitSent('textDocument/didClose');
    expect(await status()).toMatch(/codestral: off/);
    await neovim.press(':Codestral toggle<CR>');
    await stage.server.awaitSent('textDocument/didOpen', 2);

    await waitFor(async () => /codestral: idle/.test(String(await status())), { what: 'status "idle"' });
  });

  test('doctor, usage and log show what they are named after', async () => {
    const stage = await stageWithFake();
    const { neovim } = await openSmall(stage);

    await neovim.press('<Esc>:Codestral usage<CR>');
    await stage.server.awaitSent('workspace/executeCommand');
    await waitFor(async () => /today/i.test(await neovim.messages()), { what: 'message about the use' });
    await neovim.press(':Codestral log<CR>');
    await waitFor(async () => /lsp\.log$/.test(String(await neovim.call('nvim_buf_get_name', 0))), { what: 'log' });
    await neovim.press(':Codestral doctor<CR>');
    await waitFor(async () => /Node/.test(await neovim.text()), { what: 'report of the doctor' });
  });

  test('an unknown subcommand is answered with the known ones, which are completed too', async () => {
    const stage = await stageWithFake();
    const { neovim } = await openSmall(stage);

    expect(await neovim.lua(`return vim.fn.getcompletion('Codestral dis', 'cmdline')`)).toEqual(['disable']);
    await neovim.press('<Esc>:Codestral disabel<CR>');

    await waitFor(async () => /There is no :Codestral disabel.*disable/.test(await neovim.messages()), {
      what: 'message',
    });
  });
});

describe('status and messages', () => {
  test('the status tells when a completion is on its way', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => ({ text: 'slow();', firstTokenMs: 700 }));
    const { neovim } = await openSmall(stage);
    const status = () => neovim.lua(`return require('codestral').status()`);

    await neovim.type('const value = ');
    await waitFor(async () => (await status()) === 'working', { what: 'status "working"' });
    await neovim.seeGhost('slow();');

    expect(await status()).not.toBe('working');
  });

  test('the status tells why the model does not answer', async () => {
    const stage = await stageWithFake();
    stage.fake.fail({ status: 429, headers: { 'retry-after': '30' }, body: { message: 'Rate limit' } });
    const { neovim } = await openSmall(stage);

    await neovim.type('const value = ');

    const status = () => neovim.lua(`return require('codestral').status()`);
    await waitFor(async () => (await status()) === 'rate-limited', { what: 'status "rate-limited"' });
  });

  test('a rate limit is told, and the editor stays quiet about it afterwards', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => ({
      failure: { status: 429, headers: { 'retry-after': '30' }, body: { message: 'Rate limit' } },
    }));
    const { neovim } = await openSmall(stage);

    await neovim.type('const value = ');
    await stage.server.awaitTold('window/showMessage');
    await neovim.type('other + ');
    await stage.server.awaitSent('textDocument/inlineCompletion', 2);
    await stage.server.awaitAllAnswered();

    expect(stage.server.told('window/showMessage')).toHaveLength(1);
    expect(await neovim.messages()).toMatch(/wait|limit|too many/i);
  });

  test(':checkhealth tells what is in order and what is not', async () => {
    const stage = stageWithoutKey();
    const file = stage.sandbox.write('small.mjs', 'const small = 1;\n');
    const neovim = await openNeovim(stage, file, neovimSetUp);

    await neovim.call('nvim_command', 'checkhealth codestral');
    const report = await waitFor(
      async () => {
        const text = await neovim.text();
        return text.includes('codestral-lsp doctor') && text;
      },
      { what: 'report' },
    );

    expect(report).toMatch(/OK This Neovim shows completions as ghost text/);
    expect(report).toMatch(/OK codestral-lsp \d+\.\d+\.\d+ is installed/);
    expect(report).toMatch(/OK A server runs for .*project \(1 buffers\)/);
    expect(report).toMatch(/OK A key accepts completions/);
  });

  test('the help is found after :helptags, without a tag that is there twice', async () => {
    const stage = stageWithoutKey();
    const plugin = stage.sandbox.path('plugin');
    cpSync(join(repository, 'clients/neovim'), plugin, { recursive: true });
    const file = stage.sandbox.write('small.mjs', 'const small = 1;\n');
    const neovim = await openNeovim(stage, file, `vim.opt.runtimepath:prepend('${plugin}')\n`);

    await neovim.call('nvim_command', `helptags ${plugin}/doc`);
    for (const tag of ['codestral', ':Codestral', 'codestral-chain', '<Plug>(codestral-accept)']) {
      await neovim.call('nvim_command', `help ${tag}`);
      expect(await neovim.line()).toContain(`*${tag}*`);
    }
  });

  test('every help tag of the plugin leads to its help file', async () => {
    const stage = stageWithoutKey();
    const file = stage.sandbox.write('small.mjs', 'const small = 1;\n');
    const neovim = await openNeovim(stage, file, neovimSetUp);

    const missing = await neovim.lua(`
      local file = vim.api.nvim_get_runtime_file('doc/codestral.txt', false)[1]
      local text = table.concat(vim.fn.readfile(file), '\\n')
      local tags = {}
      for tag in text:gmatch('%*([^%s*]+)%*') do tags[tag] = true end
      local missing = {}
      for tag in text:gmatch('|([^%s|]+)|') do
        if vim.startswith(tag:lower(), 'codestral') and not tags[tag] then table.insert(missing, tag) end
      end
      return { missing, vim.tbl_count(tags) }`);

    expect(missing).toEqual([[], expect.any(Number)]);
  });
});

test('quitting ends the server', async () => {
  const stage = await stageWithFake();
  const { neovim } = await openSmall(stage);

  await neovim.quit();

  await stage.server.awaitEnd();
});
