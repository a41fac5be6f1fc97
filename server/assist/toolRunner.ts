// Runs the tool calls of a model on the host: inside the workspace, open buffers first, bounded in size and time.
import { isAbort, throwIfAborted, untilAborted } from '../async/abort.ts';
import { readToolCall, type ToolName, type ToolRequest } from '../chat/tools.ts';
import { locate } from '../edits/locate.ts';
import type { ToolCall } from '../model/parts.ts';
import { type Splice, toTextEdits } from '../text/diff.ts';
import { type DocumentSnapshot, pathOfUri } from '../text/document.ts';
import { splitLines } from '../text/lines.ts';
import { positionAt } from '../text/position.ts';
import type { Clock } from '../world/clock.ts';
import type { ApplyResult, AssistHost, HostDiagnostic } from './host.ts';
import { outlineOf } from './outline.ts';
import type { EditPermission } from './permission.ts';
import { findPlace, type Place, shownPath, uriOfPath } from './place.ts';
import { listFiles, searchText } from './searchTools.ts';

/** A file larger than this is refused, a result longer than this is cut: a model's window holds no more. */
export const toolLimits = {
  fileBytes: 1024 * 1024,
  resultCharacters: 40_000,
  callMs: 15_000,
  lines: 1500,
  lineCharacters: 500,
} as const;

export interface ToolRunnerParts {
  readonly host: AssistHost;
  readonly clock: Clock;
  readonly permission: EditPermission;
  /** The tools this model was told about. */
  readonly offered: readonly ToolName[];
}

/** A text of the workspace: from an open buffer where there is one, else from disk. */
interface WorkspaceText {
  readonly uri: string;
  readonly shown: string;
  readonly text: string;
  readonly open: DocumentSnapshot | undefined;
}

/** Ends a call with a sentence for the model. */
class Refusal extends Error {}

export class ToolRunner {
  readonly #parts: ToolRunnerParts;
  /** Edits and questions of calls that run side by side come one after the other. */
  #lastEdit: Promise<unknown> = Promise.resolve();
  readonly #changed = new Set<string>();

  constructor(parts: ToolRunnerParts) {
    this.#parts = parts;
  }

  /** The documents that calls have changed, as a user would name them, in the order of their first change. */
  get changed(): readonly string[] {
    return [...this.#changed];
  }

  /** The result of a call, or what is wrong with it; both are for the model. Throws only when aborted, or for a bug of ours. */
  async run(call: ToolCall, signal: AbortSignal): Promise<string> {
    throwIfAborted(signal);
    const read = readToolCall(call, this.#parts.offered);
    if (read.kind === 'problem') return `Error: ${read.message}`;
    // A question to the user may take as long as the user wants.
    if (read.request.tool === 'edit_file') return this.#bounded(read.request, signal);
    return this.#inTime(read.request, signal);
  }

  async #inTime(request: ToolRequest, signal: AbortSignal): Promise<string> {
    const { clock } = this.#parts;
    const own = new AbortController();
    const limited = AbortSignal.any([signal, own.signal]);
    const timer = clock.sleep(toolLimits.callMs, limited).then(
      () => own.abort(),
      () => {},
    );
    try {
      return await untilAborted(this.#bounded(request, limited), limited);
    } catch (error) {
      if (!isAbort(error) || signal.aborted) throw error;
      return `Error: ${request.tool} took longer than ${toolLimits.callMs / 1000} seconds. Ask for less.`;
    } finally {
      own.abort();
      await timer;
    }
  }

  async #bounded(request: ToolRequest, signal: AbortSignal): Promise<string> {
    try {
      const result = await this.#perform(request, signal);
      if (result.length <= toolLimits.resultCharacters) return result;
      return `${result.slice(0, toolLimits.resultCharacters)}\n[… ${result.length - toolLimits.resultCharacters} characters left out; ask for less]`;
    } catch (error) {
      if (error instanceof Refusal) return `Error: ${error.message}`;
      throw error;
    }
  }

  async #perform(request: ToolRequest, signal: AbortSignal): Promise<string> {
    const { host } = this.#parts;
    switch (request.tool) {
      case 'read_file':
        return numbered(await this.#text(request.path), request.lines);
      case 'list_files':
        return listFiles(host, request, signal);
      case 'search_text':
        return searchText(host, request, signal);
      case 'diagnostics':
        return this.#diagnostics(request.path);
      case 'outline': {
        const { text, open, shown } = await this.#text(request.path);
        const entries = outlineOf(text, open?.languageId ?? (shown.endsWith('.md') ? 'markdown' : ''));
        return (
          entries.map((entry) => `${entry.line}\t${entry.text}`).join('\n') ||
          `${shown} has no declarations we recognise.`
        );
      }
      case 'edit_file':
        return this.#inTurn(() => this.#edit(request, signal));
    }
  }

  async #diagnostics(path: string | undefined): Promise<string> {
    const { host } = this.#parts;
    const uri = path === undefined ? undefined : (await this.#text(path)).uri;
    const found = host.diagnostics(uri).filter((one) => !host.excludes(pathOfUri(one.uri)));
    return found.map((one) => diagnosticLine(host, one)).join('\n') || 'The editor reports no problems.';
  }

  async #edit(request: Extract<ToolRequest, { tool: 'edit_file' }>, signal: AbortSignal): Promise<string> {
    const { host, permission } = this.#parts;
    const place = await findPlace(host, request.path);
    if (place.kind === 'refused') throw new Refusal(place.reason);
    const created = place.kind === 'free' ? uriOfPath(place.path) : undefined;
    if (created !== undefined && this.#open(place) === undefined) {
      if (request.oldText !== '')
        throw new Refusal(`There is no file ${place.shown}. To create it, send an empty oldText.`);
      await this.#permit(permission.mayChange(created, `${place.shown} (a new file)`), place.shown, signal);
      const result = await untilAborted(host.createFile(created, request.newText), signal);
      return this.#told(result, place.shown, `Created ${place.shown}.`);
    }
    const before = await this.#text(request.path);
    const located = locate(before.text, request.oldText, request.newText);
    if (located.kind === 'problem') throw new Refusal(located.message);
    await this.#permit(permission.mayChange(before.uri, before.shown), before.shown, signal);
    const edits = toTextEdits(before.text, [located.splice]);
    const result = await untilAborted(host.applyEdits(before.uri, before.open?.version ?? null, edits), signal);
    return this.#told(result, before.shown, `Changed ${before.shown}, ${describe(before.text, located.splice)}.`);
  }

