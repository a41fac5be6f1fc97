// The set-ups that `codestral-lsp config EDITOR` prints, and clients/helix/languages.toml. Pure.
import { type ConfigLanguage, configLanguage, configLanguages, filetypesOf, modesOf } from './configLanguages.ts';

/** Editors that a set-up can be printed for. */
export const configEditors = ['helix', 'neovim', 'emacs'] as const;
export type ConfigEditor = (typeof configEditors)[number];

/** Whether a set-up can be printed for the editor of this name. */
export function isConfigEditor(name: string): name is ConfigEditor {
  return (configEditors as readonly string[]).includes(name);
}

/** What the set-up is for; `clients` is the absolute path of the folder with our clients. */
export interface ConfigRequest {
  readonly editor: ConfigEditor;
  /** Names with commas between them, or `undefined` for all languages. */
  readonly languages: string | undefined;
  readonly clients: string;
}

/** The text for the editor's own configuration file, or a sentence about a language that is not known. */
export function configText(request: ConfigRequest): { readonly text: string } | { readonly problem: string } {
  const names = request.languages
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names?.length === 0) return { problem: 'Name at least one language, such as: --languages rust,go' };
  const unknown = names?.filter((name) => configLanguage(name) === undefined) ?? [];
  if (unknown.length > 0) {
    const known = configLanguages.map(({ name }) => name).join(', ');
    return { problem: `There is no language '${unknown.join("', '")}' here. The languages are: ${known}.` };
  }
  const chosen = names === undefined ? undefined : withChats(names.flatMap((name) => configLanguage(name) ?? []));
  return { text: writers[request.editor](chosen, request.clients.replaceAll('\\', '/')) };
}

/** The file for Helix users who like to copy: all languages of the table. */
export function helixFile(): string {
  return `# codestral-lsp for Helix: copy to ~/.config/helix/languages.toml, or add these entries to yours.
# \`codestral-lsp config helix --languages rust,go\` prints the entries of the languages that you name.
# Generated from server/cli/configLanguages.ts by \`npm run docs\`.
#
# Helix lists its servers per language, and an entry here replaces Helix' own list. So the regular servers are named too,
# as Helix 25.07 names them; \`hx --health rust\` shows the list of a language. codestral-lsp stands first: the server that
# is listed last comes first in the menu, and that is where the regular one belongs.
#
# Settings go below \`config.codestral\`. After a change: \`:config-reload\`, then \`:lsp-restart codestral-lsp\`.
# [language-server.codestral-lsp.config.codestral.completion]
# multiline = "never"

${helixBlock(configLanguages)}`;
}

/** Each once, and Markdown in any case: chats are Markdown documents. */
function withChats(languages: readonly ConfigLanguage[]): readonly ConfigLanguage[] {
  return [...new Set([...languages, ...configLanguages.filter(({ name }) => name === 'markdown')])];
}

type Writer = (languages: readonly ConfigLanguage[] | undefined, clients: string) => string;

const writers: Readonly<Record<ConfigEditor, Writer>> = {
  helix: (languages) => `# For ~/.config/helix/languages.toml\n${helixBlock(languages ?? configLanguages)}`,
  neovim: (languages, clients) => {
    const types = languages?.flatMap(filetypesOf).map(luaText).join(', ');
    return lines(
      '-- For init.lua',
      `vim.opt.runtimepath:prepend(${luaText(`${clients}/neovim`)})`,
      'vim.g.codestral = { default_keys = true }',
      types === undefined ? undefined : `vim.lsp.config('codestral', { filetypes = { ${types} } })`,
    );
  },
  emacs: (languages, clients) =>
    lines(
      ';; For init.el',
      `(add-to-list 'load-path "${clients.replaceAll('"', '\\"')}/emacs")`,
      "(require 'codestral-lsp)",
      languages === undefined ? undefined : `(setq codestral-lsp-modes '(${languages.flatMap(modesOf).join(' ')}))`,
      '(global-codestral-lsp-mode)',
    ),
};

function helixBlock(languages: readonly ConfigLanguage[]): string {
  const server = '[language-server.codestral-lsp]\ncommand = "codestral-lsp"\nargs = ["--stdio"]\n';
  const entries = languages.map(({ name, servers }) => {
    const list = ['codestral-lsp', ...servers].map((one) => `"${one}"`).join(', ');
    return `[[language]]\nname = "${name}"\nlanguage-servers = [${list}]\n`;
  });
  return [server, ...entries].join('\n');
}

function luaText(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}

function lines(...all: readonly (string | undefined)[]): string {
  return all.flatMap((line) => (line === undefined ? [] : [`${line}\n`])).join('');
}
