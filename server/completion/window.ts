// Which part of a document goes into a prompt, chosen so that the prompt's beginning stays byte-identical from key to key.
import type { Budget } from '../fim/budget.ts';
import { commonPrefixLength } from '../text/overlap.ts';

export interface Window {
  readonly prefix: string;
  readonly suffix: string;
}

interface Frozen {
  /** The suffix as it was sent. */
  readonly suffix: string;
  /** The first line of the prefix window, by its text: its offset moves with edits above. */
  readonly top: number;
}

/** Lines that must still be the same behind the cursor for the sent suffix to be kept. */
const decidingSuffix = 240;

/**
 * Codestral reads the suffix first, then the prefix, and Mistral bills a repeated beginning in blocks of 64 tokens at a tenth
 * (facts/mistral-api.md sections 1.3 and 9). So the suffix stays frozen while what stands right behind the cursor agrees with
 * it, and the top of the prefix moves in steps of half a window.
 */
export class Windows {
  readonly #frozen = new Map<string, Frozen>();

  /** The window for a cursor between `prefix` and `suffix`; all lengths of `budget` in characters. */
  cut(uri: string, prefix: string, suffix: string, budget: Budget): Window {
    const before = this.#frozen.get(uri);
    const room = Math.max(budget.prefix, budget.prefix + budget.suffix - suffix.length);
    const top = before !== undefined && keepsTop(before.top, prefix, room) ? before.top : chooseTop(prefix, room);
    const kept =
      before !== undefined && agrees(before.suffix, suffix) ? before.suffix : cutSuffix(suffix, budget.suffix);
    this.#frozen.delete(uri);
    this.#frozen.set(uri, { suffix: kept, top });
    if (this.#frozen.size > 50) this.#frozen.delete(this.#frozen.keys().next().value ?? '');
    return { prefix: prefix.slice(top), suffix: kept };
  }

  forget(uri: string): void {
    this.#frozen.delete(uri);
  }
}

function keepsTop(top: number, prefix: string, room: number): boolean {
  if (top > prefix.length) return false;
  const length = prefix.length - top;
  const startsLine = top === 0 || prefix[top - 1] === '\n';
  return startsLine && length <= room && (top === 0 || length >= room / 4);
}

/** The first line that leaves half the room free for what is typed next; the document's start when all fits. */
function chooseTop(prefix: string, room: number): number {
  if (prefix.length <= room) return 0;
  const wanted = prefix.length - Math.floor(room / 2);
  const newline = prefix.indexOf('\n', wanted);
  return newline < 0 || newline + 1 >= prefix.length ? wanted : newline + 1;
}

function agrees(frozen: string, suffix: string): boolean {
  if (frozen === suffix) return true;
  if (frozen.length === 0 || suffix.length === 0) return false;
  const deciding = Math.min(decidingSuffix, frozen.length, suffix.length);
  return commonPrefixLength(frozen, suffix) >= deciding && Math.abs(frozen.length - suffix.length) < 4 * frozen.length;
}

/** Cut at a line's end, so that the model never reads half a line. */
function cutSuffix(suffix: string, room: number): string {
  if (suffix.length <= room) return suffix;
  const newline = suffix.lastIndexOf('\n', room);
  return newline > room / 2 ? suffix.slice(0, newline + 1) : suffix.slice(0, room);
}
