// Cuts a source file at cursor places, without knowing the resolver: by lines and their indentation only.
import type { Random } from './random.ts';
import type { SourceFile } from './sources.ts';

export const placeKinds = [
  'rest of line',
  'middle of line',
  'half a word',
  'statement',
  'line end',
  'opening line',
  'block',
  'block body',
  'several lines',
] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** A place and the text that stood there. */
export interface Sample {
  readonly kind: PlaceKind;
  readonly file: SourceFile;
  readonly prefix: string;
  readonly suffix: string;
  readonly canonical: string;
  /** Indentation of the first canonical line, in characters. */
  readonly indent: number;
}

/** A sample of kind `kind` at a random line of `file`, or undefined when that line has none. */
export function sampleAt(file: SourceFile, kind: PlaceKind, random: Random): Sample | undefined {
  const lines = file.text.split('\n');
  const at = 1 + random.below(lines.length - 2);
  const line = lines[at] ?? '';
  if (line.trim().length < 4 || !toldByLines(file.languageId, kind, line)) return undefined;
  if (!withinLine(kind) && insideProse(lines.slice(0, at).join('\n'))) return undefined;
  const cut = cutOf({ lines, at, line, kind, random, languageId: file.languageId });
  if (cut === undefined) return undefined;
  const prefix = [...lines.slice(0, cut.from), (lines[cut.from] ?? '').slice(0, cut.column)].join('\n');
  const end = (lines[cut.to] ?? '').slice(cut.endColumn);
  const suffix = [end, ...lines.slice(cut.to + 1)].join('\n');
  const canonical = file.text.slice(prefix.length, file.text.length - suffix.length);
  // Blanks at the end of a line are trimmed on purpose, and an empty text is no answer.
  if (canonical.trim() === '' || (/\s$/.test(canonical) && end.trim() === '')) return undefined;
  return { kind, file, prefix, suffix, canonical, indent: width(lines[at] ?? '') };
}

function withinLine(kind: PlaceKind): boolean {
  return kind === 'rest of line' || kind === 'middle of line' || kind === 'half a word';
}

/** Running text and markup do not tell by indentation where a statement ends: there only lines are cut. */
function toldByLines(languageId: string, kind: PlaceKind, line: string): boolean {
  if (languageId === 'html' || languageId === 'markdown') return withinLine(kind);
  if (languageId === 'c' || languageId === 'cpp') return !/^\s*#/.test(line) || kind === 'rest of line';
  if (languageId === 'perl') return !/^=\w/.test(line);
  return true;
}

/** Inside a comment or a docstring a sentence goes on as long as it likes. */
export function insideProse(before: string): boolean {
  if (before.lastIndexOf('/*') > before.lastIndexOf('*/')) return true;
  return ['"""', "'''"].some((mark) => before.split(mark).length % 2 === 0);
}

interface Spot {
  readonly lines: readonly string[];
  readonly at: number;
  readonly line: string;
  readonly kind: PlaceKind;
  readonly random: Random;
  readonly languageId: string;
}

interface Span {
  readonly from: number;
  readonly column: number;
  readonly to: number;
  readonly endColumn: number;
}

function cutOf(spot: Spot): Span | undefined {
  const { lines, at, line, kind } = spot;
  const end = statementEnd(lines, at);
  const whole = (to: number) => ({ to, endColumn: (lines[to] ?? '').length });
  switch (kind) {
    case 'rest of line': {
      const column = boundary(spot, line.length);
      return end !== at || column === undefined ? undefined : { from: at, column, ...whole(at) };
    }
    case 'half a word': {
      const column = middleOfWord(spot);
      return end !== at || column === undefined ? undefined : { from: at, column, ...whole(at) };
    }
    case 'middle of line': {
      const closers = /[)\]}"'`;,:>]+$/.exec(line)?.index;
      const column = closers === undefined ? undefined : boundary(spot, closers);
      return end !== at || closers === undefined || column === undefined || column >= closers
        ? undefined
        : { from: at, column, to: at, endColumn: closers };
    }
    case 'statement':
      return startsBadly(line) ? undefined : { from: at, column: width(line), ...whole(end) };
    case 'line end':
      return startsBadly(line) || (lines[at - 1] ?? '').trim() === '' || width(lines[at - 1] ?? '') !== width(line)
        ? undefined
        : { from: at - 1, column: (lines[at - 1] ?? '').length, ...whole(end) };
    case 'opening line': {
      const column = boundary(spot, line.length);
      return end === at || end - at > 25 || startsBadly(line) || !opens(spot.languageId, line) || column === undefined
        ? undefined
        : { from: at, column, ...whole(end) };
    }
    case 'block':
    case 'block body': {
      const last = bodyEnd(lines, at);
      if (!opens(spot.languageId, line) || last === at || last - at > 25) return undefined;
      if (kind === 'block') return { from: at, column: line.length, ...whole(last) };
      return (lines[at + 1] ?? '').trim() === ''
        ? undefined
        : { from: at + 1, column: width(lines[at + 1] ?? ''), ...whole(last) };
    }
    case 'several lines': {
      if (startsBadly(line)) return undefined;
      const last = severalStatements(lines, at, 2 + spot.random.below(3));
      return last === undefined ? undefined : { from: at, column: width(line), ...whole(last) };
    }
  }
}

