// The workspace on disk, as chats and edits may see it: what both the editor's host and the command line's are made of.
import { throwIfAborted } from '../async/abort.ts';
import type { Environment } from '../world/environment.ts';
import { type Files, type FileText, readText } from '../world/files.ts';

/** Rules of ignore files; those of a folder hold below it. Immutable. */
export interface Rules {
  with(folder: string, name: string, text: string): Rules;
  /** A folder's path ends in `/`. */
  ignores(path: string): boolean;
}

export interface WorkspaceParts {
  readonly files: Files;
  readonly environment: Pick<Environment, 'run'>;
  /** Absolute paths. */
  readonly folders: () => readonly string[];
  readonly excludes: (path: string) => boolean;
  /** No rules yet, and the names of the files that hold some. */
  readonly rules: Rules;
  readonly ruleFiles: readonly string[];
}

export interface Staged {
  readonly diff: string;
  readonly recent: readonly string[];
}

const never = new Set(['.git/', '.hg/', '.svn/', 'node_modules/']);
const largestRules = 256 * 1024;
const gitMs = 5000;

/** See `AssistHost` for what each of these promises. */
export class Workspace {
  readonly #parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.#parts = parts;
  }

  folders(): readonly string[] {
    return this.#parts.folders();
  }

  real(path: string): Promise<string | undefined> {
    return this.#parts.files.real(path);
  }

  excludes(path: string): boolean {
    return this.#parts.excludes(path);
  }

  read(path: string, maxBytes: number): Promise<FileText> {
    return readText(this.#parts.files, path, maxBytes);
  }

  /** True when anything has this name, a link that leads nowhere included. */
  async has(path: string): Promise<boolean> {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    if ((await this.#parts.files.info(path)) !== undefined) return true;
    const names = await this.#parts.files.list(path.slice(0, slash) || '/');
    return names.some((one) => one === name || one === `${name}/`);
  }

  async *list(signal: AbortSignal): AsyncGenerator<string> {
    const { files, ruleFiles, excludes } = this.#parts;
    const waiting = this.folders().map((path) => ({ path, rules: this.#parts.rules }));
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
      throwIfAborted(signal);
      const names = [...(await files.list(folder.path))].sort();
      let { rules } = folder;
      for (const name of ruleFiles.filter((one) => names.includes(one))) {
        const found = await this.read(`${folder.path}/${name}`, largestRules);
        if (found.kind === 'text') rules = rules.with(folder.path, name, found.text);
      }
      for (const name of names) {
        const path = `${folder.path}/${name}`;
        const isFolder = name.endsWith('/');
        if (never.has(name) || rules.ignores(path) || excludes(isFolder ? path.slice(0, -1) : path)) continue;
        if (isFolder) waiting.push({ path: path.slice(0, -1), rules });
        else yield path;
      }
    }
  }

  /** `path`: that of the message buffer, such as `…/.git/COMMIT_EDITMSG`. Excluded files are left out of the diff. */
  async staged(path: string): Promise<Staged | undefined> {
    const folder = path.slice(0, path.lastIndexOf('/'));
    const isGitFolder = /(^|\/)\.git(\/|$)/.test(folder);
    const root = isGitFolder ? folder.slice(0, folder.search(/\/\.git(\/|$)/)) : folder;
    // No program that the repository's own configuration names is run.
    const safe = ['git', '-c', 'core.fsmonitor=false', ...(isGitFolder ? [`--git-dir=${folder}`] : [])];
    const run = (...rest: readonly string[]) =>
      this.#parts.environment.run([...safe, ...rest], { timeoutMs: gitMs, cwd: root });
    const diff = ['diff', '--cached', '--no-color', '--no-ext-diff', '--no-textconv'];
    try {
      const names = (await run(...diff, '--name-only', '-z')).split('\0').filter((name) => name !== '');
      const secret = names.filter((name) => this.excludes(`${root}/${name}`));
      const without = secret.map((name) => `:(top,exclude,literal)${name}`);
      const text = secret.length === names.length ? '' : await run(...diff, '--', ...without);
      const subjects = await run('log', '-n', '10', '--format=%s').catch(() => '');
      return { diff: text, recent: subjects.split('\n').filter((line) => line !== '') };
    } catch {
      return undefined;
    }
  }
}
