// Where a path that a model wrote leads: to a file inside the workspace, or nowhere.
import type { AssistHost } from './host.ts';

export type Place =
  /**
   * `path` is how the editor would name it, below the workspace folder as the editor names that; `real` has all links resolved and is
   * what may be read; `shown` is relative to the workspace folder.
   */
  | { readonly kind: 'file'; readonly path: string; readonly real: string; readonly shown: string }
  /** Nothing is there yet, and it would be inside the workspace. */
  | { readonly kind: 'free'; readonly path: string; readonly shown: string }
  /** One sentence for the model. */
  | { readonly kind: 'refused'; readonly reason: string };

type PlaceHost = Pick<AssistHost, 'folders' | 'real' | 'excludes'>;

/** Resolves `written` (relative to a workspace folder, or absolute inside of one). Links that lead outside are refused. */
export async function findPlace(host: PlaceHost, written: string): Promise<Place> {
  if (host.folders().length === 0) return refused('No workspace folder is open, so there are no files to look at.');
  if (written.includes('\0')) return refused('A path may not contain a NUL character.');
  const shown = JSON.stringify(written.slice(0, 200));
  const outside = refused(`${shown} is outside of the workspace. Only files inside of it can be used.`);
  let free: Place | undefined;
  for (const folder of host.folders()) {
    const path = normalize(isAbsolute(written) ? written : `${folder}/${written}`);
    const root = await host.real(folder);
    if (path === undefined || root === undefined || !isInside(path, folder)) continue;
    if (host.excludes(path)) return refused(excludedReason(shown));
    const real = await host.real(path);
    if (real === undefined) {
      const parent = await nearestReal(host, path);
      if (parent !== undefined && isInside(parent, root))
        free ??= { kind: 'free', path, shown: path.slice(folder.length + 1) };
      continue;
    }
    if (!isInside(real, root)) continue;
    if (host.excludes(real)) return refused(excludedReason(shown));
    return { kind: 'file', path, real, shown: path.slice(folder.length + 1) };
  }
  return free ?? outside;
}

/** The path of a file below its workspace folder, or the whole path when it is in none. */
export function shownPath(host: Pick<AssistHost, 'folders'>, path: string): string {
  const folder = host.folders().find((one) => isInside(path, one) && path !== one);
  return folder === undefined ? path : path.slice(folder.length + 1);
}

/** The `file:` uri of an absolute path. */
export function uriOfPath(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return encoded.startsWith('/') ? `file://${encoded}` : `file:///${encoded.replace('%3A', ':')}`;
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
}

/** Without `.`, `..` and empty parts; `undefined` when it leads above the root. Backslashes part only where drives exist. */
function normalize(path: string): string | undefined {
  const windows = /^[A-Za-z]:/.test(path);
  const parts: string[] = [];
  for (const part of path.split(windows ? /[\\/]/ : '/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return windows ? parts.join('/') : `/${parts.join('/')}`;
}

/** What the nearest existing folder above a path really is. */
async function nearestReal(host: PlaceHost, path: string): Promise<string | undefined> {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const real = await host.real(path.slice(0, end));
    if (real !== undefined) return real;
  }
  return undefined;
}

function excludedReason(shown: string): string {
  return `${shown} is excluded by the user's settings and must not be read or changed. Go on without it.`;
}

function refused(reason: string): Place {
  return { kind: 'refused', reason };
}