  #told(result: ApplyResult, shown: string, done: string): string {
    if (result.kind === 'refused') return `Error: the editor did not make the change: ${result.reason}`;
    this.#changed.add(shown);
    return done;
  }

  async #permit(verdict: Promise<'allowed' | 'refused'>, shown: string, signal: AbortSignal): Promise<void> {
    if ((await untilAborted(verdict, signal)) === 'allowed') return;
    throw new Refusal(`The user does not want ${shown} to be changed. Do not try again; go on without it.`);
  }

  async #text(written: string): Promise<WorkspaceText> {
    const { host } = this.#parts;
    const place = await findPlace(host, written);
    if (place.kind === 'refused') throw new Refusal(place.reason);
    const { shown } = place;
    const open = this.#open(place);
    if (open !== undefined) return { uri: open.uri, shown, text: open.text, open };
    if (place.kind === 'free') throw new Refusal(`There is no file ${shown}.`);
    const file = await host.read(place.real, toolLimits.fileBytes);
    switch (file.kind) {
      case 'text':
        return { uri: uriOfPath(place.path), shown, text: file.text, open };
      case 'missing':
        throw new Refusal(`${shown} cannot be read.`);
      case 'directory':
        throw new Refusal(`${shown} is a folder. Use list_files.`);
      case 'too-large':
        throw new Refusal(
          `${shown} is too large (${file.size} bytes; at most ${toolLimits.fileBytes}). Use search_text.`,
        );
      case 'binary':
      case 'not-utf8':
        throw new Refusal(`${shown} is not a text file.`);
    }
  }

  #open(place: Extract<Place, { kind: 'file' | 'free' }>): DocumentSnapshot | undefined {
    const names = place.kind === 'file' ? [place.path, place.real] : [place.path];
    return this.#parts.host.documents().find((one) => names.includes(pathOfUri(one.uri)));
  }

  #inTurn(edit: () => Promise<string>): Promise<string> {
    const mine = this.#lastEdit.then(edit);
    this.#lastEdit = mine.catch(() => {});
    return mine;
  }
}

/** One diagnostic on one line: place, severity, text, source. */
export function diagnosticLine(host: Pick<AssistHost, 'folders'>, one: HostDiagnostic): string {
  const source = one.source === undefined ? '' : ` (${one.source})`;
  const message = one.message.replace(/\s+/g, ' ');
  return `${shownPath(host, pathOfUri(one.uri))}:${one.range.start.line + 1}: ${one.severity}: ${message}${source}`;
}

function numbered(file: WorkspaceText, range: { readonly from: number; readonly to: number } | undefined): string {
  const lines = splitLines(file.text);
  const from = range?.from ?? 1;
  if (from > lines.length) throw new Refusal(`${file.shown} has ${lines.length} lines only.`);
  const to = Math.min(range?.to ?? lines.length, lines.length, from + toolLimits.lines - 1);
  const shown = lines.slice(from - 1, to).map((line, index) => `${from + index}\t${cutLine(line)}`);
  const rest = to < Math.min(range?.to ?? lines.length, lines.length);
  const more = rest ? `\n[… the file has ${lines.length} lines; ask for more with from and to]` : '';
  return `${file.shown}, lines ${from} to ${to} (number, tab, line):\n${shown.join('\n')}${more}`;
}

function cutLine(line: string): string {
  const { lineCharacters } = toolLimits;
  return line.length <= lineCharacters
    ? line
    : `${line.slice(0, lineCharacters)} [… ${line.length - lineCharacters} characters]`;
}

function describe(before: string, splice: Splice): string {
  const { line } = positionAt(before, splice.start);
  return `line ${line + 1} on, now ${splitLines(splice.text).length} lines there`;
}
