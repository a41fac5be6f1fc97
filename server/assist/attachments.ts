// What the mentions of a message attach to it: files, the selection, what the editor reports.
import { attachment } from '../chat/prompts.ts';
import { type Mention, parseMentions } from '../chat/transcript.ts';
import type { ChatMessage } from '../model/chat.ts';
import { pathOfUri } from '../text/document.ts';
import { splitLines } from '../text/lines.ts';
import { offsetAt, type Range } from '../text/position.ts';
import type { AssistHost } from './host.ts';
import { findPlace, shownPath, uriOfPath } from './place.ts';
import { diagnosticLine } from './toolRunner.ts';

/** In bytes; a larger file is better read in parts, with line numbers in the mention or by tool. */
const largestFile = 200_000;

/** Where `@selection` leads: what was selected when the chat was sent from another document. */
export interface ChatSelection {
  readonly uri: string;
  readonly range: Range;
}

export interface Attached {
  readonly messages: readonly ChatMessage[];
  /** Mentions that could not be attached, one sentence each, for the user. */
  readonly missing: readonly string[];
}

type Resolved =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing'; readonly reason: string | undefined };

/** The messages with what they mention below the user's words. A thing mentioned often is attached where it was mentioned last. */
export async function attachMentions(
  host: AssistHost,
  messages: readonly ChatMessage[],
  selection: ChatSelection | undefined,
): Promise<Attached> {
  const seen = new Set<string>();
  const missing: string[] = [];
  const result: ChatMessage[] = [];
  for (const message of [...messages].reverse()) {
    const parts = [message.content];
    for (const mention of message.role === 'user' ? parseMentions(message.content) : []) {
      const key = JSON.stringify(mention);
      if (seen.has(key)) continue;
      seen.add(key);
      const resolved = await resolve(host, mention, selection);
      if (resolved.kind === 'text') parts.push(resolved.text);
      else if (resolved.reason !== undefined) missing.push(resolved.reason);
    }
    result.unshift({ ...message, content: parts.join('\n\n') });
  }
  return { messages: result, missing };
}

async function resolve(host: AssistHost, mention: Mention, selection: ChatSelection | undefined): Promise<Resolved> {
  switch (mention.kind) {
    case 'selection':
      return selectionText(host, selection);
    case 'diagnostics': {
      const lines = host
        .diagnostics(undefined)
        .filter((one) => !host.excludes(pathOfUri(one.uri)))
        .map((one) => diagnosticLine(host, one));
      return { kind: 'text', text: attachment('What the editor reports', lines.join('\n') || 'No problems.', 'text') };
    }
    case 'file':
      return fileText(host, mention);
  }
}

function selectionText(host: AssistHost, selection: ChatSelection | undefined): Resolved {
  const document = selection === undefined ? undefined : host.document(selection.uri);
  if (selection === undefined || document === undefined)
    return { kind: 'missing', reason: '@selection: nothing was selected.' };
  const path = pathOfUri(document.uri);
  if (host.excludes(path)) return { kind: 'missing', reason: '@selection: that file is excluded by your settings.' };
  const text = document.text.slice(
    offsetAt(document.text, selection.range.start),
    offsetAt(document.text, selection.range.end),
  );
  return { kind: 'text', text: attachment(`Selected in ${shownPath(host, path)}`, text, document.languageId) };
}

async function fileText(host: AssistHost, mention: Extract<Mention, { kind: 'file' }>): Promise<Resolved> {
  const place = await findPlace(host, mention.path);
  if (place.kind === 'refused')
    return { kind: 'missing', reason: looksLikePath(mention.path) ? `@${mention.path}: ${place.reason}` : undefined };
  const names = place.kind === 'file' ? [place.path, place.real] : [place.path];
  const open = host.documents().find((one) => names.includes(pathOfUri(one.uri)));
  // `@override` in prose is a word, not a file.
  if (open === undefined && place.kind === 'free')
    return {
      kind: 'missing',
      reason: looksLikePath(mention.path) ? `@${mention.path}: there is no such file.` : undefined,
    };
  const read = open !== undefined || place.kind === 'free' ? undefined : await host.read(place.real, largestFile);
  const text = open?.text ?? (read?.kind === 'text' ? read.text : undefined);
  if (text === undefined)
    return { kind: 'missing', reason: `@${mention.path}: this is a folder, too large, or no text.` };
  const { lines } = mention;
  const shown =
    lines === undefined
      ? text
      : splitLines(text)
          .slice(lines.from - 1, lines.to)
          .join('\n');
  const title = lines === undefined ? place.shown : `${place.shown}, lines ${lines.from} to ${lines.to}`;
  return { kind: 'text', text: attachment(title, shown, open?.languageId ?? languageByName(uriOfPath(place.path))) };
}

function looksLikePath(path: string): boolean {
  return /[./\\]/.test(path);
}

/** A word for the fence; an extension does as well as a language identifier. */
function languageByName(uri: string): string {
  return /\.(\w{1,10})$/.exec(uri)?.[1] ?? '';
}
