// How the editors are set up in the tests: as a newcomer does who copies from the documentation.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './editors.ts';
import { Emacs } from './emacs.ts';
import { Helix } from './helix.ts';
import { Neovim } from './neovim.ts';
import { snippet } from './snippets.ts';
import type { Stage } from './stage.ts';

export const neovimSetUp = snippet('docs/editors/neovim.md', 'Set up');
export const helixSetUp = snippet('docs/editors/helix.md', 'Set up');
export const emacsSetUp = snippet('docs/editors/emacs.md', 'Set up');
export const eglotSetUp = snippet('docs/editors/emacs.md', 'Eglot alone');
export const helixConfig = readFileSync(join(repository, 'clients/helix/config.toml'), 'utf8');

/** Lua that gives the server these settings, written as a Lua table. */
export function neovimSettings(table: string): string {
  return `vim.lsp.config('codestral', { settings = { codestral = ${table} } })\n`;
}

/** Lua that makes the server ask this Mistral. */
export function neovimEndpoint(url: string): string {
  return neovimSettings(`{ providers = { mistral = { endpoint = '${url}' } } }`);
}

/** TOML that makes the server ask this Mistral. */
export function helixEndpoint(url: string): string {
  return `\n[language-server.codestral-lsp.config.codestral.providers.mistral]\nendpoint = "${url}"\n`;
}

/** Lisp that makes the server ask this Mistral. */
export function emacsEndpoint(url: string): string {
  return `(setq codestral-lsp-settings '(:providers (:mistral (:endpoint "${url}"))))\n`;
}

/** Opens a file in Neovim and waits until the server has it. */
export async function openNeovim(stage: Stage, file: string, init: string): Promise<Neovim> {
  const neovim = await Neovim.open(stage, { file, init });
  await stage.server.awaitSent('textDocument/didOpen');
  await neovim.ready();
  return neovim;
}

/** Opens a file in Helix, with `more` behind the set-up of the documentation, and waits until the server has it. */
export async function openHelix(stage: Stage, file: string, more = ''): Promise<Helix> {
  const helix = await Helix.open(stage, { file, languages: helixSetUp + more, config: helixConfig });
  await stage.server.awaitSent('textDocument/didOpen');
  return helix;
}

/** Emacs 30 knows no mode for the ending of this repository's own files. */
const javascript = "(add-to-list 'auto-mode-alist '(\"\\\\.mjs\\\\'\" . js-mode))\n";

/** Opens a file in Emacs, waits until the server has it, and goes to its end. */
export async function openEmacs(stage: Stage, file: string, init: string): Promise<Emacs> {
  const emacs = await Emacs.open(stage, { file, init: javascript + init });
  await stage.server.awaitSent('textDocument/didOpen');
  emacs.press('M->');
  return emacs;
}
