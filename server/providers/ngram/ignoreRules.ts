// Which paths the ignore files of a folder tree leave out.
import ignore, { type Ignore } from 'ignore';

/** Files with rules in gitignore syntax; what one of them leaves out, the other can't bring back. */
export const ignoreFileNames = ['.gitignore', '.codestralignore'] as const;
export type IgnoreFileName = (typeof ignoreFileNames)[number];

interface Rules {
  readonly folder: string;
  readonly name: IgnoreFileName;
  readonly matcher: Ignore;
}

/** The rules that hold in one folder: its own and those of the folders above. Immutable; `with` gives those of a folder below. */
export class IgnoreRules {
  readonly #rules: readonly Rules[];

  private constructor(rules: readonly Rules[]) {
    this.#rules = rules;
  }

  static none(): IgnoreRules {
    return new IgnoreRules([]);
  }

  /** These rules and those written in the ignore file `name` of `folder`. */
  with(folder: string, name: IgnoreFileName, text: string): IgnoreRules {
    return new IgnoreRules([...this.#rules, { folder, name, matcher: ignore({ allowRelativePaths: true }).add(text) }]);
  }

  /** `path` begins with the folder of every rule; a folder's path ends in `/`. The deepest file that says something decides. */
  ignores(path: string): boolean {
    return ignoreFileNames.some((name) => this.#ignoredBy(name, path));
  }

  #ignoredBy(name: IgnoreFileName, path: string): boolean {
    for (let index = this.#rules.length - 1; index >= 0; index--) {
      const rules = this.#rules[index];
      if (rules === undefined || rules.name !== name) continue;
      const found = rules.matcher.test(path.slice(rules.folder.length + 1));
      if (found.ignored) return true;
      if (found.unignored) return false;
    }
    return false;
  }
}
