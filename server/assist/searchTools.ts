// The two tools that walk the whole workspace.
import type { ToolRequest } from '../chat/tools.ts';
import { pathOfUri } from '../text/document.ts';
import { splitLines } from '../text/lines.ts';
import type { AssistHost } from './host.ts';
import { compileGlob, compilePattern, type LinearPattern } from './linearPattern.ts';
import { findPlace, shownPath } from './place.ts';

const limits = { files: 400, hits: 120, hitCharacters: 200, fileBytes: 512 * 1024, lineCharacters: 2000 } as const;

type Scope = Pick<Extract<ToolRequest, { tool: 'list_files' }>, 'folder' | 'pattern'>;
type Walk = AsyncIterable<{ readonly path: string; readonly shown: string }>;

/** Paths in a folder of the workspace, one a line; or a sentence about what is wrong. */
export async function listFiles(host: AssistHost, scope: Scope, signal: AbortSignal): Promise<string> {
  const files = await walk(host, scope, signal);
  if (typeof files === 'string') return files;
  const found: string[] = [];
  for await (const { shown } of files) {
    if (found.length === limits.files) return [...found, '[… and more; give a folder or a pattern]'].join('\n');
    found.push(shown);
  }
  return found.join('\n') || 'No files.';
}

/** Matching lines as `path:line: text`; or a sentence about what is wrong. */
export async function searchText(
  host: AssistHost,
  request: Extract<ToolRequest, { tool: 'search_text' }>,
  signal: AbortSignal,
): Promise<string> {
  const pattern = matcherOf(request);
  if (typeof pattern === 'string') return pattern;
  const files = await walk(host, request, signal);
  if (typeof files === 'string') return files;
  const hits: string[] = [];
  for await (const { path, shown } of files) {
    for (const [index, line] of splitLines(await textAt(host, path)).entries()) {
      if (!pattern.test(line.slice(0, limits.lineCharacters))) continue;
      if (hits.length === limits.hits) return [...hits, '[… and more; make the search narrower]'].join('\n');
      hits.push(`${shown}:${index + 1}: ${line.trim().slice(0, limits.hitCharacters)}`);
    }
  }
  return hits.join('\n') || 'No line matches.';
}

function matcherOf(
  request: Pick<Extract<ToolRequest, { tool: 'search_text' }>, 'query' | 'regex' | 'ignoreCase'>,
): LinearPattern | string {
  const { query, regex, ignoreCase } = request;
  if (regex) {
    const compiled = compilePattern(query, ignoreCase);
    return compiled.kind === 'pattern' ? compiled.pattern : `Error: ${compiled.message}`;
  }
  if (!ignoreCase) return { test: (line) => line.includes(query) };
  const small = query.toLowerCase();
  return { test: (line) => line.toLowerCase().includes(small) };
}

async function walk(host: AssistHost, scope: Scope, signal: AbortSignal): Promise<Walk | string> {
  const glob = scope.pattern === undefined ? undefined : compileGlob(scope.pattern);
  if (glob?.kind === 'problem') return `Error: the pattern ${JSON.stringify(scope.pattern)} is not a glob we can use.`;
  const folder = scope.folder.replace(/\/+$/, '');
  const whole = folder === '' || folder === '.';
  if (!whole) {
    const place = await findPlace(host, folder);
    if (place.kind === 'refused') return `Error: ${place.reason}`;
    if (place.kind === 'free') return `Error: there is no folder ${place.shown}.`;
    return filtered(
      host,
      signal,
      (shown) => shown.startsWith(`${place.shown}/`) && (glob?.pattern.test(shown) ?? true),
    );
  }
  return filtered(host, signal, (shown) => glob?.pattern.test(shown) ?? true);
}

async function* filtered(host: AssistHost, signal: AbortSignal, takes: (shown: string) => boolean): Walk {
  for await (const path of host.list(signal)) {
    const shown = shownPath(host, path);
    if (takes(shown) && !host.excludes(path)) yield { path, shown };
  }
}

/** The text of an open buffer or a file; nothing for what is no text, too large, or a link that leads to where we must not look. */
async function textAt(host: AssistHost, path: string): Promise<string> {
  const open = host.documents().find((one) => pathOfUri(one.uri) === path);
  if (open !== undefined) return open.text;
  const place = await findPlace(host, path);
  if (place.kind !== 'file') return '';
  const file = await host.read(place.real, limits.fileBytes);
  return file.kind === 'text' ? file.text : '';
}
