// The file system as a parameter. Reading never throws for what users do every day (missing file, directory, no permission).
import { appendFile, chmod, mkdir, open, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface FileInfo {
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly kind: 'file' | 'directory' | 'other';
  /** Permission bits such as 0o600. */
  readonly mode: number;
}

export interface Files {
  /** What is at this path, symbolic links followed; `undefined` when nothing readable is there. */
  info(path: string): Promise<FileInfo | undefined>;
  /** The first `maxBytes` bytes of a file; `undefined` when it can't be read. */
  read(path: string, maxBytes?: number): Promise<Uint8Array | undefined>;
  /** Names in a directory; directories end in `/`; links to directories do not, so that a walk never follows them. */
  list(path: string): Promise<readonly string[]>;
  /** The path with every symbolic link resolved; `undefined` when it does not exist. */
  real(path: string): Promise<string | undefined>;
  /** Appends in one write call (`O_APPEND`), making the folder first. New files get mode 600. */
  append(path: string, text: string): Promise<void>;
  /** Replaces a file as a whole: writes beside it, then renames. It gets the permission bits `mode`: 600 when left out. */
  replace(path: string, text: string, mode?: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}

/** The machine's file system. */
export const systemFiles: Files = {
  async info(path) {
    try {
      const found = await stat(path);
      const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
      return { size: found.size, modifiedAt: found.mtimeMs, kind, mode: found.mode & 0o777 };
    } catch {
      return undefined;
    }
  },
  async read(path, maxBytes) {
    try {
      const file = await open(path, 'r');
      try {
        if (maxBytes === undefined) return await file.readFile();
        const buffer = new Uint8Array(maxBytes);
        const { bytesRead } = await file.read(buffer, 0, maxBytes, 0);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    } catch {
      return undefined;
    }
  },
  async list(path) {
    try {
      const entries = await readdir(path, { withFileTypes: true });
      return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    } catch {
      return [];
    }
  },
  async real(path) {
    try {
      return await realpath(path);
    } catch {
      return undefined;
    }
  },
  async append(path, text) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await appendFile(path, text, { mode: 0o600 });
  },
  async replace(path, text, mode) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const beside = join(dirname(path), `.${process.pid}-${Math.random().toString(36).slice(2)}.tmp`);
    await writeFile(beside, text, { mode: 0o600 });
    if (mode !== undefined) await chmod(beside, mode);
    await rename(beside, path);
  },
  rename,
  async remove(path) {
    await rm(path, { force: true });
  },
};

/** A file's text, or why it has none. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'directory' }
  | { readonly kind: 'too-large'; readonly size: number }
  | { readonly kind: 'binary' }
  | { readonly kind: 'not-utf8' };

/** Reads a UTF-8 text file of at most `maxBytes` bytes. A NUL byte means binary, as git decides. A byte order mark is dropped. */
export async function readText(files: Files, path: string, maxBytes: number): Promise<FileText> {
  const info = await files.info(path);
  if (info === undefined) return { kind: 'missing' };
  if (info.kind !== 'file') return { kind: 'directory' };
  if (info.size > maxBytes) return { kind: 'too-large', size: info.size };
  const bytes = await files.read(path);
  if (bytes === undefined) return { kind: 'missing' };
  if (bytes.subarray(0, 8000).includes(0)) return { kind: 'binary' };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'not-utf8' };
  }
}
