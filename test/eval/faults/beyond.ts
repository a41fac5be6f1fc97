// Answers that go on where they should have ended: into what follows, into another file, into prose, or in a loop.
import {
  commentMark,
  type Fault,
  followingLines,
  isCode,
  isTelling,
  linePrefixOf,
  multiLine,
  plainRest,
  restOf,
} from './fault.ts';
import type { Sample } from './places.ts';
import type { Random } from './random.ts';
import { unrelated } from './unrelated.ts';

const prose = [
  'This completes the code in the style of the file.',
  'Explanation: the code above fills in the missing part.',
  'Note that the names are those used elsewhere in the file.',
  'I have added the missing part; let me know if you need anything else.',
  'The code checks its input first and returns the result.',
];

/** The answer goes on with the rest of the line and one to three lines that follow it. */
export function followingRepeated(sample: Sample, random: Random, answer: string): string | undefined {
  const taken = followingLines(sample, 1 + random.below(3));
  // Ambiguous: nothing but closers follows, so the lines may as well close what the answer opened.
  if (!taken.some((line) => /\w{3}/.test(line))) return undefined;
  return `${answer}${restOf(sample)}\n${taken.join('\n')}`;
}

/** Many lines of what follows, the last of them cut off like an answer that has spent its tokens. */
function followingCutOff(sample: Sample, random: Random, answer: string): string | undefined {
  const taken = followingLines(sample, 3 + random.below(12));
  if (taken.filter(isTelling).length < 2) return undefined;
  const last = taken.at(-1) ?? '';
  const half = last.slice(0, last.length - random.below(last.trim().length));
  return `${answer}${restOf(sample)}\n${[...taken.slice(0, -1), half].join('\n')}`;
}

/** What follows without its blank lines. */
function followingWithoutBlankLines(sample: Sample, random: Random, answer: string): string | undefined {
  const all = followingLines(sample, 4 + random.below(8));
  const taken = all.filter((line) => line.trim() !== '');
  if (taken.length === all.length || taken.filter(isTelling).length < 2) return undefined;
  return `${answer}${restOf(sample)}\n${taken.join('\n')}`;
}

/** The closer that follows, once more. Ambiguous where the answer itself leaves something open. */
function closerLineRepeated(sample: Sample, _random: Random, answer: string): string | undefined {
  const [line] = followingLines(sample, 1).filter((one) => one.trim() !== '');
  if (line === undefined || !/^\s*(?:[)\]}]+[;,]?|end|fi|done|esac)$/.test(line) || !plainRest(sample))
    return undefined;
  return isCode(sample) ? `${answer}\n${line}` : undefined;
}

/** The closer at the answer's end twice. Ambiguous where the document itself has one too few. */
function closerTwice(sample: Sample, _random: Random, answer: string): string | undefined {
  const found = /([)\]])([;,]?)$/.exec(answer);
  const last = (linePrefixOf(sample) + answer).split('\n').at(-1) ?? '';
  if (found === null || !plainRest(sample) || !isCode(sample)) return undefined;
  if (/[/]|^\s*\*/.test(last) || last.includes(commentMark(sample))) return undefined;
  const count = (marks: RegExp) => sample.file.text.match(marks)?.length ?? 0;
  if (count(/\(/g) !== count(/\)/g) || count(/\[/g) !== count(/\]/g)) return undefined;
  return `${answer.slice(0, found.index)}${found[1]}${found[0]}`;
}

/** Ambiguous where nothing tells that the rest stands there already: it is the end of a text. */
function restRepeated(sample: Sample, _random: Random, answer: string): string | undefined {
  return plainRest(sample) || !isCode(sample) ? undefined : answer + restOf(sample);
}

/** Ambiguous at column 0 of a block of several lines, where a further function may be meant, and in text left open. */
export function unrelatedFunction(sample: Sample, _random: Random, answer: string): string | undefined {
  const helper = unrelated[sample.file.languageId];
  if (helper === undefined || (multiLine.has(sample.kind) && sample.indent === 0)) return undefined;
  const marks = (mark: string) => sample.canonical.split(mark).length - 1;
  if (marks('"""') % 2 === 1 || marks('/*') !== marks('*/')) return undefined;
  return `${answer}${restOf(sample)}\n\n${helper}`;
}

