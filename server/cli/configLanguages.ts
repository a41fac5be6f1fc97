// The languages that `codestral-lsp config` writes set-ups for: what Helix, Neovim and Emacs call them, and their regular servers.

export interface ConfigLanguage {
  /** Helix' name, as `hx --health` lists it. */
  readonly name: string;
  /** The servers that Helix 25.07 starts for it by itself. */
  readonly servers: readonly string[];
  /** Neovim's file types; only `name` when left out. */
  readonly filetypes?: readonly string[];
  /** Emacs' major modes; `name` with `-mode` and `-ts-mode` when left out. */
  readonly modes?: readonly string[];
}

/** To add a language, add a line and run `npm run docs`: clients/helix/languages.toml is written from this table too. */
export const configLanguages: readonly ConfigLanguage[] = [
  { name: 'rust', servers: ['rust-analyzer'] },
  { name: 'go', servers: ['gopls', 'golangci-lint-lsp'] },
  { name: 'python', servers: ['ty', 'ruff', 'jedi', 'pylsp'] },
  { name: 'typescript', servers: ['typescript-language-server'] },
  { name: 'tsx', servers: ['typescript-language-server'], filetypes: ['typescriptreact'], modes: ['tsx-ts-mode'] },
  { name: 'javascript', servers: ['typescript-language-server'], modes: ['js-mode', 'js-ts-mode'] },
  {
    name: 'jsx',
    servers: ['typescript-language-server'],
    filetypes: ['javascriptreact'],
    modes: ['js-jsx-mode', 'rjsx-mode'],
  },
  { name: 'c', servers: ['clangd'] },
  { name: 'cpp', servers: ['clangd'], modes: ['c++-mode', 'c++-ts-mode'] },
  { name: 'c-sharp', servers: ['omnisharp'], filetypes: ['cs'], modes: ['csharp-mode', 'csharp-ts-mode'] },
  { name: 'java', servers: ['jdtls'] },
  { name: 'kotlin', servers: ['kotlin-language-server'] },
  { name: 'scala', servers: ['metals'] },
  { name: 'swift', servers: ['sourcekit-lsp'] },
  { name: 'dart', servers: ['dart'] },
  { name: 'zig', servers: ['zls'], modes: ['zig-mode', 'zig-ts-mode'] },
  { name: 'haskell', servers: ['haskell-language-server'] },
  { name: 'ocaml', servers: ['ocamllsp'], modes: ['tuareg-mode', 'caml-mode'] },
  { name: 'elixir', servers: ['elixir-ls'] },
  { name: 'erlang', servers: ['erlang-ls', 'elp'] },
  { name: 'gleam', servers: ['gleam'] },
  { name: 'clojure', servers: ['clojure-lsp'] },
  { name: 'ruby', servers: ['ruby-lsp', 'solargraph'] },
  { name: 'php', servers: ['intelephense'] },
  { name: 'perl', servers: ['perlnavigator'], modes: ['perl-mode', 'cperl-mode'] },
  { name: 'lua', servers: ['lua-language-server'] },
  { name: 'r', servers: ['r'], modes: ['ess-r-mode'] },
  { name: 'julia', servers: ['julia'] },
  { name: 'bash', servers: ['bash-language-server'], filetypes: ['sh', 'bash'], modes: ['sh-mode', 'bash-ts-mode'] },
  { name: 'fish', servers: ['fish-lsp'], modes: ['fish-mode'] },
  { name: 'sql', servers: [], modes: ['sql-mode'] },
  { name: 'html', servers: ['vscode-html-language-server', 'superhtml'], modes: ['html-mode', 'html-ts-mode'] },
  { name: 'css', servers: ['vscode-css-language-server'] },
  { name: 'vue', servers: ['vuels'], modes: ['vue-mode'] },
  { name: 'svelte', servers: ['svelteserver'], modes: ['svelte-mode'] },
  { name: 'json', servers: ['vscode-json-language-server'], modes: ['js-json-mode', 'json-mode', 'json-ts-mode'] },
  { name: 'yaml', servers: ['yaml-language-server', 'ansible-language-server'] },
  { name: 'toml', servers: ['taplo', 'tombi'], modes: ['conf-toml-mode', 'toml-ts-mode'] },
  { name: 'markdown', servers: ['marksman', 'markdown-oxide'] },
  { name: 'nix', servers: ['nil', 'nixd'] },
  { name: 'hcl', servers: ['terraform-ls'], filetypes: ['hcl', 'terraform'], modes: ['hcl-mode', 'terraform-mode'] },
  { name: 'dockerfile', servers: ['docker-langserver'] },
  { name: 'cmake', servers: ['neocmakelsp', 'cmake-language-server'] },
  { name: 'make', servers: [], modes: ['makefile-mode'] },
  { name: 'git-commit', servers: [], filetypes: ['gitcommit'], modes: ['text-mode'] },
];

/** The language of this name; a name of Neovim's does too. */
export function configLanguage(name: string): ConfigLanguage | undefined {
  const wanted = name.toLowerCase();
  return (
    configLanguages.find((language) => language.name === wanted) ??
    configLanguages.find((language) => filetypesOf(language).includes(wanted))
  );
}

/** Neovim's file types of a language. */
export function filetypesOf({ name, filetypes }: ConfigLanguage): readonly string[] {
  return filetypes ?? [name];
}

/** Emacs' major modes of a language. */
export function modesOf({ name, modes }: ConfigLanguage): readonly string[] {
  return modes ?? [`${name}-mode`, `${name}-ts-mode`];
}
