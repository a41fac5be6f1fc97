// What the user changed lately: hunks from didChange, and the texts that were deleted.
import type { Snippet } from '../../model/fim.ts';
import { splitLines } from '../../text/lines.ts';
import type { ContextDocument } from './documents.ts';

interface Hunk {
  readonly uri: string;
  /** Lines of the current text, zero-based; `last` is included. */
  first: number;
  last: number;
  /** Clock time of its last change in ms. */
  at: number;
  removed: string;
}

/** One change as the history wants to know it. */
export interface EditFact {
  readonly uri: string;
  /** Zero-based line where the change begins. */
  readonly line: number;
  readonly inserted: string;
  readonly removed: string;
  /** Clock time in ms. */
  readonly at: number;
}

const mostHunks = 50;
/** Changes this near to each other in lines and time are one hunk. */
const nearLines = 6;
const nearMs = 10_000;
/** Older hunks tell nothing about what is written now. */
const forgottenMs = 600_000;
/** A deleted text must be this long to be a decision rather than a typo. */
const leastDeleted = 12;
const linesAround = 2;
const longestHunk = 24;

export class RecentEdits {
  #hunks: Hunk[] = [];

  changed(edit: EditFact): void {
    const added = countBreaks(edit.inserted);
    const lost = countBreaks(edit.removed);
    for (const hunk of this.#hunks) if (hunk.uri === edit.uri) shift(hunk, edit.line, lost, added);
    const near = this.#hunks.find((hunk) => isNear(hunk, edit));
    if (near === undefined) {
      const { uri, line, at, removed } = edit;
      this.#hunks = [...this.#hunks.slice(-mostHunks + 1), { uri, first: line, last: line + added, at, removed }];
      return;
    }
    near.first = Math.min(near.first, edit.line);
    near.last = Math.max(near.last, edit.line + added);
    near.at = edit.at;
    near.removed = (edit.removed.length >= leastDeleted ? edit.removed : near.removed).slice(0, 4000);
    this.#hunks = [...this.#hunks.filter((hunk) => hunk !== near), near];
  }

  closed(uri: string): void {
    this.#hunks = this.#hunks.filter((hunk) => hunk.uri !== uri);
  }

  /** The changed places as they stand now, newest with the highest score. */
  snippets(documents: readonly ContextDocument[], now: number): readonly Snippet[] {
    const found: Snippet[] = [];
    for (const [index, hunk] of this.#hunks.entries()) {
      const document = documents.find(({ uri }) => uri === hunk.uri);
      if (document === undefined || now - hunk.at > forgottenMs) continue;
      const lines = splitLines(document.text);
      const first = Math.max(0, hunk.first - linesAround);
      const last = Math.min(lines.length, hunk.last + linesAround + 1, first + longestHunk);
      const text = lines.slice(first, last).join('\n');
      if (text.trim().length > 20) found.push({ path: document.path, text, source: 'edit', score: index + 1 });
    }
    return found;
  }

  /** Texts deleted from a document lately: an answer that brings one back is not wanted. */
  deleted(uri: string, now: number): readonly string[] {
    return this.#hunks
      .filter((hunk) => hunk.uri === uri && now - hunk.at < forgottenMs && hunk.removed.trim().length >= leastDeleted)
      .map(({ removed }) => removed);
  }
}

function isNear(hunk: Hunk, edit: EditFact): boolean {
  if (hunk.uri !== edit.uri || edit.at - hunk.at > nearMs) return false;
  return edit.line >= hunk.first - nearLines && edit.line <= hunk.last + nearLines;
}

/** Lines below a change move with it. */
function shift(hunk: Hunk, line: number, lost: number, added: number): void {
  if (hunk.first > line) hunk.first = Math.max(line, hunk.first + added - lost);
  if (hunk.last > line) hunk.last = Math.max(hunk.first, hunk.last + added - lost);
}

function countBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
