/**
 * A conversation as a Markdown document, and back.
 *
 * A heading line `## You` or `## Assistant` begins a turn, wherever it stands, in a code block too: so one line alone decides, and a
 * code block that an answer left open cannot swallow the rest. Inside a turn such a line is written `\## You`, which Markdown shows
 * as `## You`. Notes of ours (`<!-- codestral: … -->`) stand right below a heading and belong to no message.
 */
import type { ChatMessage } from '../model/chat.ts';
import type { DocumentSnapshot } from '../text/document.ts';
import { splitLines } from '../text/lines.ts';
import { parseFrontMatter, renderFrontMatter } from './frontMatter.ts';

export interface Turn {
  readonly role: 'user' | 'assistant';
  /** What we tell the reader about this turn: what was left out, why an answer ends. One line each; never sent to a model. */
  readonly notes: readonly string[];
  /** Exactly as it stands in the document, its line endings included. */
  readonly text: string;
}

export interface Transcript {
  /** `provider/model` to use for this conversation. */
  readonly model: string | undefined;
  /** System prompt that replaces ours. */
  readonly system: string | undefined;
  readonly ending: '\n' | '\r\n';
  readonly turns: readonly Turn[];
}

/** Lines count from 1 and both ends belong to the range, as people write them. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

export type Mention =
  | { readonly kind: 'file'; readonly path: string; readonly lines: LineRange | undefined }
  | { readonly kind: 'selection' }
  | { readonly kind: 'diagnostics' };

const headings = { user: '## You', assistant: '## Assistant' } as const;
const headingLine = /(?<=^|[\r\n])## (You|Assistant)[ \t]*(?=$|[\r\n])/gi;
const headingToEscape = /(?<=^|[\r\n])\\*## (?:You|Assistant)[ \t]*(?=$|[\r\n])/gi;
const escapedHeading = /(?<=^|[\r\n])\\(\\*## (?:You|Assistant)[ \t]*(?=$|[\r\n]))/gi;

/** Either quoted, or up to the next blank or punctuation that no sensible path holds. */
const mention = /(?<=^|[\s([{,;])@(?:"([^"\r\n]+)"|([^\s@"'`<>|,;()[\]{}]+))(?::(\d+)(?:-(\d+))?)?/g;

/** True for a Markdown document with a heading of the user's. An editor without a mode for Markdown calls it plain text. */
export function isTranscript({
  uri,
  languageId,
  text,
}: Pick<DocumentSnapshot, 'uri' | 'languageId' | 'text'>): boolean {
  return (languageId === 'markdown' || uri.endsWith('.md')) && /^## You[ \t]*$/im.test(text);
}

/** Reads a transcript. A document without any heading is one turn of the user's; text above the first heading is nobody's. */
export function parseTranscript(text: string): Transcript {
  const ending = /[\r\n]/.exec(text)?.[0] === '\r' ? '\r\n' : '\n';
  const { fields, end } = parseFrontMatter(text);
  const body = text.slice(end);
  const found = [...body.matchAll(headingLine)];
  const turns = found.map((heading, index): Turn => {
    const from = heading.index + heading[0].length + ending.length;
    const next = found[index + 1];
    const role = heading[1]?.toLowerCase() === 'you' ? 'user' : 'assistant';
    return { role, ...readTurn(body.slice(from, next?.index), ending, next === undefined) };
  });
  if (turns.length === 0 && body.trim() !== '') turns.push({ role: 'user', notes: [], text: body });
  return { model: fields.model, system: fields.system, ending, turns };
}

/** Writes a transcript; `parseTranscript` gives it back unchanged. */
export function renderTranscript(transcript: Transcript): string {
  const { ending, turns } = transcript;
  const front = renderFrontMatter({ model: transcript.model, system: transcript.system }, ending);
  return front + turns.map((turn) => renderTurn(turn, ending)).join(ending);
}

/** One turn, from its heading to the line break behind its text. Turns are parted by one more line break. */
export function renderTurn(turn: Turn, ending: '\n' | '\r\n'): string {
  const notes = turn.notes.map((note) => `<!-- codestral: ${oneLine(note)} -->${ending}`).join('');
  const head = `${headings[turn.role]}${ending}${notes}${ending}`;
  return turn.text === '' ? head : `${head}${escapeHeadings(turn.text)}${ending}`;
}

/** Text as it may stand inside a turn: a line that looks like a heading of ours gets a backslash. */
export function escapeHeadings(text: string): string {
  return text.replace(headingToEscape, (line) => `\\${line}`);
}

/** The conversation as a model wants it: LF, no blank lines around, no empty turns. */
export function toMessages(transcript: Transcript): readonly ChatMessage[] {
  return transcript.turns
    .map(
      ({ role, text }): ChatMessage => ({ role, content: splitLines(text).join('\n').trimEnd().replace(/^\n+/, '') }),
    )
    .filter((message) => message.content !== '');
}

/** What a message attaches by name (`@path`, `@path:10-20`, `@"a path with blanks"`, `@selection`, `@diagnostics`), in its order, each once. Code, in blocks or between backticks, mentions nothing: `@` means other things there. */
export function parseMentions(text: string): readonly Mention[] {
  const found = new Map<string, Mention>();
  for (const [, quoted, plain, from, to] of withoutCode(text).matchAll(mention)) {
    const one = quoted === undefined ? plainMention(plain ?? '') : fileMention(quoted, from, to);
    if (one !== undefined) found.set(JSON.stringify(one), one);
  }
  return [...found.values()];
}

function readTurn(
  body: string,
  ending: string,
  last: boolean,
): { readonly notes: readonly string[]; readonly text: string } {
  const notes: string[] = [];
  let rest = body;
  for (let end = rest.indexOf(ending); end >= 0; end = rest.indexOf(ending)) {
    const note = /^<!-- codestral: ([^\r\n]*) -->$/.exec(rest.slice(0, end))?.[1];
    if (note === undefined) break;
    notes.push(note);
    rest = rest.slice(end + ending.length);
  }
  if (rest.startsWith(ending)) rest = rest.slice(ending.length);
  rest = withoutEnd(rest, ending);
  if (!last) rest = withoutEnd(rest, ending);
  return { notes, text: rest.replace(escapedHeading, '$1') };
}

function withoutEnd(text: string, ending: string): string {
  return text.endsWith(ending) ? text.slice(0, -ending.length) : text;
}

function oneLine(note: string): string {
  return note.replace(/[\r\n]+/g, ' ').replaceAll('--', '—');
}

/** An unquoted mention holds its line numbers and the punctuation of the sentence around it. */
function plainMention(written: string): Mention | undefined {
  const word = written.replace(/[.:!?]+$/, '');
  if (word === '') return undefined;
  if (word === 'selection' || word === 'diagnostics') return { kind: word };
  const [, path, from, to] = /^(.+?):(\d+)(?:-(\d+))?$/.exec(word) ?? [];
  return path === undefined ? fileMention(word, undefined, undefined) : fileMention(path, from, to);
}

function fileMention(path: string, from: string | undefined, to: string | undefined): Mention {
  if (from === undefined) return { kind: 'file', path, lines: undefined };
  const first = Math.max(1, Number(from));
  return { kind: 'file', path, lines: { from: first, to: Math.max(first, Number(to ?? from)) } };
}

/** Blanks instead of code, so that what stands around it keeps its place. */
function withoutCode(text: string): string {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of splitLines(text)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined && mark !== undefined) fence = mark;
    else if (fence !== undefined && mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
    else if (fence === undefined) lines.push(line.replace(/(`+)[^`].*?\1/g, ' '));
  }
  return lines.join('\n');
}
