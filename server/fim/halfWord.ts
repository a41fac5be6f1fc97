// A model that begins the word again in whose middle the cursor stands: `calc|` answered by `calculate(`.
import { indentOf } from '../text/indent.ts';
import type { Repeats } from './repetition.ts';
import type { Site } from './site.ts';

/**
 * How many UTF-16 units at the beginning of `text` repeat the half-typed word before the cursor; undefined while unsure.
 * The word the two make together must be new, and the answer's own either known or plainly a repetition.
 */
export function repeatedWord(site: Site, text: string, finished: boolean): number | undefined {
  const half = /[A-Za-z_$][\w$]*$/.exec(site.linePrefix)?.[0];
  if (half === undefined) return 0;
  // The line's own indentation comes again too where the word is all that stands on it.
  const blank = site.linePrefix.trim() === half ? indentOf(site.linePrefix) : '';
  const start = blank !== '' && text.startsWith(blank) ? blank.length : 0;
  // Part of a name in JavaScript, in a shell the mark before it.
  const behindMark = half.slice(half.lastIndexOf('$') + 1);
  const halves = behindMark === half || behindMark.length < 3 ? [half] : [half, behindMark];
  for (const one of halves) {
    const found = repeats(site, one, { word: text.slice(start), finished });
    if (found !== 'no') return found === 'maybe' ? undefined : start + one.length;
  }
  return 0;
}

function repeats(site: Site, half: string, answer: { readonly word: string; readonly finished: boolean }): Repeats {
  const own = /^[\w$]*/.exec(answer.word)?.[0] ?? '';
  if (own === answer.word && !answer.finished) return half.startsWith(own) || own.startsWith(half) ? 'maybe' : 'no';
  // A colour such as `#eeeeee`.
  if (own === half && /^[0-9a-fA-F]+$/.test(own)) return 'no';
  if (!own.startsWith(half) || isKnown(site, half + own)) return 'no';
  return half.length >= 3 || (own.length >= 4 && own.length > half.length && isKnown(site, own)) ? 'yes' : 'no';
}

function isKnown(site: Site, word: string): boolean {
  const whole = new RegExp(`(?<![\\w$])${word.replaceAll('$', '\\$')}(?![\\w$])`);
  return whole.test(site.prefix) || site.following.some((line) => whole.test(line.text));
}