export function headerLeaked(sample: Sample, random: Random, answer: string): string | undefined {
  if (!plainRest(sample)) return undefined;
  const mark = commentMark(sample);
  const heading = random.pick([
    '\n+++++ src/other/module.ts ',
    '\n+++++ src/other/module.ts',
    `\n${mark} Path: src/other/module.ts`,
  ]);
  return `${answer}\n${heading}\nexport const other = 1;\n`;
}

/** Headers as other families and other clients write them. */
function otherHeaderLeaked(sample: Sample, random: Random, answer: string): string | undefined {
  if (!plainRest(sample) || !isCode(sample)) return undefined;
  const mark = commentMark(sample);
  const heading = random.pick([
    `\n${mark} Path: src/other/module.ts`,
    `\n${mark} file: src/other/module.ts`,
    `\n${mark} File: lib/other.py`,
    `\n${mark} filename: lib/other.py`,
    `\n${mark} filepath: src/other/module.ts`,
    '<|file_sep|>src/other/module.ts',
    '\n<|file_sep|>src/other/module.ts',
    '<file_sep>src/other/module.ts',
    '\n<filename>src/other/module.ts',
    '<filename>src/other/module.ts',
    '\n<reponame>someone/project<filename>src/other/module.ts',
    '<|file_separator|>src/other/module.ts',
    '\n#src/other/module.py',
  ]);
  return `${answer}${heading}\nexport const other = 1;\n`;
}

function proseBehind(sample: Sample, random: Random, answer: string): string | undefined {
  if (!isCode(sample) || sample.file.languageId === 'yaml') return undefined;
  return `${answer}${restOf(sample)}\n\n${random.pick(prose)}`;
}

/** The last line again and again. Ambiguous where it stands there twice already. */
export function lastLineLoops(sample: Sample, random: Random, answer: string): string | undefined {
  const lines = (linePrefixOf(sample) + answer).split('\n');
  const last = lines.at(-1) ?? '';
  if (!isTelling(last) || !/[A-Za-z]{3}/.test(last) || !plainRest(sample) || /^json/.test(sample.file.languageId))
    return undefined;
  if (lines.at(-2)?.trim() === last.trim()) return undefined;
  return answer + `\n${last}`.repeat(4 + random.below(8)) + (random.below(2) === 0 ? '\n' : `\n${last.slice(0, -2)}`);
}

/** The whole answer again and again, from two lines on. Ambiguous where each round leaves text or brackets more or less open. */
function blockLoops(sample: Sample, random: Random, answer: string): string | undefined {
  const lines = (sample.canonical.startsWith('\n') ? answer.slice(1) : linePrefixOf(sample) + answer).split('\n');
  // Tables of numbers may hold the same rows again.
  const telling = lines.filter((line) => isTelling(line) && /[A-Za-z]{3}/.test(line)).length;
  if (telling < 2 || lines.length > 20 || !plainRest(sample) || new Set(lines).size < telling) return undefined;
  const count = (mark: string) => lines.join('\n').split(mark).length - 1;
  const even = ['()', '[]', '{}'].every((pair) => count(pair.charAt(0)) === count(pair.charAt(1)));
  if (!even || count('"') % 2 === 1) return undefined;
  return answer + `\n${lines.join('\n')}`.repeat(2 + random.below(3));
}

/** Blanks and blank lines at the end. */
export function trailingBlanks(sample: Sample, random: Random, answer: string): string | undefined {
  return answer + (plainRest(sample) ? random.pick(['\n', '\n\n\n', '   ', '  \n    ', ' \n\n  \n', '\t\n']) : '\n');
}

export const beyond: readonly Fault[] = [
  { name: 'following lines repeated', make: followingRepeated },
  { name: 'many following lines, cut off', make: followingCutOff },
  { name: 'following without blank lines', make: followingWithoutBlankLines },
  { name: 'closer line repeated', make: closerLineRepeated },
  { name: 'closer twice', make: closerTwice },
  { name: 'rest of line repeated', make: restRepeated },
  { name: 'unrelated next function', make: unrelatedFunction },
  { name: 'context header leaked', make: headerLeaked },
  { name: 'other header leaked', make: otherHeaderLeaked },
  { name: 'prose behind', make: proseBehind },
  { name: 'last line loops', make: lastLineLoops },
  { name: 'block loops', make: blockLoops },
  { name: 'trailing blanks', make: trailingBlanks },
];
