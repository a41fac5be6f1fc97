// What related code is worth: the share of identifiers that the next lines need and that stand in the prompt, with and without each source.
// Usage: node test/run.mjs test/eval/context.ts [FOLDER ...]   Exits with 1 when a source has no effect, alone or among the others.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ContextGatherer, type SourceName, sourceNames } from '../../server/completion/context/gather.ts';
import { Windows } from '../../server/completion/window.ts';
import { divideBudget } from '../../server/fim/budget.ts';
import { silentLogger } from '../../server/log/logger.ts';
import type { DocumentSnapshot } from '../../server/text/document.ts';
import { languageIdOf } from '../../server/text/languageIds.ts';
import { systemClock } from '../../server/world/clock.ts';
import { systemFiles } from '../../server/world/files.ts';

/** Lines whose identifiers a completion at the cursor would need. */
const neededLines = 6;
const cursorsPerFile = 4;
const mostFilesPerFolder = 40;
/** A source must bring this much alone, and be missed this much among the others. */
const leastEffect = 0.005;
/** The budget of the default setting `completion.contextTokens`. */
const contextTokens = Number(process.env.CONTEXT_TOKENS ?? 2000);

interface Trial {
  readonly folder: string;
  readonly file: string;
  readonly text: string;
  readonly offset: number;
  readonly needed: ReadonlySet<string>;
}

interface Score {
  needed: number;
  present: number;
}

const folders = process.argv.length > 2 ? process.argv.slice(2) : ['server', ...installedSources()];
const trials = folders.flatMap((folder) => trialsOf(resolve(folder)));
const variants: readonly { readonly name: string; readonly sources: readonly SourceName[] }[] = [
  { name: 'no related code', sources: [] },
  ...sourceNames.map((name) => ({ name: `only ${name}`, sources: [name] })),
  ...sourceNames.map((name) => ({ name: `without ${name}`, sources: sourceNames.filter((other) => other !== name) })),
  { name: 'all', sources: sourceNames },
];

console.log(`${trials.length} cursors in files of ${folders.join(', ')}`);
console.log('Identifiers that the next 6 lines need, are not written yet in this file, and stand in the prompt:\n');
const shares = new Map<string, number>();
for (const { name, sources } of variants) {
  const { needed, present } = await measure(sources);
  shares.set(name, present / needed);
  console.log(`${name.padEnd(22)} ${((100 * present) / needed).toFixed(1)}%   (${present} of ${needed})`);
}
const base = shares.get('no related code') ?? 0;
const all = shares.get('all') ?? 0;
const useless = sourceNames.filter(
  (name) =>
    (shares.get(`only ${name}`) ?? 0) <= base + leastEffect ||
    (shares.get(`without ${name}`) ?? 1) >= all - leastEffect,
);
if (useless.length > 0) console.log(`\nwithout effect: ${useless.join(', ')}`);
process.exit(useless.length > 0 ? 1 : 0);

/** One session per folder and variant: the files before a trial's file are open, as a person has them who moves through a project. */
async function measure(sources: readonly SourceName[]): Promise<Score> {
  const score: Score = { needed: 0, present: 0 };
  for (const folder of new Set(trials.map((trial) => trial.folder))) {
    const own = trials.filter((trial) => trial.folder === folder);
    const files = [...new Set(own.map(({ file }) => file))];
    for (const [index, file] of files.entries()) {
      const gatherer = new ContextGatherer({
        clock: systemClock,
        files: systemFiles,
        log: silentLogger,
        excluded: () => false,
        folders: () => [folder],
        pathOf: (uri) => uri.slice(uri.lastIndexOf('/') + 1),
        sources: () => sources,
      });
      for (const open of files.slice(Math.max(0, index - 3), index)) {
        gatherer.opened(snapshotOf(open, readFileSync(open, 'utf8')));
        // The person has just changed the last lines of that file.
        const text = readFileSync(open, 'utf8');
        const line = text.split('\n').length - 8;
        gatherer.changed(snapshotOf(open, text), [{ line: Math.max(0, line), inserted: 'x', removed: '' }]);
      }
      for (const trial of own.filter((candidate) => candidate.file === file)) await judge(gatherer, trial, score);
    }
  }
  return score;
}

async function judge(gatherer: ContextGatherer, trial: Trial, score: Score): Promise<void> {
  const prefix = trial.text.slice(0, trial.offset);
  const suffix = '\n';
  const snapshot = snapshotOf(trial.file, prefix + suffix);
  gatherer.opened(snapshot);
  const budget = divideBudget(contextTokens);
  const window = new Windows().cut(snapshot.uri, prefix, suffix, budget);
  await gatherer.collect({ uri: snapshot.uri, languageId: snapshot.languageId, prefix, suffix });
  const snippets = gatherer.take(snapshot.uri, window, budget.snippets);
  const prompt = wordsOf(`${snippets.map(({ text }) => text).join('\n')}\n${window.prefix}`);
  for (const name of trial.needed) {
    score.needed++;
    if (prompt.has(name)) score.present++;
  }
}

function trialsOf(folder: string): readonly Trial[] {
  const found: Trial[] = [];
  for (const file of sourcesIn(folder).slice(0, mostFilesPerFolder)) {
    const text = readFileSync(file, 'utf8');
    const lines = text.split('\n');
    if (lines.length < 40) continue;
    for (let at = 1; at <= cursorsPerFile; at++) {
      const line = Math.floor((lines.length * at) / (cursorsPerFile + 1));
      const offset = lines.slice(0, line).join('\n').length + 1;
      const before = wordsOf(text.slice(0, offset));
      const next = wordsOf(lines.slice(line, line + neededLines).join('\n'));
      // What is declared on these lines nobody can know; what is used there somebody may.
      const known = knownElsewhere(folder, file);
      const needed = new Set([...next].filter((name) => !before.has(name) && known.has(name)));
      if (needed.size > 0) found.push({ folder, file, text, offset, needed });
    }
  }
  return found;
}

/** Identifiers of the other files of a project: those an ideal context could bring. */
function knownElsewhere(folder: string, file: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const other of sourcesIn(folder))
    if (other !== file) for (const word of wordsOf(readFileSync(other, 'utf8'))) words.add(word);
  return words;
}

function sourcesIn(folder: string): readonly string[] {
  const found: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (name === 'node_modules' || name.startsWith('.')) continue;
    const path = join(folder, name);
    const info = statSync(path);
    if (info.isDirectory()) found.push(...sourcesIn(path));
    else if (/\.(ts|js|mjs|py|c|h|rs|go)$/.test(name) && !/\.d\.ts$|\.min\./.test(name) && info.size < 60_000)
      found.push(path);
  }
  return found;
}

function installedSources(): readonly string[] {
  return [
    'node_modules/undici/lib',
    'node_modules/eventsource-parser/src',
    'node_modules/valibot/src',
    'node_modules/fast-check/lib/check',
  ].filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true);
}

function snapshotOf(file: string, text: string): DocumentSnapshot {
  return { uri: pathToFileURL(file).href, languageId: languageIdOf(file), version: 1, text };
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/[A-Za-z_$][\w$]{3,}/g) ?? []);
}
