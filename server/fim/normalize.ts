// Takes from a model's raw text what is no answer: special tokens, fences and prose around it, context headers, CR.

import { lex } from './lexer.ts';
import { insideText } from './nesting.ts';
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

/** Marks of all model families, at which a model's own text ends. Facts: docs of each family's FIM template. */
const tokens =
  /<[|｜][^<>|｜\n]{1,40}[|｜]>|<\/?(?:fim[_-](?:prefix|suffix|middle|pad)|file_sep|repo_name|jupyter_\w+|empty_output|commit_\w+|(?:start|end)_of_turn|eos|bos|pad|unk|COMPLETION|EOD)>| ?<(?:EOT|PRE|SUF|MID)>|<\[(?:fim-(?:prefix|suffix|middle)|[A-Za-z_▁]+(?:of|TOKEN|SEP|PAD)[^\]\n]{0,20})\]>|\[\/?(?:PREFIX|SUFFIX|MIDDLE|INST|AVAILABLE_TOOLS|TOOL_CALLS)\]|\{\{FILL_HERE\}\}/;
const sentenceEnd = /<\/?s>/;
/** A path: no blanks, with a folder or an ending. */
const path = String.raw`(?:[\w.@~-]+[/\\])*[\w.@~-]+\.\w{1,8}|(?:[\w.@~-]+[/\\])+[\w.@~-]+`;
/** Headings of related files: ours (`+++++ path`), and those of other prompts, comments that name a path. */
const heading = String.raw`[ \t]*(?:\+{5} \S[^\n]*|(?:\/\/|#|--|;+|%|<!--|\/\*) ?(?:[Ff]ile)?(?:[Pp]ath|[Nn]ame|[Ff]ile)(?: name)?: ?(?:${path})(?: ?(?:-->|\*\/))?|#(?:[\w.@-]+\/)+[\w.@-]+\.\w{1,8})[ \t]*`;
const fence = /^\s*(?:```|~~~(?!~))/;
const partialToken = /(?:<[|｜[/]?[\w|｜▁-]{0,40}|\[\/?[A-Z_]{0,15}|\{\{?[A-Z_]{0,10}|\r)$/;

/** Cleans a raw text; a longer raw text only ever lengthens complete lines of the result while it is decided. */
export function clean(site: Site, raw: string, done: boolean): Cleaned {
  const lf = raw.includes('\r') ? raw.replace(/\r+\n?/g, '\n') : raw;
  const held = done ? lf : lf.replace(partialToken, '');
  const thought = withoutThinking(held, done);
  if (thought === undefined) return { text: '', ended: false, undecided: true };
  const tokenless = cutTokens(site, thought, done);
  const headless = cutHeader(site, tokenless.text, done || tokenless.ended);
  const finished = done || tokenless.ended || headless.ended;
  const inner = unfence(site, headless.text, finished);
  return { ...inner, ended: finished || inner.ended };
}

function withoutThinking(text: string, done: boolean): string | undefined {
  const start = /^\s*<think>/.exec(text);
  if (start === null) return text;
  const end = text.indexOf('</think>');
  if (end < 0) return done ? '' : undefined;
  return text.slice(end + '</think>'.length).replace(/^\n+/, '');
}

/**
 * Cuts at the first special token in code; those at the very beginning are skipped. In a document that is about tokens
 * those in strings and comments stay.
 */
function cutTokens(site: Site, text: string, done: boolean): { text: string; ended: boolean } {
  const topic = tokens.test(site.prefix) || site.following.some((line) => tokens.test(line.text));
  if (topic && (insideText(site.before) || isRunningText(site.language))) return { text, ended: false };
  let rest = text;
  for (let found = tokens.exec(rest); found?.index === 0; found = tokens.exec(rest)) {
    const named = /file|repo/.test(found[0]) ? new RegExp(`^(?:${path})\\n`).exec(rest.slice(found[0].length)) : null;
    rest = rest.slice(found[0].length + (named?.[0].length ?? 0));
  }
  for (let from = 0; ; ) {
    const found = firstToken(site, rest, from);
    if (found === undefined) return { text: rest, ended: false };
    // In a string that the model began and ends it is meant: code that handles tokens.
    const cut = { text: rest.slice(0, found.index), ended: true };
    const token = rest.slice(found.index, found.index + found.length);
    const meant = isIndex(site, cut.text, token) || (topic && isTopic(site, cut.text, token));
    if (!meant && !inOwnString(site, cut.text)) return cut;
    const after = rest.slice(found.index + found.length).split('\n', 1)[0] ?? '';
    const whole = done || rest.indexOf('\n', found.index) >= 0;
    if (!meant && !/["'`]/.test(after)) return { ...cut, ended: whole };
    from = found.index + found.length;
  }
}

/** In text, or a name in brackets that stands so elsewhere. */
function isTopic(site: Site, text: string, token: string): boolean {
  if (insideText(lex(site.language, text, site.before).nesting)) return true;
  return (
    token.startsWith('[') && (site.prefix.includes(token) || site.following.some((line) => line.text.includes(token)))
  );
}

