// Chooses where an answer ends and how much of the rest of the cursor's line it replaces: balance first, then the smallest edit.
import { commonPrefixLength } from '../text/overlap.ts';
import { lex } from './lexer.ts';
import { insideText, type Nesting } from './nesting.ts';
import type { Site } from './site.ts';

/** One way to insert an answer. */
export interface Candidate {
  /** UTF-16 units of the answer that are inserted. */
  readonly cut: number;
  /** UTF-16 units of the rest of the line that are replaced. */
  readonly replace: number;
}

const closing = /[\s)\]}>"'`;,:]/;

/** The best candidate for `text`; all of it and nothing replaced, unless another one is strictly better balanced. */
export function choose(site: Site, text: string): Candidate {
  const unchanged: Candidate = { cut: text.length, replace: 0 };
  let best = unchanged;
  let least = flaws(site, text, 0);
  if (least === 0) return unchanged;
  let cost = loss(site, text, unchanged);
  for (const replace of replacements(site, text)) {
    for (const cut of cuts(site, text)) {
      if (text.slice(0, cut).trim() === '' && site.rest.trim() === '') continue;
      // A closing tag of the answer is not finished by the rest of the line behind what was replaced.
      if (replace > 0 && cut < text.length && /<\/[\w.:-]*$/.test(text.slice(0, cut))) continue;
      const candidate = { cut, replace };
      const found = flaws(site, text.slice(0, cut), replace);
      if (found > least) continue;
      const lost = loss(site, text, candidate);
      if (found === least && (best === unchanged || lost >= cost)) continue;
      best = candidate;
      least = found;
      cost = lost;
    }
  }
  return best;
}

/** How badly an answer fits between its surroundings: brackets, quotes and marks that stand twice or are missing. */
function flaws(site: Site, text: string, replace: number): number {
  const { language, closers } = site;
  // Unless the following lines tell, the rest of the line is taken to close what its line opened.
  const floor = site.floor ?? site.restDepth;
  const answer = lex(language, text, site.before);
  const rest = site.rest.slice(replace);
  const line = lex(language, rest, answer.nesting);
  const end = lex(language, '\n', line.nesting);
  let count = answer.errors + line.errors + end.errors + twice(site, answer.nesting, { text, rest });
  const unmatched = [...answer.unmatched, ...line.unmatched];
  count += site.whole ? unmatched.length : unmatched.filter(({ close }) => close !== '}').length;
  if (site.rest.trim() !== '' && insideText(end.nesting) !== site.textAfter) count++;
  if (floor === undefined) return count;
  const { stack } = end.nesting;
  count += Math.abs(stack.length - floor);
  const frame = stack[floor - 1];
  const first = closers[0];
  if (frame !== undefined && first !== undefined && frame.close !== first.close) count++;
  return count;
}

/** The answer ends with what follows it on its line. */
function twice(site: Site, nesting: Nesting, { text, rest }: { text: string; rest: string }): number {
  const tail = text.trimEnd();
  const head = rest.trim();
  if (head === '' || tail === '') return 0;
  const telling = (head.length >= 3 && /[\w"'`]|;$/.test(head)) || /^["'`][\s)\]}"'`;,:>]*$/.test(head);
  // `in`, `do`, `as`.
  const word = /^[a-z]{2}$/.test(head) && tail.endsWith(` ${head}`);
  if (word || ((insideText(nesting) || telling) && tail.endsWith(head))) return 1;
  const first = head.charAt(0);
  if (/[;,:]/.test(first) && tail.endsWith(first)) return 1;
  if (/[{]$/.test(head) && tail.endsWith(head)) return 1;
  if (first === '>' && site.language.tags === 'markup') {
    return tail.endsWith('>') && nesting.stack.at(-1)?.kind !== 'tag' ? 1 : 0;
  }
  if (first === '>' && site.language.block === 'braces') {
    const bare = (site.linePrefix + tail).replace(/[=-]>|[<>]=/g, '');
    return /[>;,)]$/.test(tail) && count(bare, '>') >= count(bare, '<') ? 1 : 0;
  }
  return 0;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** Where the answer may be cut: before closers at its end, before lines of closers, before what follows on the line. */
function cuts(site: Site, text: string): readonly number[] {
  const found = new Set<number>([text.length]);
  let at = text.length;
  for (let steps = 0; steps < 12 && at > 0 && closing.test(text.charAt(at - 1)); steps++) {
    at--;
    if (splitsQuotes(text, at)) continue;
    found.add(text.slice(0, at).trimEnd().length);
    found.add(at);
  }
  const head = site.rest.trim();
  if (head !== '') {
    const where = text.lastIndexOf(head);
    if (where >= 0) found.add(where);
    for (let length = Math.min(site.rest.length, text.length); length > 0; length--) {
      const start = text.length - length;
      if (!splitsQuotes(text, start) && text.endsWith(site.rest.slice(0, length))) found.add(start);
    }
  }
  return [...found];
}

/** `"""` is one mark. */
function splitsQuotes(text: string, at: number): boolean {
  return /["'`]/.test(text.charAt(at)) && text.charAt(at) === text.charAt(at - 1);
}

/** How much of the rest of the line may be replaced: its leading closers, or all when the answer brings it too. */
function replacements(site: Site, text: string): readonly number[] {
  const { rest } = site;
  const found = new Set<number>([0]);
  for (let at = 0; at < Math.min(rest.length, 8) && closing.test(rest.charAt(at)); at++) {
    if (!splitsQuotes(rest, at + 1)) found.add(at + 1);
  }
  if (rest.trim() !== '' && text.includes(rest.trim())) found.add(rest.length);
  return [...found];
}

/** What gets lost: text of the model, text of the document, and the size of the edit. */
function loss(site: Site, text: string, { cut, replace }: Candidate): number {
  const removed = text.slice(cut).replace(/\s+/g, '');
  const kept = site.rest.slice(replace).replace(/\s+/g, '');
  const overwritten = site.rest.slice(0, replace).replace(/\s+/g, '');
  const lostModel = removed.length - commonPrefixLength(removed, kept);
  const lostDocument = missing(overwritten, text.slice(0, cut));
  return lostModel + 2 * lostDocument + 0.1 * replace + 0.05 * (text.length - cut);
}

/** How many characters of `wanted` do not occur in `text` in this order, counted from the end. */
function missing(wanted: string, text: string): number {
  let at = text.length - 1;
  let lost = 0;
  for (let index = wanted.length - 1; index >= 0; index--) {
    let from = at;
    while (from >= 0 && text.charAt(from) !== wanted.charAt(index)) from--;
    if (from < 0) lost++;
    else at = from - 1;
  }
  return lost;
}
