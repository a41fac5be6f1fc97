// Answers with something around them: fences, prose, thinking, special tokens, other line endings.
import { commentMark, type Fault, isCode, plainRest } from './fault.ts';
import type { Sample } from './places.ts';
import type { Random } from './random.ts';

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
/** Those behind which an answer stands. */
const leading = [
  '<|fim_middle|>',
  '<fim_middle>',
  '<fim-middle>',
  '<｜fim▁end｜>',
  '<｜fim▁hole｜>',
  ' <MID>',
  '<MID>',
  '[MIDDLE]',
  '[PREFIX]',
  '<[fim-middle]>',
  '<|assistant|>',
  '<COMPLETION>',
  '<s>',
];
const announcements = [
  'Here is the completed code:',
  'Sure! Here is the code that fits at the cursor:',
  'The missing part is the following:',
];
const thoughts = [
  '<think>\nThe user wants the next line.\nif (x) I should close the bracket.\n</think>\n\n',
  '<think>\n\n</think>\n\n',
  '<think>Short.</think>',
  '<thinking>\nThe cursor stands in a function.\n</thinking>\n\n',
  '[THINK]The cursor stands in a function.[/THINK]',
];

export function fenced(sample: Sample, _random: Random, answer: string): string | undefined {
  return fencible(sample) ? `\`\`\`${sample.file.languageId}\n${answer}\n\`\`\`` : undefined;
}

function fencedWithProse(sample: Sample, random: Random, answer: string): string | undefined {
  if (!fencible(sample)) return undefined;
  return `${random.pick(announcements)}\n\n\`\`\`${sample.file.languageId}\n${answer}\n\`\`\`\n\nThis completes the code in the style of the file.`;
}

/** Ambiguous in Markdown, in texts that hold fences themselves, and where the answer ends within a line. */
function fencible(sample: Sample): boolean {
  const around = sample.prefix.slice(-4000) + sample.canonical + sample.suffix.slice(0, 2000);
  return sample.file.languageId !== 'markdown' && !around.includes('```') && !/^\s*$/.test(sample.canonical);
}

/** Ambiguous in running text, comments and strings. */
export function announced(sample: Sample, random: Random, answer: string): string | undefined {
  if (!isCode(sample)) return undefined;
  const announcement = random.pick([
    ...announcements,
    "Here's the completion:",
    'Certainly! Below is the missing code:',
  ]);
  return `${announcement}\n${random.below(2) === 0 || answer.startsWith('\n') ? '\n' : ''}${answer}`;
}

export function crlf(_sample: Sample, _random: Random, answer: string): string {
  return answer.replaceAll('\n', '\r\n') + (answer.includes('\n') ? '' : '\r\n');
}

export function mixedLineEndings(_sample: Sample, random: Random, answer: string): string | undefined {
  return answer.includes('\n') ? answer.replace(/\n/g, () => (random.below(2) === 0 ? '\r\n' : '\n')) : undefined;
}

export function tokenAppended(_sample: Sample, random: Random, answer: string): string {
  return `${answer}${random.pick(tokens)}${random.pick(['', '\n', 'import os'])}`;
}

export function tokenInFront(sample: Sample, random: Random, answer: string): string | undefined {
  const found = random.pick(leading) ?? '';
  return found === '<s>' && sample.file.languageId === 'html' ? undefined : found + answer;
}

export function thinking(_sample: Sample, random: Random, answer: string): string {
  const thought = random.pick(thoughts) ?? '';
  // Behind a single line break it would be unclear whether that is part of the answer.
  return answer.startsWith('\n') && !thought.endsWith('\n') ? `${thought}\n\n${answer}` : thought + answer;
}

/** Ambiguous where the cursor's line goes on, and behind text, where it may be a remark. */
function headerInFront(sample: Sample, random: Random, answer: string): string | undefined {
  if (!plainRest(sample) || !isCode(sample) || sample.canonical.startsWith('\n')) return undefined;
  const mark = commentMark(sample);
  const heading = [
    '+++++ src/this/file.ts',
    '+++++ src/this/file.ts ',
    `${mark} Path: src/this/file.ts`,
    '<|file_sep|>src/this/file.ts',
  ];
  return `${random.pick(heading)}\n${answer}`;
}

export const wrapped: readonly Fault[] = [
  { name: 'fenced', make: fenced },
  { name: 'fenced with prose', make: fencedWithProse },
  { name: 'announced without fence', make: announced },
  { name: 'CRLF', make: crlf },
  { name: 'mixed line endings', make: mixedLineEndings },
  { name: 'special token appended', make: tokenAppended },
  { name: 'special token in front', make: tokenInFront },
  { name: 'thinking', make: thinking },
  { name: 'header in front', make: headerInFront },
];
