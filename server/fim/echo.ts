// What a model echoes from elsewhere: its own lines in a loop, a context snippet, text the user has just deleted.
import { isSubstantial, type Repeats } from './repetition.ts';
import type { Site } from './site.ts';
import { isRunningText } from './surroundings.ts';

/** Where a loop begins to repeat, as offset into `text`, or undefined. More text never moves it. */
export function loopStart(site: Site, text: string, finished: boolean): number | undefined {
  const lines = text.split('\n');
  const complete = finished ? lines.length : lines.length - 1;
  const seen: { text: string; start: number; end: number }[] = [];
  const runs = new Array<number>(maxPeriod + 1).fill(0);
  let start = 0;
  for (const [at, line] of lines.entries()) {
    const inLine = line.length < minLoop ? undefined : loopInLine(line, at < complete);
    if (inLine !== undefined) return start + inLine;
    if (line.trim() !== '' && at < complete) {
      const text = (at === 0 ? site.linePrefix + line : line).trim();
      seen.push({ text, start, end: start + line.length });
      const period = repeatedPeriod(site, seen, runs);
      const kept = period === undefined ? undefined : seen[seen.length - 1 - (runs[period] ?? 0)];
      if (kept !== undefined) return kept.end;
    }
    start += line.length + 1;
  }
  return undefined;
}

const maxPeriod = 24;
const minLoop = 48;

/** Counts the newest line into the runs of all periods; gives the first period that has come round often enough. */
function repeatedPeriod(site: Site, seen: readonly { text: string }[], runs: number[]): number | undefined {
  const newest = seen.at(-1)?.text;
  // Rows of data are often alike.
  const data = isRunningText(site.language) || /^json/.test(site.language.id);
  for (let period = 1; period <= maxPeriod; period++) {
    const before = seen[seen.length - 1 - period]?.text;
    runs[period] = before !== undefined && before === newest ? (runs[period] ?? 0) + 1 : 0;
    const run = runs[period] ?? 0;
    const unit = run < period ? [] : seen.slice(-period).map((line) => line.text);
    // Of a long passage, one exact copy is enough.
    const long = period >= 6 && unit.filter(isSubstantial).length >= 5;
    const rounds = period === 1 ? (data ? 7 : 3) : long ? 1 : 2;
    if (run < rounds * period || (period > 1 && unit.every((text) => text === newest))) continue;
    const letters = unit.join('').match(/[A-Za-z]/g)?.length ?? 0;
    if (letters >= 6 || (letters >= 4 && period === 1 && run >= 4)) return period;
  }
  return undefined;
}

/**
 * The end of the first copy in a line that says the same six times or more and ends so; a line that found out of it by
 * itself is a loop only after many rounds.
 */
function loopInLine(line: string, complete: boolean): number | undefined {
  const runs = new Array<number>(64).fill(0);
  for (let at = 0; at < line.length; at++) {
    for (let period = 4; period < 64 && period <= at; period++) {
      const run = line.charCodeAt(at) === line.charCodeAt(at - period) ? (runs[period] ?? 0) + 1 : 0;
      runs[period] = run;
      const endless = run >= 16 * period && run >= 3 * minLoop;
      const toTheEnd = complete && at >= line.trimEnd().length - period && run >= 5 * period && run + period >= minLoop;
      if (!endless && !toTheEnd) continue;
      const unit = line.slice(at + 1 - period, at + 1);
      if (/[A-Za-z]{2}/.test(unit)) return at + 1 - run;
    }
  }
  return undefined;
}

/** Whether an answer is a verbatim copy of a snippet's beginning: three telling lines, or all of a shorter snippet. */
export function copiesSnippet(site: Site, answer: string, snippets: readonly string[], finished: boolean): Repeats {
  let maybe = false;
  for (const snippet of snippets) {
    const found = copies(site, answer, snippet, finished);
    if (found === 'yes') return 'yes';
    maybe = maybe || found === 'maybe';
  }
  return maybe ? 'maybe' : 'no';
}

function copies(site: Site, answer: string, snippet: string, finished: boolean): Repeats {
  const wanted = linesOf(snippet);
  const lines = answer.split('\n');
  let matched = 0;
  let telling = 0;
  for (const [at, line] of lines.entries()) {
    const texts = at === 0 ? [line.trim(), (site.linePrefix + line).trim()] : [line.trim()];
    if (texts[0] === '') continue;
    const next = wanted[matched];
    if (next === undefined) break;
    const complete = finished || at < lines.length - 1;
    if (!complete) return texts.some((text) => next.startsWith(text)) ? 'maybe' : 'no';
    if (!texts.includes(next)) return 'no';
    matched++;
    if (isSubstantial(next)) telling++;
    if (telling >= 3 || (matched === wanted.length && telling >= 2)) return 'yes';
  }
  return finished || matched === 0 || matched >= wanted.length ? 'no' : 'maybe';
}

/** True when `shown` brings back a text that was just deleted: all of it, its first lines, or a part that is more than a word. */
export function restoresDeleted(site: Site, shown: string, deleted: readonly string[]): boolean {
  const text = linesOf(shown).join('\n');
  const line = linesOf(site.linePrefix + shown).join('\n');
  return deleted.some((one) => {
    const gone = linesOf(one).join('\n');
    if (gone.replace(/\s/g, '').length < 3 || text === '') return false;
    if (text === gone || line === gone) return true;
    if (isSubstantial(text) && text.length >= 8 && (gone.startsWith(`${text}\n`) || gone.startsWith(`${line}\n`)))
      return true;
    return gone.length >= 10 && /\w\W+\w/.test(gone) && text.includes(gone);
  });
}

function linesOf(text: string): readonly string[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
