// Which related code goes with a prompt: ranked, without what the model sees anyway, trimmed to the budget, in a stable order.
import type { Snippet } from '../model/fim.ts';

/** A source's share of the budget; what one leaves goes to the next. Measured: with these each source adds to the others (test/eval/context.ts). */
const shares: Readonly<Record<Snippet['source'], number>> = {
  edit: 0.15,
  definition: 0.25,
  similar: 0.4,
  sibling: 0.4,
};

/** In the prompt the sources stand in this order: what changes most often last, so that the beginning can be cached. */
const order: readonly Snippet['source'][] = ['definition', 'sibling', 'similar', 'edit'];

/** How much better a newcomer must be than what was sent last time. */
const loyalty = 1.4;

export interface Choice {
  readonly candidates: readonly Snippet[];
  /** What the model sees anyway. */
  readonly window: { readonly prefix: string; readonly suffix: string };
  /** Path of the document itself: a place in it counts as seen when any of its lines is in the window. */
  readonly path: string;
  /** In characters. */
  readonly budget: number;
  /** What was chosen last time in this document. */
  readonly previous: readonly Snippet[];
}

/** The snippets to send, in the order to send them. */
export function chooseSnippets({ candidates, window, path, budget, previous }: Choice): readonly Snippet[] {
  const seen = linesOf(window.prefix + window.suffix);
  const sent = new Set(previous.map(keyOf));
  const chosen: Snippet[] = [];
  let left = budget;
  for (const source of ['edit', 'definition', 'similar', 'sibling'] as const) {
    let share = Math.min(left, budget * shares[source]);
    const ranked = candidates
      .filter((snippet) => snippet.source === source && snippet.text.trim() !== '')
      .map((snippet) => ({ snippet, rank: snippet.score * (sent.has(keyOf(snippet)) ? loyalty : 1) }))
      .sort((a, b) => b.rank - a.rank || compare(keyOf(a.snippet), keyOf(b.snippet)));
    for (const { snippet } of ranked) {
      const cost = snippet.text.length + snippet.path.length + 10;
      if (cost > share || isSeen(snippet.text, seen, snippet.path === path ? 0 : 0.5)) continue;
      chosen.push(snippet);
      for (const line of linesOf(snippet.text)) seen.add(line);
      share -= cost;
      left -= cost;
    }
  }
  return chosen.sort((a, b) => order.indexOf(a.source) - order.indexOf(b.source) || withinSource(a, b));
}

/** Edits newest last; everything else by its place, so that a changed ranking alone does not move text. */
function withinSource(a: Snippet, b: Snippet): number {
  if (a.source === 'edit') return a.score - b.score;
  return compare(keyOf(a), keyOf(b));
}

/** True when more than `share` of a snippet's lines are in the prompt already. */
function isSeen(text: string, seen: ReadonlySet<string>, share: number): boolean {
  const lines = [...linesOf(text)];
  if (lines.length === 0) return true;
  const known = lines.filter((line) => seen.has(line)).length;
  return known / lines.length > share;
}

function linesOf(text: string): Set<string> {
  const lines = new Set<string>();
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed.length > 3) lines.add(trimmed);
  }
  return lines;
}

function keyOf(snippet: Snippet): string {
  return `${snippet.path}\n${snippet.text}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
