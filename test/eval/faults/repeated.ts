// Answers that begin with what stands before the cursor: the line, the lines above, the word, its blanks.
import { type Fault, isCode, isTelling, linePrefixOf, plainRest } from './fault.ts';
import type { Sample } from './places.ts';
import type { Random } from './random.ts';

/** Ambiguous when the line's beginning is too short to tell that it is repeated. */
export function linePrefixRepeated(sample: Sample, random: Random, answer: string): string | undefined {
  const linePrefix = linePrefixOf(sample);
  if (!/\w.*\w.*\w/.test(linePrefix) || !plainRest(sample) || sample.canonical.startsWith('\n')) return undefined;
  return (random.below(2) === 0 ? linePrefix : linePrefix.trimStart()) + answer;
}

/** The complete line before the cursor once more. Ambiguous where the next line equals it. */
function lineRepeatedAtItsEnd(sample: Sample, random: Random, answer: string): string | undefined {
  const linePrefix = linePrefixOf(sample);
  if (!sample.canonical.startsWith('\n') || !isTelling(linePrefix)) return undefined;
  return (random.below(2) === 0 ? linePrefix : linePrefix.trimStart()) + answer;
}

/** The model begins the half-typed word again. Ambiguous when less than three of its characters stand there. */
export function halfWordRepeated(sample: Sample, _random: Random, answer: string): string | undefined {
  const half = /(?<!\w)[A-Za-z_]\w{2,}$/.exec(sample.prefix.slice(-80))?.[0];
  return half === undefined || !/^\w/.test(sample.canonical) ? undefined : half + answer;
}

/** One to three lines above, then the line from its beginning. Ambiguous where they say little. */
export function linesAboveRepeated(sample: Sample, random: Random, answer: string): string | undefined {
  const lines = sample.prefix.split('\n');
  const taken = lines.slice(-2 - random.below(3));
  return restated(sample, random, answer, taken);
}

/** From the enclosing lines of less indentation on, at most forty of them. */
export function restatedFromHead(sample: Sample, random: Random, answer: string): string | undefined {
  const lines = sample.prefix.split('\n');
  const column = sample.kind === 'block' || sample.kind === 'line end' ? indent(lines.at(-1) ?? '') : sample.indent;
  let at = lines.length - 2;
  while (at > 0 && ((lines[at] ?? '').trim() === '' || indent(lines[at] ?? '') >= column)) at--;
  if (column === 0 || lines.length - at > 40) return undefined;
  return restated(sample, random, answer, lines.slice(at));
}

function restated(sample: Sample, random: Random, answer: string, taken: readonly string[]): string | undefined {
  const first = taken[0] ?? '';
  if (taken.length < 2 || !taken.slice(0, -1).some(isTelling) || !isTelling(first) || !isCode(sample)) return undefined;
  if (sample.canonical.startsWith('\n')) return undefined;
  // The same lines may follow once more: rows of a table, declarations.
  if (sample.canonical.trimStart().startsWith(first.trim())) return undefined;
  const text = taken.join('\n') + answer;
  return random.below(2) === 0 ? text : text.trimStart();
}

function indent(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}

/** The model repeats the indentation that stands before the cursor. */
export function doubledIndentation(sample: Sample, _random: Random, answer: string): string | undefined {
  const linePrefix = linePrefixOf(sample);
  return linePrefix === '' || linePrefix.trim() !== '' ? undefined : linePrefix + answer;
}

/** A blank line first, where the cursor stands on an indented line without text. */
export function leadingBlankLine(sample: Sample, random: Random, answer: string): string | undefined {
  const linePrefix = linePrefixOf(sample);
  if (linePrefix === '' || linePrefix.trim() !== '') return undefined;
  return random.below(2) === 0 ? `\n${linePrefix}${answer}` : `\n\n${linePrefix}${answer}`;
}

/** One blank behind a blank. Ambiguous before a comment, where two are usual, and in aligned columns. */
function leadingBlank(sample: Sample, _random: Random, answer: string): string | undefined {
  const linePrefix = linePrefixOf(sample);
  if (!/[^\s.;#] $/.test(linePrefix) || !/^[\w"'({[]/.test(sample.canonical) || !isCode(sample)) return undefined;
  const line = linePrefix.trim() + (sample.canonical.split('\n', 1)[0] ?? '');
  return / {2}| $/.test(line) ? undefined : ` ${answer}`;
}

export const repeated: readonly Fault[] = [
  { name: 'line prefix repeated', make: linePrefixRepeated },
  { name: 'line repeated at its end', make: lineRepeatedAtItsEnd },
  { name: 'half-typed word repeated', make: halfWordRepeated },
  { name: 'lines above repeated', make: linesAboveRepeated },
  { name: 'restated from its head', make: restatedFromHead },
  { name: 'doubled indentation', make: doubledIndentation },
  { name: 'leading blank line', make: leadingBlankLine },
  { name: 'leading blank', make: leadingBlank },
];
