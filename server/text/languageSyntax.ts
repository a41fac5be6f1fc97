// The words in which a language is described, and the traditions most languages follow.

/** How a language marks the extent of a block. `none`: lines without blocks (SQL, TOML, plain text). */
export type BlockStyle = 'braces' | 'indentation' | 'keyword-end' | 'tags' | 'lisp' | 'markdown' | 'none';

/** One way to write a string. */
export interface StringSyntax {
  readonly open: string;
  readonly close: string;
  /** May it hold line breaks? */
  readonly multiline: boolean;
  /** Does a backslash protect the next character? */
  readonly escapes: boolean;
  /** Openers of embedded code, such as `${`; the code ends with the matching bracket. */
  readonly holes: readonly string[];
}

/** What the lexer, the scope rules and the prompt need to know about one family of languages. */
export interface LanguageSyntax {
  readonly block: BlockStyle;
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [open: string, close: string])[];
  readonly strings: readonly StringSyntax[];
  /** Pairs, written one after the other: `()[]{}`. */
  readonly brackets: string;
  /** `'x'` is a character: it may hold a bracket or a quote, and a lone apostrophe (Rust's lifetimes) opens nothing. */
  readonly characters: boolean;
  /** `/…/` where a value may stand is a regular expression. */
  readonly regex: boolean;
  /** `<<WORD` opens a here-document. */
  readonly heredocs: boolean;
  /** A closing parenthesis may stand alone, as behind a pattern of a shell's `case`. */
  readonly loneParentheses: boolean;
  /** Elements: everywhere (`markup`), where a value may stand (`jsx`), or nowhere. */
  readonly tags: 'markup' | 'jsx' | 'none';
  /** A code line (without its comment) that opens a block ends or begins like this. */
  readonly opener: RegExp;
  /** A line at the opener's indentation that carries the block on: `else`, `except`, `rescue`. */
  readonly chain: RegExp;
  /** A line, without indentation, that closes a block by a word or a tag; brackets are known from `brackets`. */
  readonly closer: RegExp;
}

/** One row of the table. */
export interface Family {
  /** LSP language identifiers, separated by blanks. */
  readonly ids: string;
  readonly syntax: LanguageSyntax;
}

export const double = string('"');
export const single = string("'");
export const triple = string('"""', { multiline: true });
export const never = /(?!)/;
export const cComment = [['/*', '*/']] as const;

/** The C tradition; every other row says what differs. */
export const braces: LanguageSyntax = {
  block: 'braces',
  lineComments: ['//'],
  blockComments: cComment,
  strings: [double],
  brackets: '()[]{}',
  characters: false,
  regex: false,
  heredocs: false,
  loneParentheses: false,
  tags: 'none',
  opener: /[{([]$|=>$|^(?:case\b.*|default|public|private|protected)\s*:$/,
  chain: /^\}?\s*(?:else|catch|finally|elseif)\b/,
  closer: never,
};
export const chars: LanguageSyntax = { ...braces, characters: true };
export const script: LanguageSyntax = {
  ...braces,
  strings: [string('`', { multiline: true, holes: ['${'] }), double, single],
  regex: true,
};
export const indented: LanguageSyntax = {
  ...braces,
  block: 'indentation',
  lineComments: ['#'],
  blockComments: [],
  strings: [triple, string("'''", { multiline: true }), double, single],
  opener: /[:{([]$/,
  chain: /^(?:elif|else|except|finally)\b/,
};
export const functional: LanguageSyntax = {
  ...indented,
  lineComments: ['--'],
  blockComments: [['{-', '-}']],
  strings: [double],
  characters: true,
  opener: /(?:[=({[]|->|\b(?:do|of|where|let|then|else|in))$/,
  chain: /^(?:else|then|in|where)\b/,
};
export const ended: LanguageSyntax = {
  ...braces,
  block: 'keyword-end',
  lineComments: ['#'],
  blockComments: [],
  strings: [double, single],
  opener: /[{([]$/,
  chain: /^(?:else|elseif|elsif)\b/,
  closer: /^end\b/,
};
export const lisp: LanguageSyntax = {
  ...braces,
  block: 'lisp',
  lineComments: [';'],
  blockComments: [['#|', '|#']],
  strings: [string('"', { multiline: true })],
  brackets: '()[]{}',
  opener: /[([{]$/,
  chain: never,
};
export const markup: LanguageSyntax = {
  ...braces,
  block: 'tags',
  lineComments: [],
  blockComments: [['<!--', '-->']],
  strings: [],
  tags: 'markup',
  opener: /<[A-Za-z][^<>]*[^/<>]>$|<[A-Za-z]>$|[{([]$/,
  chain: /^\}?\s*else\b|^\{:(?:else|then|catch)/,
  closer: /^<\/|^\{\//,
};
export const prose: LanguageSyntax = {
  ...braces,
  block: 'markdown',
  lineComments: [],
  blockComments: [['<!--', '-->']],
  strings: [string('```', { multiline: true, escapes: false }), string('`', { escapes: false })],
  opener: never,
  chain: never,
};
export const config: LanguageSyntax = {
  ...braces,
  block: 'none',
  lineComments: ['#'],
  blockComments: [],
  strings: [triple, string("'''", { multiline: true, escapes: false }), double, string("'", { escapes: false })],
  opener: /[{([]$/,
  chain: never,
};
export const holes = (...openers: string[]) => string('"', { multiline: true, holes: openers });

/** A string syntax; by default it closes as it opens, stays on its line and knows the backslash. */
export function string(open: string, more: Partial<Omit<StringSyntax, 'open'>> = {}): StringSyntax {
  return { open, close: open, multiline: false, escapes: true, holes: [], ...more };
}
