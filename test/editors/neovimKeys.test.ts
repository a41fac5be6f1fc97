// The keys of the Neovim plugin: parts of a completion, dismissing, asking, what Tab does otherwise, and the menu.
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { installEditors, repository } from './support/editors.ts';
import { neovimEndpoint, neovimSettings, neovimSetUp, openNeovim } from './support/setUps.ts';
import { snippet } from './support/snippets.ts';
import type { FakeStage } from './support/stage.ts';
import { stageWithFake } from './support/testStage.ts';
import { pauseOfAPerson, waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

/** A Neovim with one small file, on its second line in insert mode. */
async function openSmall(stage: FakeStage, init = '') {
  const file = stage.sandbox.write('small.mjs', 'const small = 1;\n');
  const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url) + init);
  await neovim.press('Go');
  return { neovim, file };
}

describe('keys', () => {
  test('a word, then a line, then the rest of a completion can be accepted', async () => {
    const stage = await stageWithFake();
    stage.fake.answer('first(one,\n  two,\n  three);');
    const { neovim } = await openSmall(stage);

    await neovim.type('const value = ');
    await neovim.seeGhost('first(one,\n  two,\n  three);');
    await neovim.press('<M-f>');
    await neovim.seeLine('const value = first');
    await neovim.seeGhost('(one,\n  two,\n  three);');
    await neovim.press('<M-l>');
    await neovim.seeLine('const value = first(one,');
    await neovim.seeGhost('\n  two,\n  three);');
    await neovim.press('<Tab>');
    await neovim.seeLine('  three);');

    expect(await neovim.text()).toBe('const small = 1;\nconst value = first(one,\n  two,\n  three);\n');
    expect(stage.fake.requests).toHaveLength(1);
  });

  test('undo takes back an accepted completion and nothing else', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'late(1);');
    const { neovim } = await openSmall(stage);

    await neovim.type('const value = ');
    await neovim.seeGhost('late(1);');
    await neovim.press('<Tab>');
    await neovim.seeLine('const value = late(1);');
    await neovim.press('<Esc>u');

    await neovim.seeLine('const value = ');
  });

  test('dismissing takes the ghost text away and leaves the buffer alone', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'unwanted();');
    const { neovim } = await openSmall(stage);

    await neovim.type('const value = ');
    await neovim.seeGhost('unwanted();');
    await neovim.press('<C-]>');
    await neovim.seeNoGhost();

    expect(await neovim.line()).toBe('const value = ');
  });

  test('without ghost text, Tab does what another plugin mapped it to', async () => {
    const stage = await stageWithFake();
    const { neovim } = await openSmall(
      stage,
      `vim.keymap.set('i', '<Tab>', function() return 'other' end, { expr = true })\n`,
    );

    await neovim.press('<Tab>');

    await neovim.seeLine('other');
  });

  test('without ghost text and without other mappings, Tab is a tab', async () => {
    const stage = await stageWithFake();
    const { neovim } = await openSmall(stage);

    await neovim.press('<Tab>x');

    await neovim.seeLine('\tx');
  });

  test('asking now brings a completion where nothing is typed', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'now();');
    const { neovim } = await openSmall(stage, neovimSettings("{ completion = { trigger = 'invoked' } }"));

    await neovim.type('const value = ');
    await stage.server.awaitSent('textDocument/inlineCompletion');
    await stage.server.awaitAllAnswered();
    await pauseOfAPerson();
    await neovim.press('<M-\\>');

    await neovim.seeGhost('now();');
  });
});

