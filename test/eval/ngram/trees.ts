// Reads source trees for the measurements, and draws from them by a seed.
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const SOURCE = /\.(ts|mts|cts|js|mjs|cjs|py|lua|el|go|rs|c|h|java|rb)$/;

/** The source files below a folder in the order of their names, as far as the limits reach. A missing folder has none. */
export async function readTree(
  root: string,
  limits: { readonly files: number; readonly bytes: number },
): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  let bytes = 0;
  const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name) && !entry.name.includes('.min.'))
    .map((entry) => resolve(join(entry.parentPath, entry.name)))
    .filter((path) => !path.slice(resolve(root).length).includes('node_modules'))
    .sort();
  for (const path of paths) {
    if (found.length >= limits.files || bytes >= limits.bytes) break;
    const text = await readFile(path, 'utf8');
    if (text.length > 200_000) continue;
    bytes += text.length;
    found.push({ path, text });
  }
  return found;
}

/** `count` different members, in a random order. */
export function pick<T>(from: readonly T[], count: number, random: () => number): T[] {
  const rest = [...from];
  const picked: T[] = [];
  while (picked.length < count && rest.length > 0) picked.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return picked;
}

/** A small generator of numbers in [0, 1): the same seed, the same numbers (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
