// LSP language identifiers by file name, for the command line; editors send the identifier themselves.

const byExtension: Readonly<Record<string, string>> = {
  bash: 'shellscript',
  bat: 'bat',
  c: 'c',
  cc: 'cpp',
  cjs: 'javascript',
  clj: 'clojure',
  cljs: 'clojure',
  cpp: 'cpp',
  cs: 'csharp',
  css: 'css',
  cts: 'typescript',
  cxx: 'cpp',
  dart: 'dart',
  el: 'emacs-lisp',
  erl: 'erlang',
  ex: 'elixir',
  exs: 'elixir',
  fs: 'fsharp',
  go: 'go',
  graphql: 'graphql',
  groovy: 'groovy',
  h: 'c',
  hpp: 'cpp',
  hs: 'haskell',
  htm: 'html',
  html: 'html',
  java: 'java',
  jl: 'julia',
  js: 'javascript',
  json: 'json',
  jsonc: 'jsonc',
  jsx: 'javascriptreact',
  kt: 'kotlin',
  kts: 'kotlin',
  less: 'less',
  lisp: 'lisp',
  lua: 'lua',
  m: 'objective-c',
  markdown: 'markdown',
  md: 'markdown',
  mjs: 'javascript',
  ml: 'ocaml',
  mts: 'typescript',
  nim: 'nim',
  nix: 'nix',
  php: 'php',
  pl: 'perl',
  pm: 'perl',
  proto: 'proto',
  ps1: 'powershell',
  py: 'python',
  pyi: 'python',
  r: 'r',
  rb: 'ruby',
  rs: 'rust',
  sass: 'sass',
  scala: 'scala',
  scm: 'scheme',
  scss: 'scss',
  sh: 'shellscript',
  sql: 'sql',
  svelte: 'svelte',
  swift: 'swift',
  tex: 'latex',
  tf: 'terraform',
  toml: 'toml',
  ts: 'typescript',
  tsx: 'typescriptreact',
  vim: 'vim',
  vue: 'vue',
  xml: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
  zig: 'zig',
  zsh: 'shellscript',
};

const byName: Readonly<Record<string, string>> = {
  dockerfile: 'dockerfile',
  makefile: 'makefile',
  gnumakefile: 'makefile',
  'cmakelists.txt': 'cmake',
  gemfile: 'ruby',
  rakefile: 'ruby',
  '.bashrc': 'shellscript',
  '.zshrc': 'shellscript',
  '.gitconfig': 'ini',
  commit_editmsg: 'git-commit',
};

/** The identifier for a path; `plaintext` when its name tells nothing. */
export function languageIdOf(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return byName[name] ?? (name.includes('.') ? byExtension[extension] : undefined) ?? 'plaintext';
}

/** The shortest extension of a language, named by its identifier or by an extension: `py` for `python` and `py`; `undefined` when not known. */
export function extensionOf(language: string): string | undefined {
  const name = language.toLowerCase();
  const own = Object.keys(byExtension).filter((extension) => byExtension[extension] === name);
  return (
    own.sort((one, other) => one.length - other.length)[0] ?? (Object.hasOwn(byExtension, name) ? name : undefined)
  );
}
