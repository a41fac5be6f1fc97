// Takes from a model's raw text what is no answer: special tokens, context headers, CR, and what prose.ts finds.

import { lex } from './lexer.ts';
import { insideText } from './nesting.ts';
import { type Cleaned, unfence, withoutThinking } from './prose.ts';
import type { Site } from './site.ts';
import { isRunningText } from './surroundings.ts';

/** Marks of all model families, at which a model's own text ends. Facts: docs of each family's FIM template. */
const tokens =
  /<[|｜][^<>|｜\n]{1,40}[|｜]>|<\/?(?:fim[_-](?:prefix|suffix|middle|pad)|file_sep|filename|repo_?name|gh_stars|jupyter_\w+|empty_output|commit_\w+|(?:start|end)_of_turn|eos|bos|pad|unk|COMPLETION|EOD)>| ?<(?:EOT|PRE|SUF|MID)>|<\[(?:fim-(?:prefix|suffix|middle)|[A-Za-z_▁]+(?:of|TOKEN|SEP|PAD)[^\]\n]{0,20})\]>|\[\/?(?:PREFIX|SUFFIX|MIDDLE|INST|AVAILABLE_TOOLS|TOOL_CALLS)\]|\{\{FILL_HERE\}\}/;
const sentenceEnd = /<\/?s>/;
/** A path: no blanks, with a folder or an ending. */
const path = String.raw`(?:[\w.@~-]+[/\\])*[\w.@~-]+\.\w{1,8}|(?:[\w.@~-]+[/\\])+[\w.@~-]+`;
/** Headings of related files: ours (`+++++ path`), and those of other prompts, comments that name a path. */
const heading = String.raw`[ \t]*(?:\+{5} \S[^\n]*|(?:\/\/|#|--|;+|%|<!--|\/\*) ?(?:[Ff]ile)?(?:[Pp]ath|[Nn]ame|[Ff]ile)(?: name)?: ?(?:${path})(?: ?(?:-->|\*\/))?|#(?:[\w.@-]+\/)+[\w.@-]+\.\w{1,8})[ \t]*`;
const partialToken = /(?:<[|｜[/]?[\w|｜▁-]{0,40}|\[\/?[A-Z_]{0,15}|\{\{?[A-Z_]{0,10}|\r)$/;

/** Cleans a raw text; a longer raw text only ever lengthens complete lines of the result while it is decided. */
export function clean(site: Site, raw: string, done: boolean): Cleaned {
  const lf = raw.includes('\r') ? raw.replace(/\r+\n?/g, '\n') : raw;
  const held = done ? lf : lf.replace(partialToken, '');
  const thought = withoutThinking(site, held, done);
  if (thought === undefined) return { text: '', ended: false, undecided: true };
  const tokenless = cutTokens(site, thought, done);
  const headless = cutHeader(site, tokenless.text, done || tokenless.ended);
  const finished = done || tokenless.ended || headless.ended;
  const inner = unfence(site, headless.text, finished);
  return { ...inner, ended: finished || inner.ended };
}

/**
 * Cuts at the first special token in code; those at the very beginning are skipped. In a document that is about tokens
 * those in strings and comments stay.
 */
function cutTokens(site: Site, text: string, done: boolean): { text: string; ended: boolean } {
  const topic = tokens.test(site.prefix) || site.following.some((line) => tokens.test(line.text));
  if (topic && (insideText(site.before) || isRunningText(site.language))) return { text, ended: false };
  let rest = withoutSentenceStart(site, text, done);
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

/** `<s>` at the very beginning is a token, unless it is an element that its line ends. */
function withoutSentenceStart(site: Site, text: string, done: boolean): string {
  if (site.language.tags === 'markup' || !text.startsWith('<s>')) return text;
  const line = text.split('\n', 1)[0] ?? '';
  if (site.language.tags === 'none') return text.slice(3);
  // Until the line is complete the element may still end.
  return line.includes('</s>') ? text : done || line !== text ? text.slice(3) : '';
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
  const leads = (site.blankPrefix || !insideText(site.before)) && new RegExp(`^${heading}(?:\\n|$)`).test(text);
  const first = leads ? text.indexOf('\n') : -1;
  if (leads && first < 0) return { text: '', ended: false };
  const body = first < 0 ? text : text.slice(first + 1);
  const found = new RegExp(`\\n${heading}(?=\\n|$)`).exec(body);
  if (found === null) return { text: body, ended: false };
  // A line that is not complete may go on and be none.
  return { text: body.slice(0, found.index), ended: finished || found.index + found[0].length < body.length };
}
