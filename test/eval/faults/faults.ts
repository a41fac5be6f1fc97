// What models do wrong, made from the right answer; each fault tells for which samples it has one right resolution.

import type { Sample } from './places.ts';
import type { Random } from './random.ts';

export interface Fault {
  readonly name: string;
  /** The faulty answer, or undefined where it would be ambiguous what is right. */
  readonly make: (sample: Sample, random: Random) => string | undefined;
}

const unrelated: Readonly<Record<string, string>> = {
  typescript:
    'export function unrelatedHelper(left: number, right: number): number {\n  const sum = left + right;\n  return sum * 2;\n}\n',
  javascript: 'function unrelatedHelper(left, right) {\n  const sum = left + right;\n  return sum * 2;\n}\n',
  python: 'def unrelated_helper(left, right):\n    total = left + right\n    return total * 2\n',
  c: 'static int unrelated_helper(int left, int right)\n{\n  int sum = left + right;\n  return sum * 2;\n}\n',
  cpp: 'int unrelatedHelper(int left, int right) {\n  int sum = left + right;\n  return sum * 2;\n}\n',
  go: 'func unrelatedHelper(left, right int) int {\n\tsum := left + right\n\treturn sum * 2\n}\n',
  rust: 'fn unrelated_helper(left: i32, right: i32) -> i32 {\n    let sum = left + right;\n    sum * 2\n}\n',
  php: 'function unrelatedHelper($left, $right) {\n    $sum = $left + $right;\n    return $sum * 2;\n}\n',
  perl: 'sub unrelated_helper {\n    my ($left, $right) = @_;\n    return $left + $right;\n}\n',
  shellscript: 'unrelated_helper() {\n  local left="$1"\n  echo "$left"\n}\n',
  ruby: 'def unrelated_helper(left, right)\n  sum = left + right\n  sum * 2\nend\n',
  lua: 'local function unrelated_helper(left, right)\n  local sum = left + right\n  return sum * 2\nend\n',
  'emacs-lisp': '(defun unrelated-helper (left right)\n  (let ((sum (+ left right)))\n    (* sum 2)))\n',
};

const tokens = [
  '<|endoftext|>',
  '<|fim_middle|>',
  '<|file_sep|>',
  '<fim_suffix>',
  '<file_sep>',
  '<｜end▁of▁sentence｜>',
  '<｜fim▁end｜>',
  ' <EOT>',
  '[SUFFIX]',
  '[PREFIX]',
  '<|im_end|>',
  '<end_of_turn>',
  '<[fim-suffix]>',
  '<|end_of_text|>',
  '<|eot_id|>',
  '</COMPLETION>',
];

const multiLine = new Set(['block', 'block body', 'several lines']);

export const faults: readonly Fault[] = [
  { name: 'following lines repeated', make: followingRepeated },
  { name: 'unrelated next function', make: unrelatedFunction },
  { name: 'fenced', make: (sample) => fenced(sample, sample.canonical) },
  {
    name: 'fenced with prose',
    make: (sample, random) =>
      fencible(sample)
        ? `${random.pick(['Here is the completed code:', 'Sure! Here is the code that fits at the cursor:', 'The missing part is the following:'])}\n\n\`\`\`${sample.file.languageId}\n${sample.canonical}\n\`\`\`\n\nThis completes the code in the style of the file.`
        : undefined,
  },
  { name: 'CRLF', make: (sample) => crlf(sample.canonical) },
  { name: 'doubled indentation', make: doubledIndentation },
  {
    name: 'special token appended',
    make: (sample, random) => withToken(sample.canonical, random),
  },
  {
    name: 'context header leaked',
    make: (sample) =>
      plainRest(sample) ? `${sample.canonical}\n\n+++++ src/other/module.ts \nexport const other = 1;\n` : undefined,
  },
  { name: 'line prefix repeated', make: linePrefixRepeated },
  { name: 'half-typed word repeated', make: halfWordRepeated },
  { name: 'two faults', make: twoFaults },
];

function fenced(sample: Sample, answer: string): string | undefined {
  return fencible(sample) ? `\`\`\`${sample.file.languageId}\n${answer}\n\`\`\`` : undefined;
}

