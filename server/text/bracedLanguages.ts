// Languages whose blocks stand in brackets: one row per family with the same comments, strings and blocks.
import { braces, chars, double, type Family, holes, script, single, string, triple } from './languageSyntax.ts';

export const bracedLanguages: readonly Family[] = [
  {
    ids: 'c cpp objective-c objective-cpp cuda cuda-cpp arduino glsl hlsl wgsl java',
    syntax: { ...chars, strings: [triple, string('R"(', { close: ')"', multiline: true, escapes: false }), double] },
  },
  { ids: 'javascript', syntax: { ...script, tags: 'jsx' } },
  { ids: 'typescript mts cts', syntax: script },
  { ids: 'typescriptreact javascriptreact tsx jsx', syntax: { ...script, tags: 'jsx' } },
  {
    ids: 'go',
    syntax: {
      ...chars,
      strings: [string('`', { multiline: true, escapes: false }), double],
      opener: /[{([]$|\b(?:case\b.*|default):$/,
    },
  },
  {
    ids: 'rust',
    syntax: {
      ...chars,
      strings: [string('r#"', { close: '"#', multiline: true, escapes: false }), string('"', { multiline: true })],
      opener: /[{([]$|=>$/,
    },
  },
  {
    ids: 'csharp',
    syntax: {
      ...chars,
      strings: [
        triple,
        string('@"', { close: '"', multiline: true, escapes: false }),
        string('$"', { close: '"', holes: ['{'] }),
        double,
      ],
    },
  },
  {
    ids: 'kotlin swift dart scala groovy',
    syntax: {
      ...chars,
      strings: [string('"""', { multiline: true, holes: ['${'] }), string('"', { holes: ['${', '\\('] }), single],
      characters: false,
      opener: /[{([]$|=>$|->$|=$/,
    },
  },
  { ids: 'zig odin v proto protobuf solidity haxe d verilog systemverilog', syntax: braces },
  {
    ids: 'php',
    syntax: {
      ...braces,
      lineComments: ['//', '#'],
      strings: [string('"', { multiline: true }), string("'", { multiline: true })],
      heredocs: true,
    },
  },
  { ids: 'css', syntax: { ...braces, lineComments: [], strings: [double, single] } },
  { ids: 'scss less stylus', syntax: { ...braces, strings: [double, single] } },
  { ids: 'json jsonc json5', syntax: { ...braces, strings: [double] } },
  { ids: 'graphql', syntax: { ...braces, lineComments: ['#'], blockComments: [], strings: [triple, double] } },
  {
    ids: 'terraform hcl nix bicep',
    syntax: {
      ...braces,
      lineComments: ['#', '//'],
      strings: [string("''", { multiline: true, escapes: false }), holes('${')],
      opener: /[{([]$|=$/,
    },
  },
  {
    ids: 'perl perl6 raku',
    syntax: {
      ...braces,
      lineComments: ['#'],
      // Plain old documentation.
      blockComments: ['=pod', '=head', '=item', '=over', '=back', '=begin', '=for', '=encoding'].map(
        (open) => [open, '=cut'] as const,
      ),
      strings: [string('"', { multiline: true }), string("'", { multiline: true })],
      regex: true,
      heredocs: true,
      chain: /^\}?\s*(?:else|elsif|continue)\b/,
    },
  },
  { ids: 'r', syntax: { ...braces, lineComments: ['#'], blockComments: [], strings: [double, single] } },
  {
    ids: 'powershell',
    syntax: {
      ...braces,
      lineComments: ['#'],
      blockComments: [['<#', '#>']],
      strings: [string('"', { multiline: true, escapes: false }), string("'", { multiline: true, escapes: false })],
      chain: /^\}?\s*(?:else|elseif|catch|finally)\b/i,
    },
  },
  { ids: 'awk caddyfile nginx', syntax: { ...braces, lineComments: ['#'], blockComments: [], strings: [double] } },
];
