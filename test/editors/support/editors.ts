// Where the editors are. They are installed by install.sh before the first test; a missing editor is an error, never a skip.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder of this repository. */
export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

const folder = process.env.CODESTRAL_EDITORS ?? join(repository, 'node_modules/.cache/editors');

/** Installs the editors where they are missing (about 15 s and 270 MB, once). Throws with what the installer said. */
export function installEditors(): void {
  execFileSync(join(repository, 'test/editors/install.sh'), [folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  if (!existsSync(join(repository, 'dist/main.js')))
    throw new Error('dist/main.js is missing: run `npm run build` first');
}

/** The path of an editor's program. */
export function editor(name: 'nvim' | 'hx' | 'emacs' | 'emacsclient' | 'kak'): string {
  return join(folder, 'bin', name);
}

/** The folders of the Emacs packages that are installed beside Emacs (company, lsp-mode, package-lint and what they need). */
export function elispFolders(): readonly string[] {
  const packages = join(folder, 'root/usr/share/emacs/site-lisp/elpa-src');
  return readdirSync(packages).map((name) => join(packages, name));
}
