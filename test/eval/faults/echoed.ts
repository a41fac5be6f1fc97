// Answers of which nothing is to be shown: text the user has just deleted, a copy of a snippet of the prompt.
import type { ResolveOptions } from '../../../server/fim/place.ts';
import { isTelling, linePrefixOf, plainRest } from './fault.ts';
import type { Sample } from './places.ts';
import type { Random } from './random.ts';

export interface Echo {
  readonly name: string;
  readonly make: (
    sample: Sample,
    random: Random,
  ) => { readonly raw: string; readonly options: Partial<ResolveOptions> } | undefined;
}

/** What stood at the cursor was deleted: exactly, with its line, or with a line break. Ambiguous for less than two words. */
function deleted(sample: Sample, random: Random): ReturnType<Echo['make']> {
  const text = sample.canonical;
  if (text.trim().length < 8 || !/\w\W+\w/.test(text) || !plainRest(sample)) return undefined;
  const fenced = sample.file.languageId === 'markdown' ? text : `\`\`\`\n${text}\n\`\`\``;
  const gone = random.pick([text, `${text}\n`, linePrefixOf(sample) + text, text.trim()]) ?? text;
  return {
    raw: random.pick([text, `${text}\n`, fenced]) ?? text,
    options: { deleted: ['x = 1', gone] },
  };
}

/** Lines from elsewhere in the file as a snippet, and their beginning as the answer. */
function copied(sample: Sample, random: Random): ReturnType<Echo['make']> {
  const lines = sample.file.text.split('\n');
  const start = random.below(Math.max(1, lines.length - 12));
  const snippet = lines.slice(start, start + 8 + random.below(5));
  const answer = snippet.slice(0, 5 + random.below(snippet.length - 4));
  if (answer.filter(isTelling).length < 4 || !isTelling(answer[0] ?? '')) return undefined;
  const text = answer.join('\n');
  // From the cursor's surroundings it would be a repetition, of which the end may be right.
  const around = sample.prefix.slice(-6000) + sample.canonical + sample.suffix.slice(0, 6000);
  if (around.includes((answer[0] ?? '').trim()) || linePrefixOf(sample).trim() !== '') return undefined;
  return {
    raw: random.below(2) === 0 ? text : text.trimStart(),
    options: { snippets: ['const other = 1;', snippet.join('\n')] },
  };
}

export const echoes: readonly Echo[] = [
  { name: 'deleted text comes back', make: deleted },
  { name: 'snippet copied', make: copied },
];
