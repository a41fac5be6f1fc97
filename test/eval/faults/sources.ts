// Real source files of this machine: this repository's, the installed packages', and what the system has.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Random } from './random.ts';

export interface SourceFile {
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
}

const languageByExtension: Readonly<Record<string, string>> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.tsx': 'typescriptreact',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.json': 'json',
  '.md': 'markdown',
  '.yml': 'yaml',
  '.yaml': 'yaml',
  '.toml': 'toml',
  '.css': 'css',
  '.html': 'html',
  '.py': 'python',
  '.pm': 'perl',
  '.pl': 'perl',
  '.sh': 'shellscript',
  '.c': 'c',
  '.h': 'c',
  '.cc': 'cpp',
  '.cpp': 'cpp',
  '.hpp': 'cpp',
  '.php': 'php',
  '.go': 'go',
  '.rs': 'rust',
  '.rb': 'ruby',
  '.lua': 'lua',
  '.el': 'emacs-lisp',
  '.sql': 'sql',
};

/** Folders looked through; those that a machine does not have are left out. With `--own` only those that every clone has. */
const own = ['server', 'test', 'clients', 'node_modules'];
const roots = process.argv.includes('--own') ? own : [...own, '/usr/lib', '/usr/share', '/usr/include'];

/** Per folder at most this many files of a language, so that no package and no language decides alone. */
const perRoot = 24;

/** Source files to cut; the same for the same machine and seed. */
export function collectSources(random: Random): readonly SourceFile[] {
  const found: SourceFile[] = [];
  for (const root of roots.filter((one) => existsSync(one))) {
    const byLanguage = new Map<string, string[]>();
    for (const path of filesBelow(root, 7)) {
      const languageId = languageByExtension[extname(path)];
      if (languageId !== undefined) byLanguage.set(languageId, [...(byLanguage.get(languageId) ?? []), path]);
    }
    for (const [languageId, paths] of byLanguage) {
      let taken = 0;
      for (const path of random.sample(paths, perRoot * 4)) {
        const text = readSource(path);
        if (text === undefined) continue;
        found.push({ path, languageId, text });
        if (++taken >= perRoot) break;
      }
    }
  }
  return found;
}

/** At most 60,000 entries are looked at, so that a large machine does not slow the evaluation down. */
function filesBelow(root: string, depth: number): readonly string[] {
  const files: string[] = [];
  const folders = [{ path: root, depth }];
  for (let folder = folders.pop(); folder !== undefined && files.length < 60_000; folder = folders.pop()) {
    for (const entry of listFolder(folder.path)) {
      const path = join(folder.path, entry.name);
      if (entry.isDirectory() && folder.depth > 0) folders.push({ path, depth: folder.depth - 1 });
      else if (entry.isFile()) files.push(path);
    }
  }
  return files.sort();
}

function listFolder(path: string) {
  try {
    // Folders such as .cache hold what a run leaves behind, and would change the places from run to run.
    return readdirSync(path, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.'))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    // A folder that this user may not read is none of ours.
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') return [];
    throw error;
  }
}

/** A file that people write and read: of some size, without long lines, not minified, in UTF-8 and LF. */
function readSource(path: string): string | undefined {
  const { size } = statSync(path);
  if (size < 400 || size > 150_000) return undefined;
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n');
  if (text.includes('\r') || text.includes('\uFFFD') || lines.length < 12) return undefined;
  // Where tabs and blanks are mixed, columns depend on the editor's settings.
  const mixed = (/^\t/m.test(text) && /^ {2,}\S/m.test(text)) || /^(?:\t+ | +\t)/m.test(text);
  return mixed || lines.some((line) => line.length > 300) ? undefined : text;
}
