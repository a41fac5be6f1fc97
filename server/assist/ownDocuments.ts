// Documents of our own: new chats, and answers that could not go where they belong. They are no files of the project.
import type { Clock } from '../world/clock.ts';
import type { Files } from '../world/files.ts';

export interface OwnDocumentsParts {
  readonly files: Files;
  readonly clock: Clock;
  /** Absolute path of the workspace folder to use, or of none. */
  readonly workspace: () => string | undefined;
  /** The state directory, for where there is no workspace. */
  readonly state: string;
}

/** Name of our folder in a workspace. A `.gitignore` inside keeps it out of the repository, as tools' caches do. */
export const ownFolder = '.codestral';

export class OwnDocuments {
  readonly #parts: OwnDocumentsParts;
  #serial = 0;

  constructor(parts: OwnDocumentsParts) {
    this.#parts = parts;
  }

  /** Writes a new document and gives its path. `name` ends in an extension. */
  async write(kind: 'chats' | 'answers', name: string, text: string): Promise<string> {
    const { files, workspace } = this.#parts;
    const folder = workspace();
    const base = folder === undefined ? this.#parts.state.replaceAll('\\', '/') : `${folder}/${ownFolder}`;
    if (folder !== undefined && (await files.info(`${base}/.gitignore`)) === undefined)
      await files.replace(`${base}/.gitignore`, '*\n');
    const path = `${base}/${kind}/${await this.#free(`${base}/${kind}`, name)}`;
    await files.replace(path, text);
    return path;
  }

  /** The name with the time before it, so that the newest stands last and no document replaces another. */
  async #free(folder: string, name: string): Promise<string> {
    const names = await this.#parts.files.list(folder);
    for (;;) {
      const time = new Date(this.#parts.clock.now()).toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
      const own = `${time}${this.#serial === 0 ? '' : `-${this.#serial}`}-${name}`;
      this.#serial++;
      if (!names.includes(own)) return own;
    }
  }
}
