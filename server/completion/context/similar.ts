// Windows of other texts that look like the place of the cursor: Jaccard similarity of their identifiers.
import type { Snippet } from '../../model/fim.ts';
import { splitLines } from '../../text/lines.ts';
import type { ContextDocument, ContextPlace } from './documents.ts';

/** Lines of one window, and how far the next one begins behind it (Copilot uses windows of 60 lines, Cody 50; ours are smaller because the budget is). */
const windowLines = 12;
const stepLines = 6;
/** Texts longer than this are looked at only at their beginning. */
const longestText = 100_000;
/** A window less similar than this is noise. */
const leastSimilarity = 0.1;
const mostPerText = 2;

interface Window {
  readonly words: ReadonlySet<string>;
  readonly text: string;
}

/** Windows by text; a text that is not asked for again leaves with its document. */
export class SimilarCode {
  readonly #windows = new Map<string, { readonly text: string; readonly windows: readonly Window[] }>();

  /** The most similar windows of these texts, the cursor's own document excluded. */
  snippets(place: ContextPlace, documents: readonly ContextDocument[]): readonly Snippet[] {
    const here = wordsOf(nearCursor(place));
    const found: Snippet[] = [];
    for (const document of documents) {
      if (document.uri === place.uri) continue;
      const ranked = this.#windowsOf(document)
        .map((window) => ({ window, score: jaccard(here, window.words) }))
        .filter(({ score }) => score >= leastSimilarity)
        .sort((a, b) => b.score - a.score);
      for (const { window, score } of ranked.slice(0, mostPerText)) {
        const source = document.relation === 'sibling' ? 'sibling' : 'similar';
        found.push({ path: document.path, text: window.text, source, score });
      }
    }
    return found;
  }

  forget(uri: string): void {
    this.#windows.delete(uri);
  }

  #windowsOf(document: ContextDocument): readonly Window[] {
    const known = this.#windows.get(document.uri);
    if (known !== undefined && known.text === document.text) return known.windows;
    const windows = cut(document.text.slice(0, longestText));
    this.#windows.set(document.uri, { text: document.text, windows });
    if (this.#windows.size > 60) this.#windows.delete(this.#windows.keys().next().value ?? '');
    return windows;
  }
}

/** What the cursor's surroundings are about: the last lines before it and the next ones behind it. */
function nearCursor({ prefix, suffix }: ContextPlace): string {
  return (
    splitLines(prefix.slice(-4000)).slice(-15).join('\n') + splitLines(suffix.slice(0, 1500)).slice(0, 5).join('\n')
  );
}

function cut(text: string): readonly Window[] {
  const lines = splitLines(text);
  const windows: Window[] = [];
  for (let first = 0; first < lines.length; first += stepLines) {
    const part = lines
      .slice(first, first + windowLines)
      .join('\n')
      .trimEnd();
    if (part.trim() !== '') windows.push({ words: wordsOf(part), text: part });
    if (first + windowLines >= lines.length) break;
  }
  return windows;
}

/** Identifiers of three letters and more; shorter ones and keywords of all languages say little, but they say it everywhere. */
function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/[A-Za-z_$][\w$]{2,}/g) ?? []);
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const word of small) if (large.has(word)) common++;
  const all = a.size + b.size - common;
  return all === 0 ? 0 : common / all;
}
