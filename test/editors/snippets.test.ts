// The code blocks of the editors' pages are well formed, for those that no other test runs.
import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { editor, installEditors } from './support/editors.ts';
import { blocks } from './support/snippets.ts';
import { stageWithoutKey } from './support/testStage.ts';

beforeAll(installEditors);

test.each(blocks('docs/editors/neovim.md', 'lua'))('Neovim compiles %j', (code) => {
  const stage = stageWithoutKey();
  stage.sandbox.write('block.lua', code);
  // A block is a program, or the table that a plugin manager takes.
  const check =
    "local code = io.open('block.lua'):read('a'); assert(load(code) or load('return ' .. code:gsub(',%s*$', '')))";
  stage.sandbox.write('check.lua', check);

  execFileSync(editor('nvim'), ['-l', 'check.lua'], {
    cwd: stage.sandbox.project,
    env: stage.environment,
    stdio: 'pipe',
  });
});

test.each(blocks('docs/editors/emacs.md', 'elisp'))('Emacs reads %j', (code) => {
  const stage = stageWithoutKey();
  stage.sandbox.write('block.el', code);
  const check = `(with-temp-buffer
    (insert-file-contents "block.el")
    (while (progn (skip-chars-forward " \\n") (not (eobp))) (read (current-buffer))))`;

  execFileSync(editor('emacs'), ['-Q', '--batch', '--eval', check], {
    cwd: stage.sandbox.project,
    env: stage.environment,
    stdio: 'pipe',
  });
});

test('Helix takes all blocks of its page together', () => {
  const stage = stageWithoutKey();
  const [languages = '', config = '', settings = '', ...rest] = blocks('docs/editors/helix.md', 'toml');
  stage.sandbox.writeHome('.config/helix/languages.toml', `${languages}\n${settings}`);
  stage.sandbox.writeHome('.config/helix/config.toml', config);

  const health = execFileSync(editor('hx'), ['--health', 'javascript'], { env: stage.environment, encoding: 'utf8' });

  expect(health).toContain('codestral-lsp');
  expect(health).not.toMatch(/error|invalid|failed/i);
  expect(rest).toEqual([]);
});