describe('keys of the user', () => {
  const withoutDefaults = 'vim.g.codestral = nil\n';

  /** The lines of Lua behind a heading or sentence of the plugin's help. */
  function helpBlock(words: string): string {
    const help = readFileSync(join(repository, 'clients/neovim/doc/codestral.txt'), 'utf8');
    const block = new RegExp(`${words}[^>]*>lua\\n([^]*?)^<`, 'm').exec(help)?.[1];
    if (block === undefined) throw new Error(`the help has no Lua behind ${words}`);
    return block;
  }

  test('a mapping of the help accepts', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'mine();');
    const { neovim } = await openSmall(stage, helpBlock('Keys of your own'));

    await neovim.type('const value = ');
    await neovim.seeGhost('mine();');
    await neovim.press('<C-y>');

    await neovim.seeLine('const value = mine();');
  });

  test('several answers to one question can be looked through', async () => {
    const stage = await stageWithFake();
    const answers = ['first();', 'second();', 'third();'];
    stage.fake.answerWith(() => answers.shift() ?? '');
    const { neovim } = await openSmall(stage, neovimSettings("{ completion = { trigger = 'invoked' } }"));

    await neovim.type('const value = ');
    await stage.server.awaitSent('textDocument/inlineCompletion');
    await stage.server.awaitAllAnswered();
    await pauseOfAPerson('look');
    await neovim.press('<M-\\>');
    await neovim.seeGhost('first();');
    // Neovim itself adds which one of how many this is.
    await neovim.press('<M-]>');
    await waitFor(async () => /^(second|third)\(\); \(2\/3\)$/.test((await neovim.ghost()) ?? ''), {
      what: 'another one',
    });
    await neovim.press('<M-[>');

    await neovim.seeGhost('first(); (1/3)');
  });

  test('in the chain of the help, Tab accepts ghost text, or is a tab', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'chained();');
    const { neovim } = await openSmall(stage, withoutDefaults + helpBlock('whether they did something'));

    await neovim.type('const value = ');
    await neovim.seeGhost('chained();');
    await neovim.press('<Tab>');
    await neovim.seeLine('const value = chained();');
    await neovim.press('<CR><Tab>x');

    await neovim.seeLine('\tx');
  });

  test('in the chain for a menu, Tab goes through the menu while it is open', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'Sum();');
    const { neovim } = await openSmall(
      stage,
      `${withoutDefaults}vim.o.completeopt = 'menuone,noselect'\n${helpBlock('any other menu')}`,
    );

    await neovim.type('const total = 1;\nconst t = total');
    await neovim.seeGhost('Sum();');
    await neovim.press('<C-x><C-n>');
    await waitFor(async () => (await neovim.menu()).includes('total'), { what: 'menu' });
    await neovim.press('<Tab>');
    await waitFor(async () => (await neovim.lua(`return vim.fn.complete_info().selected`)) === 0, {
      what: 'selection',
    });
  });
});

describe('menu instead of ghost text, as in Neovim 0.11', () => {
  test('an entry of several lines is inserted with its indentation', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'forEach((word) => {\n    print(word);\n  });');
    const file = stage.sandbox.write('menu.mjs', 'function printAll(words) {\n}\n');
    const menu = `
      vim.g.codestral = { menu = true }
      vim.o.completeopt = 'menuone,noselect'
      vim.o.expandtab = true
      vim.o.shiftwidth = 2\n`;
    const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url) + menu);

    await neovim.press('o');
    await neovim.type('words.');
    await waitFor(async () => (await neovim.menu()).some((entry) => entry.startsWith('forEach((word)')), {
      what: 'menu',
    });
    await neovim.press('<C-n><C-y>');
    await neovim.seeLine('  });');
    await neovim.save();

    const body = '  words.forEach((word) => {\n    print(word);\n  });\n';
    expect(stage.sandbox.read('menu.mjs')).toBe(`function printAll(words) {\n${body}}\n`);
  });
});

test('the configuration file alone, without the plugin, is enough', async () => {
  const stage = await stageWithFake();
  stage.fake.answerWith(() => 'alone();');
  const file = stage.sandbox.write('small.mjs', 'const small = 1;\n');
  const target = join(stage.sandbox.home, '.config/nvim/lsp/codestral.lua');
  cpSync(join(repository, 'clients/neovim/lsp/codestral.lua'), target, { recursive: true });
  const init = snippet('docs/editors/neovim.md', 'Without the plugin') + neovimEndpoint(stage.fake.url);
  const neovim = await openNeovim(stage, file, init);

  await neovim.press('Go');
  await neovim.type('const value = ');
  await neovim.seeGhost('alone();');
  await neovim.press('<Tab>');

  await neovim.seeLine('const value = alone();');
});