/** A column behind a blank, a bracket or a dot, where somebody may pause. */
function boundary(spot: Spot, limit: number): number | undefined {
  const start = width(spot.line) + 1;
  const columns: number[] = [];
  for (let at = start; at < limit; at++) if (/[\s(.,=["'<{:]/.test(spot.line.charAt(at - 1))) columns.push(at);
  return spot.random.pick(columns);
}

/** A column behind two or more characters of a word that goes on. */
function middleOfWord({ line, random }: Spot): number | undefined {
  const columns: number[] = [];
  for (let at = 2; at < line.length; at++) if (/[A-Za-z_]\w\w$/.test(line.slice(0, at + 1))) columns.push(at);
  return random.pick(columns);
}

function width(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}

/** Closers and continuations begin no statement. */
function startsBadly(line: string): boolean {
  return /^\s*(?:[)\]}.?:&|+*>-]|<\/|(?:else|elif|elsif|except|finally|catch|end|fi|done|esac|then|do|rescue|ensure)\b)/.test(
    line,
  );
}

function isCloser(line: string): boolean {
  return /^\s*(?:[)\]}]|<\/|(?:end|fi|done|esac)\b)/.test(line);
}

function isChain(line: string): boolean {
  return /^\s*(?:else|elif|elsif|except|finally|catch|rescue|ensure)\b/.test(line);
}

/** The last line of the statement that begins at `at`: deeper lines, and closers and chains at its own indentation. */
function statementEnd(lines: readonly string[], at: number): number {
  const own = width(lines[at] ?? '');
  let last = at;
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next] ?? '';
    if (line.trim() === '') continue;
    const same =
      width(line) === own &&
      ((isCloser(line) && leavesOpen(lines.slice(at, next))) || (isChain(line) && !startsBadly(lines[at] ?? '')));
    if (width(line) <= own && !same) break;
    last = next;
  }
  return last;
}

/** True when lines open more than they close, by counting; words count as open. */
function leavesOpen(lines: readonly string[]): boolean {
  const text = lines.join('\n');
  const opened = text.match(/[([{]/g)?.length ?? 0;
  const closed = text.match(/[)\]}]/g)?.length ?? 0;
  return opened > closed || (opened === closed && /\b(?:then|do|function|begin|def|class|case)\b/.test(text));
}

/** The last line of the block that the line `at` opens, without its closer. */
function bodyEnd(lines: readonly string[], at: number): number {
  const own = width(lines[at] ?? '');
  let last = at;
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next] ?? '';
    if (line.trim() === '') continue;
    if (width(line) <= own) break;
    last = next;
  }
  return last;
}

function severalStatements(lines: readonly string[], at: number, count: number): number | undefined {
  const own = width(lines[at] ?? '');
  let last = statementEnd(lines, at);
  for (let index = 1; index < count; index++) {
    const next = last + 1;
    const line = lines[next] ?? '';
    if (line.trim() === '' || width(line) !== own || startsBadly(line)) return undefined;
    last = statementEnd(lines, next);
  }
  return last - at > 30 ? undefined : last;
}

function opens(languageId: string, line: string): boolean {
  if (languageId === 'markdown' || languageId === 'html' || languageId === 'sql') return false;
  const end = line.trimEnd();
  if (languageId === 'python')
    return /^\s*(?:(?:async )?def|class|if|elif|else|for|while|with|try|except|finally)\b.*:$/.test(end);
  if (languageId === 'yaml') return end.endsWith(':') && !/^\s*-/.test(line);
  if (languageId === 'shellscript') return /(?:\{|\bthen|\bdo|\belse)$/.test(end);
  if (languageId === 'ruby' || languageId === 'lua') return /\b(?:do|then|else)$|^\s*(?:def|class|module)\b/.test(end);
  return /\{$/.test(end);
}
