// Answers with the right text in the wrong indentation: tabs for spaces, another step, no base.
import { type Fault, isCode, linePrefixOf } from './fault.ts';
import type { Sample } from './places.ts';
import type { Random } from './random.ts';

/** Columns of the file's step where all of it keeps to one (tabs count as 4), or undefined. */
function stepOf(sample: Sample): number | undefined {
  const { text, languageId } = sample.file;
  if (/^(?:yaml|markdown|html|emacs-lisp|plaintext)$/.test(languageId)) return undefined;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.some((line) => line.startsWith('\t'))) return 4;
  const widths = new Map<number, number>();
  let last = 0;
  for (const line of lines) {
    const width = indent(line).length;
    if (width > last) widths.set(width - last, (widths.get(width - last) ?? 0) + 1);
    last = width;
  }
  const [most] = [...widths].sort((a, b) => b[1] - a[1]);
  const step = most?.[0];
  return (step === 2 || step === 4) && lines.every((line) => indent(line).length % step === 0) ? step : undefined;
}

/** Lines behind the first with their indentation changed; undefined unless all of them are whole steps and code. */
function changed(sample: Sample, answer: string, change: (steps: number, step: number) => string): string | undefined {
  const step = stepOf(sample);
  const lines = answer.split('\n');
  if (step === undefined || lines.length < 2 || !isCode(sample) || /"""|'''|`|\/\*|<<|^\s*\*/m.test(answer))
    return undefined;
  const units = lines.map((line) => (line.trim() === '' ? 0 : columns(line) / step));
  if (units.some((one) => !Number.isInteger(one))) return undefined;
  const made = lines.map((line, at) =>
    at === 0 || line.trim() === '' ? line : change(units[at] ?? 0, step) + line.trimStart(),
  );
  const text = made.join('\n');
  return text === answer ? undefined : text;
}

function tabsForSpaces(sample: Sample, _random: Random, answer: string): string | undefined {
  if (sample.file.text.includes('\n\t') || sample.file.languageId === 'makefile') return undefined;
  if (!/\n {2}/.test(sample.prefix.slice(-4000))) return undefined;
  return changed(sample, answer, (steps) => '\t'.repeat(steps));
}

function spacesForTabs(sample: Sample, random: Random, answer: string): string | undefined {
  if (!/\n\t/.test(sample.prefix.slice(-4000))) return undefined;
  const step = random.below(2) === 0 ? 2 : 4;
  return changed(sample, answer, (steps) => ' '.repeat(step * steps));
}

/**
 * Blocks inside the answer by another step, from the line on that the answer begins on. Ambiguous unless it opens a block
 * and the surroundings show the file's step.
 */
function otherStep(sample: Sample, _random: Random, answer: string): string | undefined {
  const own = columns(linePrefixOf(sample));
  const seen = sample.prefix.slice(-4000).match(/[{:]\n/g)?.length ?? 0;
  if (seen < 8 || !keepsToOneStep(sample) || sample.file.text.includes('\n\t')) return undefined;
  const first = (linePrefixOf(sample) + answer).split('\n');
  const opened = first.findIndex((line, at) => at > 0 && columns(line) > columns(first[at - 1] ?? ''));
  if (opened < 0 || !/[{:]$/.test(first[opened - 1] ?? '') || columns(first[opened - 1] ?? '') !== own)
    return undefined;
  if (first.slice(opened).some((line) => line.trim() !== '' && columns(line) < own)) return undefined;
  return changed(sample, answer, (steps, step) => ' '.repeat(own + (steps * step - own) * (step === 2 ? 2 : 0.5)));
}

/** Every block in the file begins one step deeper than the line that opens it. */
function keepsToOneStep(sample: Sample): boolean {
  const step = stepOf(sample);
  const lines = sample.file.text.split('\n').filter((line) => line.trim() !== '');
  return lines.every((line, at) => {
    const deeper = columns(lines[at + 1] ?? '') - columns(line);
    return !/[{:]$/.test(line) || deeper <= 0 || deeper === step;
  });
}

/** The lines behind the first as if the first stood at column 0. Ambiguous unless the first line opens something. */
function lostBase(sample: Sample, _random: Random, answer: string): string | undefined {
  const own = columns(linePrefixOf(sample));
  const [first = '', ...further] = answer.split('\n');
  const head = linePrefixOf(sample) + first;
  const lines = further.filter((line) => line.trim() !== '');
  const next = lines[0];
  if (
    own === 0 ||
    next === undefined ||
    columns(next) <= own ||
    /^\s*(?:case|default)\b/.test(next) ||
    !/[{([:]$/.test(head)
  )
    return undefined;
  if (lines.some((line) => columns(line) < own)) return undefined;
  return changed(sample, answer, (steps, step) =>
    sample.file.text.includes('\n\t') ? '\t'.repeat(steps - own / 4) : ' '.repeat(steps * step - own),
  );
}

function indent(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function columns(line: string): number {
  return indent(line).replaceAll('\t', '    ').length;
}

export const indented: readonly Fault[] = [
  { name: 'tabs for spaces', make: tabsForSpaces },
  { name: 'spaces for tabs', make: spacesForTabs },
  { name: 'other step of indentation', make: otherStep },
  { name: 'base indentation lost', make: lostBase },
];
