// `codestral-lsp complete FILE:LINE:COLUMN`: the completion the server would give there, through the same engine.
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Completions } from '../compose.ts';
import type { World } from '../composeWorld.ts';
import { longestDocument } from '../fim/gate.ts';
import type { Completion, NoneReason } from '../fim/request.ts';
import { languageIdOf } from '../text/languageIds.ts';
import { splitLines } from '../text/lines.ts';
import { offsetAt } from '../text/position.ts';
import { type Files, readText } from '../world/files.ts';

/** What the command line asks for. Line and column count from 1, the column in UTF-16 units, as editors show them for ASCII text. */
export interface CompleteRequest {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What came of it. */
export interface CompleteReport {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line up to the cursor, and behind it. */
  readonly before: string;
  readonly after: string;
  readonly completion: Completion | undefined;
  /** Why there is none. */
  readonly reason: NoneReason | undefined;
  readonly milliseconds: number;
}

/** A sentence for the user that says what to do; the command ends with exit code 1. */
export class CompleteFailure extends Error {}

/** Longest file that is read at all, in bytes. */
const largestFile = 4 * longestDocument;
/** How long the workspace is learned before the question is asked, when the embedded engine is to answer. */
const learningMs = 3000;

/** Asks for one completion. Throws `CompleteFailure` when there is no such place. */
export async function complete(
  request: CompleteRequest,
  world: World,
  completions: Completions,
  learn: boolean,
): Promise<CompleteReport> {
  const path = resolve(request.file);
  const text = await textOf(world.files, path, request.file);
  const offset = offsetOf(text, request);
  const uri = pathToFileURL(path).href;
  if (learn) await learnAround(path, world, completions);
  const snapshot = { uri, languageId: languageIdOf(path), version: 1, text };
  completions.opened(snapshot);
  const startedAt = world.clock.now();
  const result = await completions.engine.complete(
    { snapshot, offset, trigger: 'invoked', changedAt: 0 },
    new AbortController().signal,
  );
  const line = splitLines(text)[request.line - 1] ?? '';
  return {
    ...request,
    before: line.slice(0, request.column - 1),
    after: line.slice(request.column - 1),
    completion: result.kind === 'some' ? result.completions[0] : undefined,
    reason: result.kind === 'none' ? result.reason : undefined,
    milliseconds: world.clock.now() - startedAt,
  };
}

async function learnAround(path: string, world: World, completions: Completions): Promise<void> {
  const late = new AbortController();
  const timer = new AbortController();
  world.clock.sleep(learningMs, timer.signal).then(
    () => late.abort(),
    () => {},
  );
  await completions.learnWorkspace([await workspaceOf(world.files, path)], late.signal).catch(() => {});
  timer.abort();
}

/** The nearest folder above a file that holds `.git` or a project file; the file's own folder when there is none. */
export async function workspaceOf(files: Files, path: string): Promise<string> {
  const markers = ['.git', '.hg', 'package.json', 'Cargo.toml', 'go.mod', 'pyproject.toml'];
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    for (const marker of markers) if ((await files.info(join(folder, marker))) !== undefined) return folder;
    if (dirname(folder) === folder) return dirname(path);
  }
}

async function textOf(files: Files, path: string, name: string): Promise<string> {
  const found = await readText(files, path, largestFile);
  switch (found.kind) {
    case 'text':
      return found.text;
    case 'missing':
      throw new CompleteFailure(`${name} can't be read: check that it exists and that you may read it.`);
    case 'directory':
      throw new CompleteFailure(`${name} is not a file. Name a source file, as in src/main.ts:10:5.`);
    case 'too-large':
      throw new CompleteFailure(
        `${name} has ${found.size} bytes; completions are offered in files up to ${largestFile} bytes.`,
      );
    case 'binary':
      throw new CompleteFailure(`${name} is a binary file. Name a text file.`);
    case 'not-utf8':
      throw new CompleteFailure(`${name} is not UTF-8. Convert it, for example with iconv -t UTF-8.`);
  }
}

function offsetOf(text: string, { file, line, column }: CompleteRequest): number {
  const lines = splitLines(text);
  const found = lines[line - 1];
  if (found === undefined)
    throw new CompleteFailure(`${file} has ${lines.length} lines, so line ${line} is outside of it.`);
  if (column > found.length + 1) {
    throw new CompleteFailure(
      `Line ${line} of ${file} has ${found.length} characters; its columns go from 1 to ${found.length + 1}.`,
    );
  }
  return offsetAt(text, { line: line - 1, character: column - 1 });
}
