// A completion in the two forms the protocol has for it. Pure.
import {
  type CompletionItem,
  CompletionItemKind,
  type InlineCompletionItem,
  InsertTextFormat,
  MarkupKind,
} from 'vscode-languageserver/node';
import type { Completion } from '../fim/request.ts';
import { indentOf } from '../text/indent.ts';
import { linePrefix, splitLines } from '../text/lines.ts';
import type { Position } from '../text/position.ts';
import { commands } from './capabilities.ts';
import type { ClientProfile } from './clientProfile.ts';

/** Where the completion goes. */
export interface Target {
  readonly text: string;
  readonly offset: number;
  readonly position: Position;
  readonly languageId: string;
}

/** What of a client's profile shapes an item. */
export type ShapeProfile = Pick<ClientProfile, 'multiline' | 'rangePastCursor'>;

/** Longest label: Helix and Eglot fill the screen's width with a longer one. */
const longestLabel = 60;

/** Ghost text: inserted at the cursor, and what it covers on the cursor's line is replaced. */
export function toInlineItem(completion: Completion, target: Target): InlineCompletionItem {
  const { line, character } = target.position;
  return {
    insertText: completion.text,
    range: { start: { line, character }, end: { line, character: character + completion.replace } },
    command: didAccept(completion),
  };
}

/**
 * A menu item in the one shape that works in Neovim, Helix and Eglot: it replaces the word before the cursor, filters by that
 * word and its continuation, and has a label of one line. What it covers behind the cursor is deleted by `additionalTextEdits`
 * where the client ignores a range that reaches past the cursor.
 */
export function toMenuItem(completion: Completion, target: Target, profile: ShapeProfile): CompletionItem {
  const word = wordBefore(target.text, target.offset);
  const { line, character } = target.position;
  const text = word + completion.text;
  const snippet = profile.multiline === 'snippet' && /[\r\n]/.test(completion.text);
  const past = profile.rangePastCursor ? completion.replace : 0;
  const covered = completion.replace - past;
  const range = { start: { line, character: character - word.length }, end: { line, character: character + past } };
  const indent = indentOf(linePrefix(target.text, target.offset));
  return {
    label: labelOf(text),
    kind: CompletionItemKind.Text,
    detail: completion.model,
    documentation: { kind: MarkupKind.Markdown, value: fenced(text, target.languageId) },
    filterText: text.split(/[\r\n]/, 1)[0] ?? '',
    sortText: '0',
    insertTextFormat: snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range, newText: snippet ? toSnippet(text, indent) : text },
    ...(covered > 0
      ? {
          additionalTextEdits: [
            { range: { start: { line, character }, end: { line, character: character + covered } }, newText: '' },
          ],
        }
      : {}),
    command: didAccept(completion),
  };
}

/** The word (identifier characters) that ends at the cursor. */
export function wordBefore(text: string, offset: number): string {
  return /[\p{L}\p{N}_]*$/u.exec(linePrefix(text, offset))?.[0] ?? '';
}

function didAccept(completion: Completion): { title: string; command: string; arguments: string[] } {
  return { title: 'Accepted', command: commands.didAccept, arguments: [completion.id] };
}

function labelOf(text: string): string {
  const lines = splitLines(text);
  const first = lines.findIndex((candidate) => candidate.trim() !== '');
  const line = (lines[first] ?? '').trim();
  const more = lines.slice(first + 1);
  if (line.length > longestLabel) return `${line.slice(0, longestLabel - 1)}…`;
  return more.length > 0 ? `${line} …` : line;
}

/** Neovim adds the cursor line's indentation to the following lines of a snippet, so they are sent relative to it. */
function toSnippet(text: string, indent: string): string {
  const escaped = text.replace(/[\\$}]/g, (character) => `\\${character}`);
  return splitLines(escaped)
    .map((line, index) => (index > 0 && line.startsWith(indent) ? line.slice(indent.length) : line))
    .join('\n');
}

/** A code block whose fence is longer than any fence inside it. */
function fenced(text: string, languageId: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${languageId}\n${text}\n${fence}`;
}
