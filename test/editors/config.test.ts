// What `codestral-lsp config` prints, loaded by the editors; the built program itself prints it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { installEditors, repository } from './support/editors.ts';
import { Emacs } from './support/emacs.ts';
import { Helix } from './support/helix.ts';
import { Neovim } from './support/neovim.ts';
import { emacsEndpoint, helixConfig, helixEndpoint, neovimEndpoint } from './support/setUps.ts';
import { stageWithFake } from './support/testStage.ts';

beforeAll(installEditors);

const javascript = ['--languages', 'javascript'];

function config(...words: readonly string[]) {
  const program = join(repository, 'dist/main.js');
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, 'config', ...words], { encoding: 'utf8' });
  return { stdout, stderr, status };
}

function printed(editor: string): string {
  const { stdout, stderr, status } = config(editor, ...javascript);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

/** A project with a file of the language that was asked for, and one of another. */
async function stageWithTwoLanguages() {
  const stage = await stageWithFake();
  stage.fake.answerWith(() => 'back();');
  const other = stage.sandbox.write('other.py', 'other = 1\n');
  return { stage, other, file: stage.sandbox.write('small.js', 'const small = 1;\n') };
}

test('Helix completes in the language that was asked for', async () => {
  const { stage, file } = await stageWithTwoLanguages();
  const languages = printed('helix') + helixEndpoint(stage.fake.url);
  const helix = await Helix.open(stage, { file, languages, config: helixConfig });
  await stage.server.awaitSent('textDocument/didOpen');

  await helix.openLine();
  helix.type('const value = get');

  await helix.terminal.see(/getback\(\);/);
});

test('Neovim completes in the language that was asked for, and in no other', async () => {
  const { stage, file, other } = await stageWithTwoLanguages();
  const neovim = await Neovim.open(stage, { file: other, init: printed('neovim') + neovimEndpoint(stage.fake.url) });

  await neovim.press(':edit small.js<CR>');
  const opened = await stage.server.awaitSent('textDocument/didOpen');
  await neovim.ready();
  await neovim.press('Go');
  await neovim.type('const value = ');

  await neovim.seeGhost('back();');
  expect(opened.map(({ params }) => params.textDocument.uri)).toEqual([`file://${file}`]);
});

test('Emacs completes in the language that was asked for, and in no other', async () => {
  const { stage, file, other } = await stageWithTwoLanguages();
  const emacs = await Emacs.open(stage, { file: other, init: printed('emacs') + emacsEndpoint(stage.fake.url) });

  emacs.press('C-x', 'C-f');
  await emacs.terminal.see(/Find file:/);
  emacs.type('small.js\r');
  const opened = await stage.server.awaitSent('textDocument/didOpen');
  emacs.press('M->');
  emacs.type('const value = ');

  await emacs.seeGhost('back();');
  expect(opened.map(({ params }) => params.textDocument.uri)).toEqual([`file://${file}`]);
});

test.each([
  [
    ['helix', '--languages', 'rust,cobol'],
    /^codestral-lsp: There is no language 'cobol' here\. The languages are: rust,/,
  ],
  [['vim'], /^codestral-lsp: There is no set-up for 'vim'\. There are: helix, neovim, emacs;/],
])('config %j ends with 2 and says what is wrong', (words, message) => {
  expect(config(...words)).toEqual({ stdout: '', stderr: expect.stringMatching(message), status: 2 });
});
