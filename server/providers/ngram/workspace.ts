// Learns the files of the workspace in the background, in slices that a keystroke never notices.
import { throwIfAborted } from '../../async/abort.ts';
import type { Logger } from '../../log/logger.ts';
import { baseName } from '../../text/document.ts';
import type { Clock } from '../../world/clock.ts';
import { type Files, readText } from '../../world/files.ts';
import { IgnoreRules, ignoreFileNames } from './ignoreRules.ts';
import { isLearnableFile, isLearnableFolder, looksMinified } from './learnable.ts';

/** Who is taught: an `NgramModel`. */
export interface WorkspaceLearner {
  /** No more can be learned. */
  readonly full: boolean;
  /** Learns one file, in steps of well under a millisecond. */
  learnFileInSteps(path: string, text: string): Iterable<void>;
}

export interface WorkspaceOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Logger;
  /** Absolute paths of the workspace folders. */
  readonly roots: readonly string[];
  /** The user's own exclusions: true for a path that must not be read. */
  readonly excluded: (path: string) => boolean;
  readonly limits?: WorkspaceLimits;
  /** Rest between two slices: 0 unless somebody else answers first and should not be held up. */
  readonly restMs?: number;
  /** Paths of open documents: files of their kind, and near them, are learned first. */
  readonly near?: readonly string[];
}

export interface WorkspaceLimits {
  /** Of all, from the beginning of the walk. */
  readonly ms: number;
  readonly files: number;
  /** Of all files together. */
  readonly bytes: number;
  /** A larger file is skipped. */
  readonly fileBytes: number;
}

export const defaultWorkspaceLimits: WorkspaceLimits = {
  ms: 20_000,
  files: 3000,
  bytes: 20_000_000,
  fileBytes: 200_000,
};

export interface WorkspaceReport {
  /** Files learned, and their size. */
  readonly files: number;
  readonly bytes: number;
  readonly ms: number;
  /** Why it ended: everything was read, or which limit was reached. */
  readonly ended: 'done' | 'time' | 'files' | 'bytes' | 'memory';
}

/** The longest the event loop is held without a pause. */
const SLICE_MS = 4;
/** Files listed at most, in multiples of the files learned: enough to choose the nearest from. */
const LISTED_PER_LEARNED = 4;

/**
 * Walks the roots and teaches the model what it finds. Respects `.gitignore` and `.codestralignore` (nested ones too); skips
 * dependencies, build products, lock files, minified, binary and secret files, and links to folders. Rejects only with the
 * signal's abort error; what was learned until then stays.
 */
export async function learnWorkspace(
  model: WorkspaceLearner,
  options: WorkspaceOptions,
  signal: AbortSignal,
): Promise<WorkspaceReport> {
  const limits = options.limits ?? defaultWorkspaceLimits;
  const { clock } = options;
  const startedAt = clock.now();
  const paths = await listFiles(options, limits, signal);
  sortByNearness(paths, options.near ?? []);

  let files = 0;
  let bytes = 0;
  let sliceStart = clock.now();
  const report = (ended: WorkspaceReport['ended']): WorkspaceReport => {
    const ms = clock.now() - startedAt;
    options.log.info(`workspace learned files=${files} bytes=${bytes} ms=${ms} ended=${ended}`);
    return { files, bytes, ms, ended };
  };
  for (const path of paths) {
    throwIfAborted(signal);
    if (model.full) return report('memory');
    if (files >= limits.files) return report('files');
    if (bytes >= limits.bytes) return report('bytes');
    if (clock.now() - startedAt >= limits.ms) return report('time');
    const found = await readText(options.files, path, limits.fileBytes);
    if (found.kind !== 'text' || looksMinified(found.text)) continue;
    files++;
    bytes += found.text.length;
    for (const _ of model.learnFileInSteps(path, found.text)) {
      if (clock.now() - sliceStart < SLICE_MS) continue;
      await clock.sleep(options.restMs ?? 0, signal);
      sliceStart = clock.now();
    }
  }
  return report(clock.now() - startedAt >= limits.ms ? 'time' : 'done');
}

interface Folder {
  readonly path: string;
  readonly rules: IgnoreRules;
}

/** Breadth first, so that a deep tree does not keep the others out. */
async function listFiles(options: WorkspaceOptions, limits: WorkspaceLimits, signal: AbortSignal): Promise<string[]> {
  const startedAt = options.clock.now();
  const most = limits.files * LISTED_PER_LEARNED;
  const found: string[] = [];
  const seen = new Set<string>();
  const folders: Folder[] = options.roots.map((root) => ({ path: withSlashes(root), rules: IgnoreRules.none() }));
  for (let next = folders.shift(); next !== undefined; next = folders.shift()) {
    throwIfAborted(signal);
    if (found.length >= most || options.clock.now() - startedAt > limits.ms / 2) break;
    if (seen.has(next.path)) continue;
    seen.add(next.path);
    const names = await options.files.list(next.path);
    const rules = await rulesIn(next, names, options.files);
    for (const name of names) {
      const path = `${next.path}/${name}`;
      const isFolder = name.endsWith('/');
      if (!(isFolder ? isLearnableFolder(name.slice(0, -1)) : isLearnableFile(name))) continue;
      if (rules.ignores(path) || options.excluded(isFolder ? path.slice(0, -1) : path)) continue;
      if (isFolder) folders.push({ path: path.slice(0, -1), rules });
      else found.push(path);
    }
  }
  return found;
}

async function rulesIn(folder: Folder, names: readonly string[], files: Files): Promise<IgnoreRules> {
  let { rules } = folder;
  for (const name of ignoreFileNames) {
    if (!names.includes(name)) continue;
    const text = await readText(files, `${folder.path}/${name}`, 100_000);
    if (text.kind === 'text') rules = rules.with(folder.path, name, text.text);
  }
  return rules;
}

/** Files with the ending of an open document first, then those whose path shares more with one. Keeps the order of equals. */
function sortByNearness(paths: string[], near: readonly string[]): void {
  if (near.length === 0) return;
  const endings = new Set(near.map(endingOf));
  const folders = near.map((path) => withSlashes(path).split('/').slice(0, -1));
  const ranks = new Map<string, number>();
  for (const path of paths) {
    const segments = path.split('/');
    const shared = Math.max(...folders.map((folder) => sharedLength(folder, segments)));
    ranks.set(path, (endings.has(endingOf(path)) ? 1000 : 0) + shared);
  }
  paths.sort((a, b) => (ranks.get(b) ?? 0) - (ranks.get(a) ?? 0));
}

function sharedLength(folder: readonly string[], segments: readonly string[]): number {
  const different = folder.findIndex((name, at) => segments[at] !== name);
  return different < 0 ? folder.length : different;
}

function endingOf(path: string): string {
  const name = baseName(path);
  return name.slice(name.lastIndexOf('.') + 1);
}

function withSlashes(path: string): string {
  return path.replaceAll('\\', '/').replace(/(?<=.)\/+$/, '');
}
