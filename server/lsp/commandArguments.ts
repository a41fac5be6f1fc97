// What commands carry: written by our code actions, or by hand in an editor's command line, so nothing about it is taken for granted.
import type { HostDiagnostic } from '../assist/host.ts';
import type { Range } from '../text/position.ts';

/** The argument of `codestral.edit`. */
export interface EditArguments {
  /** Id of the action. */
  readonly action: string;
  readonly uri: string;
  /** The version that `range` refers to; the document's current one when left out. */
  readonly version: number | undefined;
  readonly range: Range;
  readonly instruction: string | undefined;
  readonly diagnostics: readonly HostDiagnostic[];
}

/** The argument of `codestral.chat` and `codestral.newChat`: the transcript to send, or the code to talk about. */
export interface ChatArguments {
  readonly uri: string | undefined;
  readonly range: Range | undefined;
  readonly instruction: string | undefined;
  /** What `@selection` stands for. */
  readonly selection: { readonly uri: string; readonly range: Range } | undefined;
}

/** Reads the first argument; a sentence for the user when it makes no sense. */
export function readEditArguments(args: readonly unknown[] | undefined): EditArguments | string {
  const [first] = args ?? [];
  if (!isRecord(first) || typeof first.uri !== 'string')
    return 'codestral.edit needs one argument: { "action", "uri", "range" }, and perhaps "version" and "instruction".';
  const { uri, version } = first;
  return {
    action: typeof first.action === 'string' ? first.action : 'rewrite',
    uri,
    version: typeof version === 'number' ? version : undefined,
    range: readRange(first.range) ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    instruction: readInstruction(first.instruction),
    diagnostics: readDiagnostics(uri, first.diagnostics),
  };
}

/** Reads the first argument: an object, or the uri alone. */
export function readChatArguments(args: readonly unknown[] | undefined): ChatArguments {
  const [first] = args ?? [];
  const given = isRecord(first) ? first : { uri: first };
  const { selection } = given;
  const range = isRecord(selection) ? readRange(selection.range) : undefined;
  return {
    uri: typeof given.uri === 'string' ? given.uri : undefined,
    range: readRange(given.range),
    instruction: readInstruction(given.instruction),
    selection:
      isRecord(selection) && typeof selection.uri === 'string' && range !== undefined
        ? { uri: selection.uri, range }
        : undefined,
  };
}

function readInstruction(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function readDiagnostics(uri: string, value: unknown): readonly HostDiagnostic[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).flatMap((one): readonly HostDiagnostic[] => {
    const range = readRange(one.range);
    const severity = (['error', 'warning', 'information', 'hint'] as const).find((known) => known === one.severity);
    if (range === undefined || typeof one.message !== 'string') return [];
    const source = typeof one.source === 'string' ? one.source : undefined;
    return [{ uri, range, severity: severity ?? 'error', message: one.message, source }];
  });
}

function readRange(value: unknown): Range | undefined {
  if (!isRecord(value)) return undefined;
  const [start, end] = [readPosition(value.start), readPosition(value.end)];
  return start === undefined || end === undefined ? undefined : { start, end };
}

function readPosition(value: unknown): Range['start'] | undefined {
  if (!isRecord(value)) return undefined;
  const { line, character } = value;
  return isCount(line) && isCount(character) ? { line, character } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
