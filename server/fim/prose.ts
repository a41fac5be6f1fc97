// What a model says besides its answer: thinking, fences, and sentences before and behind the code.
import { lex } from './lexer.ts';
import { insideText } from './nesting.ts';
import { repeatedStart } from './repetition.ts';
import type { Site } from './site.ts';
import { isRunningText } from './surroundings.ts';

/** What is left of a raw text. */
export interface Cleaned {
  /** In LF. */
  readonly text: string;
  /** Nothing more of the raw text will be answer: a token, a header or a closing fence ended it. */
  readonly ended: boolean;
  /** It is not yet decided what the beginning is (prose before a fence, thinking): show nothing. */
  readonly undecided: boolean;
}

const fence = /^\s*(?:```|~~~(?!~))/;
const thoughts: readonly (readonly [begin: string, end: string])[] = [
  ...['think', 'thinking', 'thought', 'reasoning'].map((name) => [`<${name}>`, `</${name}>`] as const),
  ['[THINK]', '[/THINK]'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
];

/** The text behind what a reasoning model thinks aloud first; undefined while that goes on. */
export function withoutThinking(site: Site, text: string, done: boolean): string | undefined {
  const body = text.trimStart();
  const opened = thoughts.find(([begin]) => body.startsWith(begin));
  if (opened === undefined) {
    const growing = !done && body !== '' && thoughts.some(([begin]) => begin.startsWith(body));
    return growing ? undefined : text;
  }
  const [, close] = opened;
  const end = body.indexOf(close);
  if (end < 0) return done ? '' : undefined;
  return behind(site, body.slice(end + close.length), done);
}

/**
 * The answer behind what a model said first, without the blank lines between the two. One line break stays where the answer
 * must begin on a new line: behind a complete line, when more than the usual blank line stands there or it is indented.
 */
function behind(site: Site, text: string, done: boolean): string | undefined {
  const gap = /^(?:[ \t]*\n)*/.exec(text)?.[0] ?? '';
  const body = text.slice(gap.length);
  if (body.trim() === '' && !done) return undefined;
  const breaks = gap.split('\n').length - 1;
  const own = site.linePrefix.trimEnd();
  if (breaks === 0 || site.blankPrefix) return body;
  if (breaks > 2) return `\n${body}`;
  const again = repeatedStart(site, body, done);
  if (again === undefined) return undefined;
  const complete = /[;{}]$/.test(own) && site.rest.trim() === '' && !insideText(site.before) && /^[^/#]/.test(body);
  const apart = again === 0 && /\S$/.test(site.linePrefix) && (complete || /^(?: {2,}|\t)/.test(body));
  return apart ? `\n${body}` : body;
}

/** How a model begins to talk instead of answering. */
const openings = [
  ...["here's", 'here is', 'here are', 'sure', 'certainly', 'of course', 'okay', 'below is', 'to complete'],
  ...['the following', 'the complete', 'the completed', 'the missing', 'the code', 'the answer', 'based on', 'let me'],
  ...[
    "i'll",
    'i will',
    'i have',
    "i've",
    'this code',
    'this is',
    'this will',
    'this completes',
    'you can',
    'absolutely',
  ],
];
const opening = new RegExp(`^(?:${openings.join('|')})\\b`, 'i');
const sentence =
  /^(?:(?:Explanation|Notes?|Summary|Usage|Output|Changes|Example): (?=[\w`]))?(?:[A-Z]|(?<=: )\w)[\w'’`",/()-]*(?:[ ][\w'’`",/();-]+){3,}[:.!]$/;
const partialSentence = /^[A-Z][\w'’`",/()-]* [\w'’`",/(); -]*$/;

/** Takes the code out of a Markdown fence, and prose away that stands before or behind it. */
export function unfence(site: Site, text: string, finished: boolean): Cleaned {
  const plain = { text, ended: false, undecided: false };
  if (site.language.block === 'markdown') return plain;
  const lines = text.split('\n');
  const complete = finished ? lines.length : lines.length - 1;
  const start = lines.findIndex((line) => line.trim() !== '');
  if (start < 0) return plain;
  const first = lines[start] ?? '';
  if (fence.test(first)) return fenced(lines, start, complete);
  const prose = start < complete ? isProse(site, first) : !finished && mayOpen(site, first.trim());
  if (prose) return afterProse(site, lines, start, complete);
  if (insideText(site.before)) return plain;
  const close = lines.findIndex((line, at) => at > start && fence.test(line));
  const code = withoutProse(site, close < 0 ? lines : lines.slice(0, close), close < 0 ? complete : close);
  if (code !== undefined) return { text: code, ended: true, undecided: false };
  return close < 0 ? plain : { text: lines.slice(0, close).join('\n'), ended: true, undecided: false };
}

/** An incomplete line that is, or may become, the beginning of prose. */
function mayOpen(site: Site, text: string): boolean {
  if (opening.test(text) || openings.some((one) => one.startsWith(text.toLowerCase()))) return true;
  return tellsProse(site) && partialSentence.test(text);
}

function isProse(site: Site, line: string): boolean {
  const text = line.trim();
  if (opening.test(text) && /[:.!]$/.test(text)) return true;
  return tellsProse(site) && sentence.test(text);
}

/** In code a sentence is none of it; text, elements and data hold sentences of their own. */
function tellsProse(site: Site): boolean {
  const { block, id } = site.language;
  const inElement = site.before.stack.at(-1)?.kind === 'element';
  return block !== 'tags' && id !== 'yaml' && !isRunningText(site.language) && !inElement && !insideText(site.before);
}

/** What follows prose decides what it was: before a fence it goes, before code only when it announces the code. */
function afterProse(site: Site, lines: readonly string[], start: number, complete: number): Cleaned {
  const next = lines.findIndex((line, at) => at > start && line.trim() !== '' && !isProse(site, line));
  if (next < 0 || next >= complete) {
    if (complete < lines.length) return { text: '', ended: false, undecided: true };
    return { text: lines.join('\n'), ended: false, undecided: false };
  }
  if (fence.test(lines[next] ?? '')) return fenced(lines, next, complete);
  const last = lines.findLastIndex((line, at) => at < next && line.trim() !== '');
  const announced =
    /:$/.test(lines[last]?.trim() ?? '') && (opening.test(lines[start]?.trim() ?? '') || tellsProse(site));
  if (!announced || insideText(site.before)) return { text: lines.join('\n'), ended: false, undecided: false };
  const text = behind(site, `\n${lines.slice(last + 1).join('\n')}`, complete === lines.length);
  return { text: text ?? '', ended: false, undecided: text === undefined };
}

function fenced(lines: readonly string[], open: number, complete: number): Cleaned {
  if (open >= complete) return { text: '', ended: false, undecided: true };
  const close = lines.findIndex((line, at) => at > open && fence.test(line));
  const body = lines.slice(open + 1, close < 0 ? undefined : close).join('\n');
  return { text: body, ended: close >= 0, undecided: false };
}

/** The lines before a blank line behind which the model talks about its answer; undefined when it does not. */
function withoutProse(site: Site, lines: readonly string[], complete: number): string | undefined {
  if (!tellsProse(site) || site.language.id === 'unknown') return undefined;
  for (const [at, line] of lines.entries()) {
    if (at === 0 || at >= complete || lines[at - 1]?.trim() !== '' || !/^\S/.test(line) || !isProse(site, line))
      continue;
    const before = lines.slice(0, at).join('\n').trimEnd();
    if (before !== '' && !insideText(lex(site.language, `${before}\n`, site.before).nesting)) return before;
  }
  return undefined;
}