/** `names[PREFIX]` in a document that knows a `PREFIX`. */
function isIndex(site: Site, text: string, token: string): boolean {
  const name = /^\[([A-Z]+)\]$/.exec(token)?.[1];
  return name !== undefined && /[\w)\]]$/.test(text) && new RegExp(`(?<!\\[)\\b${name}\\b`).test(site.prefix);
}

function inOwnString(site: Site, text: string): boolean {
  const { stack } = lex(site.language, text, site.before).nesting;
  return stack.length > site.before.stack.length && stack.at(-1)?.mark?.kind === 'string';
}

function firstToken(site: Site, text: string, from: number): { index: number; length: number } | undefined {
  const rest = text.slice(from);
  const hits = [tokens.exec(rest), site.language.tags === 'none' ? sentenceEnd.exec(rest) : null];
  const first = hits.filter((hit) => hit !== null).sort((a, b) => a.index - b.index)[0];
  return first === undefined ? undefined : { index: from + first.index, length: first[0].length };
}

/** Cuts at the heading of a related file; one at the very beginning is skipped. A document with such headings keeps them. */
function cutHeader(site: Site, text: string, finished: boolean): { text: string; ended: boolean } {
  const around = [...site.prefix.split('\n').slice(-200), ...site.following.map((line) => line.text)];
  const whole = new RegExp(`^${heading}$`);
  if (!/\+{5} |[:/]/.test(text) || site.language.id === 'diff' || around.some((line) => whole.test(line)))
    return { text, ended: false };
  const leads = site.blankPrefix && new RegExp(`^${heading}(?:\\n|$)`).test(text);
  const first = leads ? text.indexOf('\n') : -1;
  if (leads && first < 0) return { text: '', ended: false };
  const body = first < 0 ? text : text.slice(first + 1);
  const found = new RegExp(`\\n${heading}(?=\\n|$)`).exec(body);
  if (found === null) return { text: body, ended: false };
  // A line that is not complete may go on and be none.
  return { text: body.slice(0, found.index), ended: finished || found.index + found[0].length < body.length };
}

/** How a model begins to talk instead of answering. */
const openings = [
  ...["here's", 'here is', 'here are', 'sure', 'certainly', 'of course', 'okay', 'below is', 'to complete'],
  ...['the following', 'the complete', 'the completed', 'the missing', 'the code', 'the answer'],
  ...["i'll", 'i will', 'i have', "i've", 'this code', 'this is', 'this will', 'this completes'],
];
const opening = new RegExp(`^(?:${openings.join('|')})\\b`, 'i');
const sentence = /^[A-Z][\w'’`",/() -]*(?:[ ][\w'’`",/()-]+){3,}[:.!]$/;

/** Takes the code out of a Markdown fence, and prose away that stands before it. */
function unfence(site: Site, text: string, finished: boolean): Cleaned {
  const plain = { text, ended: false, undecided: false };
  if (site.language.block === 'markdown') return plain;
  const lines = text.split('\n');
  const complete = finished ? lines.length : lines.length - 1;
  const start = lines.findIndex((line) => line.trim() !== '');
  if (start < 0) return plain;
  const first = lines[start] ?? '';
  if (fence.test(first)) return fenced(lines, start, complete);
  const prose = start < complete ? isProse(site, first) : !finished && mayOpen(first.trim());
  if (prose) return afterProse(site, lines, start, complete);
  if (insideText(site.before)) return plain;
  const close = lines.findIndex((line, at) => at > start && fence.test(line));
  return close < 0 ? plain : { text: lines.slice(0, close).join('\n'), ended: true, undecided: false };
}

/** An incomplete line that is, or may become, the beginning of prose. */
function mayOpen(text: string): boolean {
  return opening.test(text) || openings.some((one) => one.startsWith(text.toLowerCase()));
}

function isProse(site: Site, line: string): boolean {
  const text = line.trim();
  if (opening.test(text) && /[:.!]$/.test(text)) return true;
  const { block, id } = site.language;
  return block === 'tags' || block === 'none' || id === 'yaml' || insideText(site.before) ? false : sentence.test(text);
}

/** What follows prose decides what it was: before a fence it goes, before code only when it announces the code. */
function afterProse(site: Site, lines: readonly string[], start: number, complete: number): Cleaned {
  const next = lines.findIndex((line, at) => at > start && line.trim() !== '' && !isProse(site, line));
  if (next < 0 || next >= complete) {
    if (complete < lines.length) return { text: '', ended: false, undecided: true };
    return { text: lines.join('\n'), ended: false, undecided: false };
  }
  if (fence.test(lines[next] ?? '')) return fenced(lines, next, complete);
  const announced =
    opening.test(lines[start]?.trim() ?? '') && /:$/.test(lines[next - 1]?.trim() || (lines[start]?.trim() ?? ''));
  const code = announced && !insideText(site.before) && site.language.block !== 'none';
  return { text: (code ? lines.slice(next) : lines).join('\n'), ended: false, undecided: false };
}

function fenced(lines: readonly string[], open: number, complete: number): Cleaned {
  if (open >= complete) return { text: '', ended: false, undecided: true };
  const close = lines.findIndex((line, at) => at > open && fence.test(line));
  const body = lines.slice(open + 1, close < 0 ? undefined : close).join('\n');
  return { text: body, ended: close >= 0, undecided: false };
}
