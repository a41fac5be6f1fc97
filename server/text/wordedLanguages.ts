// Languages whose blocks are told by indentation, words, tags or parentheses, or that have none: one row per family.
import {
  cComment,
  config,
  double,
  ended,
  type Family,
  functional,
  holes,
  indented,
  lisp,
  markup,
  never,
  prose,
  single,
  string,
  triple,
} from './languageSyntax.ts';

export const wordedLanguages: readonly Family[] = [
  { ids: 'python starlark bazel', syntax: indented },
  { ids: 'gdscript nim mojo', syntax: { ...indented, opener: /[:={([]$/ } },
  {
    ids: 'yaml dockercompose ansible helm',
    syntax: {
      ...indented,
      strings: [double, string("'", { escapes: false })],
      opener: /:(?:\s*[|>][+-]?)?$|[{[]$/,
      chain: never,
    },
  },
  {
    ids: 'coffeescript',
    syntax: {
      ...indented,
      opener: /(?:->|=>|[=:({[])$|^(?:if|for|while|class|switch|try|else)\b.*$/,
      chain: /^(?:else|catch|finally)\b/,
    },
  },
  {
    ids: 'jade pug haml slim sass',
    syntax: {
      ...indented,
      lineComments: ['//'],
      strings: [double, single],
      opener: /[:{([|,]$/,
      chain: /^-?\s*else\b/,
    },
  },
  {
    ids: 'makefile make',
    syntax: { ...config, block: 'indentation', strings: [], opener: /^[^\s#=:][^#=]*::?(?!=)[^=]*$|\\$/, chain: never },
  },
  { ids: 'haskell purescript idris', syntax: functional },
  { ids: 'elm', syntax: functional },
  {
    ids: 'ocaml fsharp',
    syntax: {
      ...functional,
      lineComments: ['//'],
      blockComments: [['(*', '*)']],
      opener: /(?:[=({[]|->|\b(?:do|with|then|else|in|try|begin|struct|sig))$/,
      chain: /^(?:else|elif|then|with|in|\|)/,
    },
  },
  {
    ids: 'ruby crystal',
    syntax: {
      ...ended,
      strings: [holes('#{'), string("'", { multiline: true })],
      regex: true,
      heredocs: true,
      opener:
        /[{([]$|\bdo(?:\s*\|[^|]*\|)?$|\b(?:then|else|begin|ensure)$|^(?:(?:private|public|protected)\s+)?(?:def|class|module|if|unless|while|until|for|case|elsif|when|in|rescue)\b(?!.*\bend$)|=\s*(?:if|case|begin|unless)\b/,
      chain: /^(?:else|elsif|when|in|rescue|ensure)\b/,
    },
  },
  {
    ids: 'elixir',
    syntax: {
      ...ended,
      strings: [string('"""', { multiline: true, holes: ['#{'] }), holes('#{'), single],
      opener: /[{([]$|\bdo$|->$|\b(?:else|rescue|catch|after|fn)$/,
      chain: /^(?:else|rescue|catch|after)\b/,
    },
  },
  {
    ids: 'julia',
    syntax: {
      ...ended,
      blockComments: [['#=', '=#']],
      strings: [triple, double],
      opener:
        /[{([]$|\b(?:begin|do)(?:\s+\w+(?:,\s*\w+)*)?$|^(?:function|if|elseif|else|for|while|let|try|catch|finally|struct|mutable|module|macro|quote)\b(?!.*\bend$)/,
      chain: /^(?:else|elseif|catch|finally)\b/,
    },
  },
  {
    ids: 'lua luau',
    syntax: {
      ...ended,
      lineComments: ['--'],
      blockComments: [['--[[', ']]']],
      strings: [string('[[', { close: ']]', multiline: true, escapes: false }), double, single],
      opener: /[{([]$|\b(?:then|do|else|repeat)$|\bfunction\b[^()]*\([^()]*\)$/,
      chain: /^(?:else|elseif)\b/,
      closer: /^(?:end|until)\b/,
    },
  },
  {
    ids: 'shellscript sh bash zsh shell',
    syntax: {
      ...ended,
      strings: [holes('$(', '${'), string("'", { multiline: true, escapes: false }), string('`', { multiline: true })],
      heredocs: true,
      loneParentheses: true,
      opener: /[{(]$|\b(?:then|do|else)$|\bcase\b.*\bin$|^[^()\s]+\)$/,
      chain: /^(?:else|elif)\b/,
      closer: /^(?:fi|done|esac|;;)(?:\b|$)/,
    },
  },
  {
    ids: 'fish',
    syntax: {
      ...ended,
      opener: /^(?:if|else|for|while|function|switch|case|begin)\b(?!.*\bend$)/,
      chain: /^(?:else|case)\b/,
    },
  },
  {
    ids: 'vim',
    syntax: {
      ...ended,
      lineComments: ['"'],
      strings: [string("'", { escapes: false })],
      opener: /[{([]$|^(?:function|if|elseif|else|for|while|try|catch|finally|def|augroup)\b!?/,
      chain: /^(?:else|elseif|catch|finally)\b/,
      closer: /^(?:end\w*|augroup END)\b/,
    },
  },
  {
    ids: 'cmake',
    syntax: {
      ...ended,
      strings: [string('"', { multiline: true })],
      opener: /^(?:if|elseif|else|foreach|while|function|macro)\s*\(.*\)$|\($/,
      closer: /^end\w+\s*\(/,
    },
  },
  {
    ids: 'matlab octave',
    syntax: {
      ...ended,
      lineComments: ['%'],
      strings: [double],
      opener:
        /[{([]$|^(?:function|if|elseif|else|for|while|switch|case|otherwise|try|catch|classdef|methods|properties)\b(?!.*\bend;?$)/,
      chain: /^(?:else|elseif|case|otherwise|catch)\b/,
    },
  },
  {
    ids: 'pascal ada fortran vhdl',
    syntax: {
      ...ended,
      lineComments: ['--', '//'],
      strings: [string("'", { escapes: false }), double],
      opener: /\b(?:begin|then|do|is|loop|record|else)$/i,
      chain: /^(?:else|elsif|elseif|exception)\b/i,
      closer: /^end\b/i,
    },
  },
  {
    ids: 'tex latex bibtex',
    syntax: {
      ...ended,
      lineComments: ['%'],
      strings: [],
      opener: /\\begin\{[^}]*\}(?:\[[^\]]*\])?(?:\{[^}]*\})?$|[{[]$/,
      chain: /^\\item\b/,
      closer: /^\\end\{/,
    },
  },
  {
    ids: 'erlang',
    syntax: {
      ...ended,
      lineComments: ['%'],
      strings: [double],
      opener: /->$|\b(?:of|begin|try|receive)$|[{([]$/,
      chain: /^(?:catch|after)\b/,
    },
  },
  { ids: 'clojure clojurescript edn', syntax: lisp },
  { ids: 'lisp emacs-lisp elisp commonlisp scheme racket fennel janet hy', syntax: lisp },
  { ids: 'html xml svg xsl handlebars razor erb eruby', syntax: markup },
  { ids: 'vue svelte astro vue-html', syntax: markup },
  { ids: 'markdown mdx restructuredtext asciidoc quarto', syntax: prose },
  {
    ids: 'plaintext text git-commit gitcommit log csv tsv',
    syntax: { ...prose, block: 'none', blockComments: [], strings: [] },
  },
  {
    ids: 'sql plsql mysql pgsql',
    syntax: {
      ...config,
      lineComments: ['--'],
      blockComments: cComment,
      strings: [string("'", { multiline: true, escapes: false }), double],
      opener: /\($|\b(?:begin|then|loop|as)$/i,
      chain: /^(?:else|elsif|when|exception)\b/i,
      closer: /^end\b/i,
    },
  },
  { ids: 'toml', syntax: config },
  {
    ids: 'ini properties dotenv editorconfig gitignore ignore',
    syntax: { ...config, lineComments: ['#', ';'], strings: [] },
  },
  { ids: 'dockerfile', syntax: { ...config, opener: /\\$/ } },
  { ids: 'diff git-rebase', syntax: { ...config, lineComments: [], strings: [], brackets: '' } },
];
