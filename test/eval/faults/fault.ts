// What a fault is, and what the faults ask of a place: lines and marks only, nothing of the resolver.
import { insideProse, type Sample } from './places.ts';
import type { Random } from './random.ts';

export interface Fault {
  readonly name: string;
  /** The faulty answer made of a right or already faulty `answer`, or undefined where it would be ambiguous what is right. */
  readonly make: (sample: Sample, random: Random, answer: string) => string | undefined;
}

/** Kinds of places whose answer is more than a statement. */
export const multiLine = new Set(['block', 'block body', 'several lines']);

/** The cursor's line behind the cursor. */
export function restOf(sample: Sample): string {
  return sample.suffix.split('\n', 1)[0] ?? '';
}

/** The cursor's line before the cursor. */
export function linePrefixOf(sample: Sample): string {
  return sample.prefix.slice(sample.prefix.lastIndexOf('\n') + 1);
}

/** The rest of the cursor's line is blank, so the answer ends its line. */
export function plainRest(sample: Sample): boolean {
  return restOf(sample).trim() === '';
}

/** Not blank lines behind the cursor's line, with the blank ones between them. */
export function followingLines(sample: Sample, count: number): readonly string[] {
  const taken: string[] = [];
  for (const line of sample.suffix.split('\n').slice(1)) {
    taken.push(line);
    if (taken.filter((one) => one.trim() !== '').length >= count) break;
  }
  return taken;
}

/** More than a closer or a word. */
export function isTelling(line: string): boolean {
  return /\w{3}/.test(line) && line.replace(/\s/g, '').length >= 6 && !/^\s*(?:end|else|fi|done|esac)\b/.test(line);
}

const running = new Set(['markdown', 'html', 'plaintext']);
const comments: Readonly<Record<string, string>> = {
  python: '#',
  shellscript: '#',
  perl: '#',
  ruby: '#',
  yaml: '#',
  toml: '#',
  lua: '--',
  sql: '--',
  'emacs-lisp': ';',
};

/** The mark a line comment begins with. */
export function commentMark(sample: Sample): string {
  return comments[sample.file.languageId] ?? '//';
}

/** The cursor stands in code and not in a comment, a string or running text, and the answer does not either. */
export function isCode(sample: Sample): boolean {
  const { languageId } = sample.file;
  if (running.has(languageId) || insideProse(sample.prefix) || insideProse(sample.prefix + sample.canonical))
    return false;
  const heredoc = [...sample.prefix.matchAll(/<<[~-]?\s*['"]?([A-Z_]\w*)/g)].at(-1);
  if (heredoc !== undefined && !sample.prefix.slice(heredoc.index).includes(`\n${heredoc[1]}\n`)) return false;
  // A program in a string over several lines.
  if (sample.file.languageId === 'shellscript' && sample.prefix.split("'").length % 2 === 0) return false;
  const documented = sample.file.languageId === 'perl' ? sample.prefix.lastIndexOf('\n=') : -1;
  if (documented >= 0 && !sample.prefix.startsWith('\n=cut', documented)) return false;
  const before = linePrefixOf(sample);
  if (before.includes(commentMark(sample)) || /^\s*(?:\*|#|\/\*)/.test(before)) return false;
  const head = before + (sample.canonical.split('\n', 1)[0] ?? '');
  return ['"', "'", '`'].every((quote) => before.split(quote).length % 2 === 1 && head.split(quote).length % 2 === 1);
}

/** The answer with its end changed, or undefined for an answer that could not be made. */
export function then(answer: string | undefined, make: (answer: string) => string | undefined): string | undefined {
  return answer === undefined ? undefined : make(answer);
}
