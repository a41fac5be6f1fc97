// The user types while the lines of an edit arrive: nothing of either is lost, and undo keeps them apart.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { asked, dictated, place, rewritten, see, title } from './support/dictation.ts';
import { installEditors, repository } from './support/editors.ts';
import { eglotPlayer } from './support/emacsPlayer.ts';
import { openEglot } from './support/players.ts';
import { emacsEndpoint, emacsSetUp, neovimEndpoint, neovimSetUp, openEmacs, openNeovim } from './support/setUps.ts';
import { snippet } from './support/snippets.ts';
import { waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

describe('words typed before and after a line arrives', () => {
  test('are steps of their own in Neovim, within one visit to insert mode', async () => {
    const { stage, dictation, file } = await dictated();
    const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url));
    await neovim.press(':4,6Codestral edit bigger<CR>');
    await stage.fake.received(1);
    await neovim.press('Go// before');
    await see(() => neovim.text(), /\/\/ before\n$/);
    dictation.upTo('a = 10');
    await see(() => neovim.text(), /let a = 10;[\s\S]*\/\/ before\n$/);
    await neovim.press(' after');
    await see(() => neovim.text(), /let a = 10;[\s\S]*\/\/ before after\n$/);
    await neovim.press('<Esc>u');

    expect(await see(() => neovim.text(), /\/\/ before\n$/)).toContain('let a = 10;');
    await neovim.press('u');
    expect(await see(() => neovim.text(), /let a = 1;/)).toMatch(/\/\/ before\n$/);
  });

  test('make Neovim refuse an edit that they have crossed, without a word, and it comes again', async () => {
    const { stage, dictation, file } = await dictated();
    // Neovim tells the server of changes only after a second, so that an edit for the text before them is on its way.
    const late = `vim.lsp.config('codestral', { flags = { debounce_text_changes = 1000 } })\n`;
    const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url) + late);
    await neovim.press(':4,6Codestral edit bigger<CR>');
    await stage.fake.received(1);
    // The first change is told at once, those within a second later.
    await neovim.press('ggO// mine<Esc>');
    await stage.server.awaitSent('textDocument/didChange');
    await neovim.press('yyp');
    dictation.toTheEnd();
    await see(() => neovim.text(), `// mine\n// mine\n${rewritten}`);

    const answers = stage.server
      .told('workspace/applyEdit')
      .map(({ id = '' }) => stage.server.editorAnswer(id)?.result);
    expect(answers).toContainEqual({ applied: false, failureReason: 'The text has changed meanwhile' });
    expect(await neovim.messages()).not.toContain('newer than edits');
  });

  test('are steps of their own in Emacs, where typing is one step otherwise', async () => {
    const { stage, dictation, file } = await dictated();
    const emacs = await openEmacs(stage, file, emacsSetUp + emacsEndpoint(stage.fake.url));
    emacs.press('M-<', 'C-n', 'C-n', 'C-n', 'C-Space', 'C-n', 'C-n', 'C-n', 'M-x');
    emacs.type('codestral-lsp-edit\rbigger\r');
    await stage.fake.received(1);
    emacs.press('M->');
    emacs.type('ab');
    await see(() => emacs.text(), /\nab$/);
    dictation.upTo('a = 10');
    await see(() => emacs.text(), /let a = 10;[\s\S]*ab$/);
    emacs.type('cd');
    await see(() => emacs.text(), /let a = 10;[\s\S]*abcd$/);
    emacs.press('C-_');

    expect(await see(() => emacs.text(), /ab$/)).toContain('let a = 10;');
    emacs.press('C-_');
    expect(await see(() => emacs.text(), /let a = 1;/)).toMatch(/ab$/);
  });
});

/** Twenty lines, because they must take longer than a few keys. */
const long = ['```javascript\n', ...Array.from({ length: 20 }, (_, at) => `let v${at} = ${at};\n`), '```\n'];
const longRewritten = asked.replace(/\/\/ AI[\s\S]*let c = 3;\n/, long.slice(1, -1).join(''));
const letters = 'abcdefghijklmnopqrstuvwxyz';

