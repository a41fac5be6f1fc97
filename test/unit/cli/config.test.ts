// The set-ups that the command line prints.
import { describe, expect, test } from 'vitest';
import { type ConfigRequest, configText, helixFile } from '../../../server/cli/config.ts';
import { configLanguages } from '../../../server/cli/configLanguages.ts';

function textFor(request: Partial<ConfigRequest>): string {
  const config = configText({ editor: 'helix', languages: undefined, clients: '/lib/clients', ...request });
  if ('problem' in config) throw new Error(config.problem);
  return config.text;
}

describe('Helix', () => {
  test('gets the languages that are asked for, with their regular servers, and Markdown for chats', () => {
    expect(textFor({ languages: 'rust, go' })).toBe(`# For ~/.config/helix/languages.toml
[language-server.codestral-lsp]
command = "codestral-lsp"
args = ["--stdio"]

[[language]]
name = "rust"
language-servers = ["codestral-lsp", "rust-analyzer"]

[[language]]
name = "go"
language-servers = ["codestral-lsp", "gopls", "golangci-lint-lsp"]

[[language]]
name = "markdown"
language-servers = ["codestral-lsp", "marksman", "markdown-oxide"]
`);
  });

  test('gets every language without being asked, as in the file to copy', () => {
    const [, all = ''] = textFor({}).split(/^(?=\[language-server)/m);
    expect(helixFile().endsWith(`\n\n${all}`)).toBe(true);
    expect(all.match(/^\[\[language\]\]$/gm)).toHaveLength(configLanguages.length);
  });

  test('gets no language twice, by whatever name it is asked for', () => {
    expect(textFor({ languages: 'TSX,typescriptreact,markdown' }).match(/^name = .*$/gm)).toEqual([
      'name = "tsx"',
      'name = "markdown"',
    ]);
  });
});

describe('Neovim', () => {
  test('gets the folder of the plugin and completes in every file', () => {
    expect(textFor({ editor: 'neovim', clients: 'C:\\npm\\clients' })).toBe(`-- For init.lua
vim.opt.runtimepath:prepend('C:/npm/clients/neovim')
vim.g.codestral = { default_keys = true }
`);
  });

  test('gets its own names of the languages', () => {
    expect(textFor({ editor: 'neovim', languages: 'rust,tsx,bash' })).toContain(
      "vim.lsp.config('codestral', { filetypes = { 'rust', 'typescriptreact', 'sh', 'bash', 'markdown' } })\n",
    );
  });

  test('gets a path with an apostrophe as Lua text', () => {
    expect(textFor({ editor: 'neovim', clients: "/o'hara" })).toContain("prepend('/o\\'hara/neovim')");
  });
});

test('Emacs gets its own names of the languages, before the mode starts', () => {
  expect(textFor({ editor: 'emacs', languages: 'rust,c-sharp' })).toBe(`;; For init.el
(add-to-list 'load-path "/lib/clients/emacs")
(require 'codestral-lsp)
(setq codestral-lsp-modes '(rust-mode rust-ts-mode csharp-mode csharp-ts-mode markdown-mode markdown-ts-mode))
(global-codestral-lsp-mode)
`);
});

test('a language that is not known is named, with those that are', () => {
  const config = configText({ editor: 'helix', languages: 'rust,cobol', clients: '/lib/clients' });
  expect(config).toEqual({
    problem: expect.stringMatching(/^There is no language 'cobol' here\. The languages are: rust, go, .*git-commit\.$/),
  });
});

test('an empty list of languages is no list', () => {
  expect(configText({ editor: 'emacs', languages: ' ,', clients: '/lib/clients' })).toEqual({
    problem: 'Name at least one language, such as: --languages rust,go',
  });
});
