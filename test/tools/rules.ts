// The rules of the house, one function each: from source files to sentences about what breaks the rule.
import { mixedOperators, moduleState, processEnds, randomUses, socketUses, worldUses } from './codeRules.ts';
import { doors, layers, libraries, loadedLate, pureRooms, restricted, roof } from './plan.ts';
import type { Import, SourceFile } from './sources.ts';

type Rule = (files: readonly SourceFile[]) => readonly string[];

/** Every rule by its name; each gives one sentence per breach, and none when all is well. */
export const rules: Readonly<Record<string, Rule>> = {
  'every file stands in a room of the plan': eachFile((file) =>
    file.room in layers || isRoof(file.path) ? [] : [`${file.path} is in no room`],
  ),
  'imports only go down the layers': eachImport(layerBreach),
  'another room is entered through its doors': eachImport(doorBreach),
  'packages and modules of Node are used where they belong': eachImport(packageBreach),
  'no file imports itself, however far around': cycles,
  'the server starts without what it needs later': earlyLoads,
  'pure rooms know no chance': eachFile((file) => (pureRooms.includes(file.room) ? randomUses(file) : [])),
  'clock, timers and variables come from world': eachFile((file) => (file.room === 'world' ? [] : worldUses(file))),
  'only providers open sockets': eachFile((file) => (file.room === 'providers' ? [] : socketUses(file))),
  'only main.ts ends the process': eachFile((file) => (file.path === 'main.ts' ? [] : processEnds(file))),
  'nothing lives at the top of a file': eachFile(moduleState),
  '&& and || are mixed with brackets only': eachFile(mixedOperators),
  'no file has more than 250 lines': eachFile((file) => {
    const lines = file.text.trimEnd().split('\n').length;
    return lines > 250 ? [`${file.path} has ${lines} lines`] : [];
  }),
  'there are no index files': eachFile((file) =>
    /(^|\/)index\.ts$/.test(file.path) ? [`${file.path} is an index`] : [],
  ),
  'every file begins with a comment that tells its job': eachFile((file) =>
    /^(#!.*\n)?\/(\/ \S|\*\*)/.test(file.text) ? [] : [`${file.path} begins without a comment`],
  ),
  'work left to do is an issue, not a comment': eachFile((file) =>
    file.comments.flatMap(({ value, line }) =>
      /\b(TODO|FIXME|XXX)\b/.test(value) ? [`${file.path}:${line} leaves work`] : [],
    ),
  ),
};

function eachFile(rule: (file: SourceFile) => readonly string[]): Rule {
  return (files) => files.flatMap((file) => rule(file));
}

function eachImport(rule: (file: SourceFile, one: Import) => string | undefined): Rule {
  return eachFile((file) =>
    file.imports.flatMap((one) => {
      const breach = rule(file, one);
      return breach === undefined ? [] : [`${file.path}:${one.line} imports ${one.own ?? one.specifier}, ${breach}`];
    }),
  );
}

function layerBreach(file: SourceFile, { own }: Import): string | undefined {
  if (own === undefined || own === manifest || isRoof(file.path)) return undefined;
  const target = roomOf(own);
  if (target === file.room || (layers[file.room] ?? []).includes(target)) return undefined;
  return `which ${file.room} may not know`;
}

function doorBreach(file: SourceFile, { own }: Import): string | undefined {
  if (own === undefined || own === manifest || isRoof(own)) return undefined;
  const target = roomOf(own);
  if (target === file.room || libraries.includes(target) || doors.includes(own)) return undefined;
  return `which is no door of ${target}`;
}

function packageBreach(file: SourceFile, { own, specifier }: Import): string | undefined {
  if (own !== undefined) return undefined;
  const bare = /^(fs|child_process|os|process|timers|https?|net|tls|dns|path|util|url|crypto|stream)(\/|$)/;
  if (bare.test(specifier)) return 'without node:';
  const belongs = Object.entries(restricted).find(([pattern]) => matches(specifier, pattern))?.[1];
  return belongs === undefined || belongs.includes(file.room) ? undefined : `which belongs to ${belongs.join(', ')}`;
}

/** Loops of imports that load each other; types are erased, and what is loaded late may know who loads it. */
function cycles(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const way = wayBack(file.path, new Map(files.map((one) => [one.path, one])));
    // Each loop is told once, by the member that comes first in the alphabet.
    return way === undefined || [...way].sort()[0] !== file.path
      ? []
      : [`${[...way, file.path].join(' -> ')} is a loop`];
  });
}

function wayBack(start: string, files: ReadonlyMap<string, SourceFile>): readonly string[] | undefined {
  const seen = new Set<string>();
  const ways: (readonly string[])[] = [[start]];
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const next of staticImports(files.get(way.at(-1) ?? ''))) {
      if (next === start) return way;
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

/** What main.ts loads at once although the plan says late, each with the file that loads it. */
function earlyLoads(files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Set(['main.ts']);
  const breaches: string[] = [];
  for (const path of reached) {
    for (const next of staticImports(byPath.get(path))) {
      if (loadedLate.some((pattern) => matches(next, pattern))) breaches.push(`${path} loads ${next} at the start`);
      else reached.add(next);
    }
  }
  return breaches;
}

function staticImports(file: SourceFile | undefined): readonly string[] {
  return (file?.imports ?? []).filter(({ kind }) => kind === 'static').map(({ own, specifier }) => own ?? specifier);
}

/** package.json is no room: main.ts reads the version from it. */
const manifest = '../package.json';

function isRoof(path: string): boolean {
  return (roof as readonly string[]).includes(path);
}

function roomOf(path: string): string {
  return path.split('/', 1)[0] ?? path;
}

function matches(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