function crlf(answer: string): string {
  return answer.replaceAll('\n', '\r\n') + (answer.includes('\n') ? '' : '\r\n');
}

function withToken(answer: string, random: Random): string {
  return `${answer}${random.pick(tokens)}${random.pick(['', '\n', 'import os'])}`;
}

function rest(sample: Sample): string {
  return sample.suffix.split('\n', 1)[0] ?? '';
}

/** The rest of the cursor's line is blank, so the answer ends its line. */
function plainRest(sample: Sample): boolean {
  return rest(sample).trim() === '';
}

/** The answer goes on with the rest of the line and one to three lines that follow it. */
function followingRepeated(sample: Sample, random: Random): string | undefined {
  const following = sample.suffix.split('\n').slice(1);
  const count = 1 + random.below(3);
  const taken: string[] = [];
  for (const line of following) {
    taken.push(line);
    if (taken.filter((one) => one.trim() !== '').length >= count) break;
  }
  // Ambiguous: nothing but closers follows, so the lines may as well close what the answer opened.
  if (!taken.some((line) => /\w{3}/.test(line))) return undefined;
  return `${sample.canonical}${rest(sample)}\n${taken.join('\n')}`;
}

/** Ambiguous at column 0 of a block of several lines, where a further function may be meant, and in text left open. */
function unrelatedFunction(sample: Sample): string | undefined {
  const helper = unrelated[sample.file.languageId];
  if (helper === undefined || (multiLine.has(sample.kind) && sample.indent === 0)) return undefined;
  const marks = (mark: string) => sample.canonical.split(mark).length - 1;
  if (marks('"""') % 2 === 1 || marks('/*') !== marks('*/')) return undefined;
  return `${sample.canonical}${rest(sample)}\n\n${helper}`;
}

/** Ambiguous in Markdown, in texts that hold fences themselves, and where the answer ends within a line. */
function fencible(sample: Sample): boolean {
  const around = sample.prefix.slice(-4000) + sample.canonical + sample.suffix.slice(0, 2000);
  return sample.file.languageId !== 'markdown' && !around.includes('```') && !/^\s*$/.test(sample.canonical);
}

/** The model repeats the indentation that stands before the cursor. */
function doubledIndentation(sample: Sample): string | undefined {
  const linePrefix = sample.prefix.slice(sample.prefix.lastIndexOf('\n') + 1);
  if (linePrefix === '' || linePrefix.trim() !== '') return undefined;
  return linePrefix + sample.canonical;
}

/** Ambiguous when the line's beginning is too short to tell that it is repeated. */
function linePrefixRepeated(sample: Sample, random: Random): string | undefined {
  const linePrefix = sample.prefix.slice(sample.prefix.lastIndexOf('\n') + 1);
  if (!/\w.*\w.*\w/.test(linePrefix) || !plainRest(sample) || sample.canonical.startsWith('\n')) return undefined;
  return (random.below(2) === 0 ? linePrefix : linePrefix.trimStart()) + sample.canonical;
}

/** The model begins the half-typed word again. Ambiguous when less than three of its characters stand there. */
function halfWordRepeated(sample: Sample): string | undefined {
  const half = /(?<!\w)[A-Za-z_]\w{2,}$/.exec(sample.prefix.slice(-80))?.[0];
  return half === undefined || !/^\w/.test(sample.canonical) ? undefined : half + sample.canonical;
}

/** One of the pairs that occur together: each of them only where it is a fault alone. */
function twoFaults(sample: Sample, random: Random): string | undefined {
  const both = random.pick([
    () => then(followingRepeated(sample, random), (answer) => fenced(sample, answer)),
    () => then(unrelatedFunction(sample), (answer) => withToken(answer, random)),
    () => then(doubledIndentation(sample), crlf),
    () => then(linePrefixRepeated(sample, random), (answer) => withToken(answer, random)),
    () => then(doubledIndentation(sample), (answer) => withToken(answer, random)),
    () => then(followingRepeated(sample, random), crlf),
  ]);
  return both?.();
}

function then(answer: string | undefined, make: (answer: string) => string | undefined): string | undefined {
  return answer === undefined ? undefined : make(answer);
}
