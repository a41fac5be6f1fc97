// Which files are never completed in, never sent as context and never learned from: globs of the settings, and .codestralignore.
import ignore, { type Ignore } from 'ignore';
import picomatch from 'picomatch';
import { pathOfUri } from '../text/document.ts';
import { type Files, readText } from '../world/files.ts';

/** Name of the file in a workspace folder that lists excluded paths in gitignore syntax. */
export const ignoreFileName = '.codestralignore';

const largestIgnoreFile = 256 * 1024;

interface Folder {
  readonly path: string;
  readonly ignored: Ignore | undefined;
}

export class Exclusion {
  readonly #files: Files;
  readonly #globs: () => readonly string[];
  #compiled: { readonly globs: readonly string[]; readonly matches: (path: string) => boolean } | undefined;
  #folders: readonly Folder[] = [];

  /** `globs` gives those of the settings in force, such as `.env*` (any folder) or `secrets/**` (from the workspace's root). */
  constructor(files: Files, globs: () => readonly string[]) {
    this.#files = files;
    this.#globs = globs;
  }

  /** Reads `.codestralignore` of each workspace folder (absolute paths) again. */
  async load(folders: readonly string[]): Promise<void> {
    this.#folders = await Promise.all(
      folders.map(async (path) => {
        const found = await readText(this.#files, `${path}/${ignoreFileName}`, largestIgnoreFile);
        return { path, ignored: found.kind === 'text' ? ignore().add(found.text) : undefined };
      }),
    );
  }

  /** True when the document or file at this uri or absolute path must stay on this machine. */
  excludes(uriOrPath: string): boolean {
    const path = pathOfUri(uriOrPath);
    const folder = this.#folders.find((candidate) => path.startsWith(`${candidate.path}/`));
    const relative = folder === undefined ? path.replace(/^\/+/, '') : path.slice(folder.path.length + 1);
    if (this.#matcher()(relative)) return true;
    return folder?.ignored !== undefined && relative !== '' && folder.ignored.ignores(relative);
  }

  #matcher(): (path: string) => boolean {
    const globs = this.#globs();
    if (this.#compiled?.globs !== globs) {
      const match = picomatch(globs.map(anywhere), { dot: true, nocase: true });
      this.#compiled = { globs, matches: (path) => match(path) };
    }
    return this.#compiled?.matches ?? (() => false);
  }
}

/** A glob without a slash means that name in any folder, as in gitignore. */
function anywhere(glob: string): string {
  return glob.includes('/') ? glob : `**/${glob}`;
}
