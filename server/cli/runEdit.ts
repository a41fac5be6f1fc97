// Runs `codestral-lsp edit`: rewrites a file as the user says, and prints or writes the change.
import { resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { shownPath, uriOfPath } from '../assist/place.ts';
import type { World } from '../composeWorld.ts';
import type { DocumentSnapshot } from '../text/document.ts';
import { languageIdOf } from '../text/languageIds.ts';
import { splitLines } from '../text/lines.ts';
import { positionAt, type Range } from '../text/position.ts';
import { readText } from '../world/files.ts';
import { startAssistance } from './assist.ts';
import type { EditCommand } from './chatArgs.ts';
import { CliHost } from './cliHost.ts';
import { workspaceOf } from './complete.ts';
import type { Input, Output } from './output.ts';

const largestFile = 2_000_000;

/** The exit code: 0, also when nothing had to change; 1 when it failed; 130 when interrupted. */
export async function runEdit(command: EditCommand, world: World, output: Output, input: Input): Promise<number> {
  const path = resolve(command.file).replaceAll('\\', '/');
  const folder = (await workspaceOf(world.files, path)).replaceAll('\\', '/');
  const more = { streamEdits: 'never' };
  const { assistance, status, tell, close } = await startAssistance(world, { choice: command, folder, more }, output);
  const found = await readText(world.files, path, largestFile);
  if (found.kind !== 'text') {
    tell(
      `${command.file} can't be edited: it is ${found.kind === 'missing' ? 'not there or not readable' : `a ${found.kind} file`}.`,
    );
    return 1;
  }
  const { text } = found;
  const range = rangeOf(text, command.lines);
  if (range === undefined) {
    tell(
      `${command.file} has ${splitLines(text).length} lines, so there are no lines ${command.lines?.from}-${command.lines?.to}.`,
    );
    return 1;
  }
  const before: DocumentSnapshot = { uri: uriOfPath(path), languageId: languageIdOf(path), version: 1, text };
  const host = new CliHost(assistance.workspace, before, { status, changed: () => {} });
  const action = assistance.actions().find(({ id }) => id === 'rewrite');
  if (action === undefined) {
    tell('Edits are switched off by chat.enabled.');
    return 1;
  }
  const { instruction } = command;
  const task = { action, uri: before.uri, version: 1, range, instruction, diagnostics: [] };
  const outcome = await assistance.edit({ host, groupsUndo: false }, task, input.interrupted);
  await close();
  switch (outcome.kind) {
    case 'applied': {
      const after = host.document(before.uri)?.text ?? text;
      output.out(patchOf(shownPath(host, path), text, after));
      return command.write ? write(command.file, { path, before: text, after }, world, tell) : 0;
    }
    case 'unchanged':
      tell('The model had nothing to change.');
      return 0;
    case 'answered':
      output.out(`${outcome.text}\n`);
      return 0;
    case 'offered':
      tell(`${outcome.reason ?? 'The answer is no change of these lines.'} It said:`);
      for (const scratch of host.scratches) output.err(`${scratch.text}\n`);
      return 1;
    case 'refused':
      tell(outcome.message);
      return 1;
    case 'failed':
      tell(outcome.error.hint);
      return 1;
    case 'cancelled':
      return 130;
  }
}

/** Whole lines, from the first to the end of the last. */
function rangeOf(text: string, lines: EditCommand['lines']): Range | undefined {
  if (lines === undefined) return { start: { line: 0, character: 0 }, end: positionAt(text, text.length) };
  const last = splitLines(text)[lines.to - 1];
  if (last === undefined) return undefined;
  return { start: { line: lines.from - 1, character: 0 }, end: { line: lines.to - 1, character: last.length } };
}

/** What `git apply` understands. */
function patchOf(name: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { context: 3 });
  return patch.slice(patch.indexOf('--- '));
}

/** Through links, with its permissions and its byte order mark, and only while nobody else has changed it. */
async function write(
  name: string,
  change: { readonly path: string; readonly before: string; readonly after: string },
  { files }: World,
  tell: (sentence: string) => void,
): Promise<number> {
  const path = await files.real(change.path);
  const info = path === undefined ? undefined : await files.info(path);
  const now = path === undefined ? undefined : await readText(files, path, largestFile);
  if (path === undefined || info === undefined || now?.kind !== 'text' || now.text !== change.before) {
    tell(`${name} was changed meanwhile, so it was left alone.`);
    return 1;
  }
  const bytes = await files.read(path, 3);
  const mark = bytes !== undefined && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? '\ufeff' : '';
  await files.replace(path, mark + change.after, info.mode);
  return 0;
}