describe('typing that does not stop while lines arrive', () => {
  test('loses nothing in Neovim, and undo goes back to the beginning', async () => {
    const { stage, dictation, file } = await dictated(long);
    const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url));
    await neovim.press(':4,6Codestral edit bigger<CR>');
    await stage.fake.received(1);
    await neovim.press('Go');
    for (const [at, letter] of [...letters].entries()) {
      dictation.upTo(`v${Math.min(at, 19)} =`);
      await neovim.press(letter);
      // Each letter is typed into a text that may have changed by then.
      await see(() => neovim.line(), letters.slice(0, at + 1));
    }
    dictation.toTheEnd();
    await see(() => neovim.text(), `${longRewritten}${letters}\n`);
    await neovim.press('<Esc>');

    const seen = [await neovim.text()];
    for (let now = seen[0]; now !== asked && seen.length < 100; seen.push(now)) {
      await neovim.press('u');
      now = await waitFor(async () => (await neovim.text()) !== now && neovim.text(), { what: 'effect of undo' });
    }
    expect(seen.at(-1)).toBe(asked);
    const steps = seen.length - 1;
    await neovim.press(`${steps}<C-r>`);
    await see(() => neovim.text(), `${longRewritten}${letters}\n`);
  });

  test('loses nothing in Emacs, and undo goes back to the beginning', async () => {
    const { stage, dictation, file } = await dictated(long);
    const emacs = await openEmacs(stage, file, emacsSetUp + emacsEndpoint(stage.fake.url));
    emacs.press('M-<', 'C-n', 'C-n', 'C-n', 'C-Space', 'C-n', 'C-n', 'C-n', 'M-x');
    emacs.type('codestral-lsp-edit\rbigger\r');
    await stage.fake.received(1);
    emacs.press('M->');
    for (const [at, letter] of [...letters].entries()) {
      dictation.upTo(`v${Math.min(at, 19)} =`);
      emacs.type(letter);
      await see(() => emacs.text().slice(emacs.text().lastIndexOf('\n') + 1), letters.slice(0, at + 1));
    }
    dictation.toTheEnd();
    await see(() => emacs.text(), `${longRewritten}${letters}`);

    const seen = [emacs.text()];
    for (let now = seen[0]; now !== asked && seen.length < 100; seen.push(now ?? '')) {
      emacs.press('C-_');
      now = await waitFor(() => emacs.text() !== now && emacs.text(), { what: 'effect of undo' });
    }
    expect(seen.at(-1)).toBe(asked);
  });
});

test('the configuration file of Neovim alone, without the plugin, makes one step of undo too', async () => {
  const { stage, dictation, file } = await dictated();
  const target = join(stage.sandbox.home, '.config/nvim/lsp/codestral.lua');
  cpSync(join(repository, 'clients/neovim/lsp/codestral.lua'), target, { recursive: true });
  const init = snippet('docs/editors/neovim.md', 'Without the plugin') + neovimEndpoint(stage.fake.url);
  const neovim = await openNeovim(stage, file, init);
  await neovim.lua(`
    local argument = { uri = vim.uri_from_bufnr(0), action = 'rewrite', instruction = 'bigger', range = {
      start = { line = 3, character = 0 }, ['end'] = { line = 6, character = 0 } } }
    vim.lsp.get_clients()[1]:exec_cmd({ title = 'x', command = 'codestral.edit', arguments = { argument } })`);
  dictation.upTo('a = 10');
  await see(() => neovim.text(), /let a = 10;\n(?!let b = 20)/);
  dictation.toTheEnd();
  await see(() => neovim.text(), rewritten);
  await neovim.press('u');

  await see(() => neovim.text(), asked);
});

test('Eglot puts an edit beside its place that crosses a line it has not told of, and the edit is put right', async () => {
  const { stage, dictation, file } = await dictated();
  const emacs = await openEglot(stage, file);
  const player = eglotPlayer(emacs);
  await player.choose(place, title);
  await stage.fake.received(1);
  // Later than the half second it waits otherwise, so that the edit comes in between for sure.
  emacs.value('(setq eglot-send-changes-idle-time 2)');
  await player.typeAbove('// mine');
  await see(() => emacs.text(), `// mine\n${asked}`);
  dictation.toTheEnd();

  await see(() => emacs.text(), `// mine\n${rewritten}`);
  await stage.server.awaitText(file, `// mine\n${rewritten}`);
  expect(stage.server.told('workspace/applyEdit')).toHaveLength(2);
});
