// The house as it is planned: rooms, layers, doors, purity, size. `test/tools/plan.ts` holds the plan, `test/tools/rules.ts` the rules.
import { expect, test } from 'vitest';
import { doors, layers, libraries, pureRooms } from './tools/plan.ts';
import { rules } from './tools/rules.ts';
import { parseSource, readSources } from './tools/sources.ts';

const sources = await readSources('server');

test('there is something to check', () => {
  expect(sources.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['main.ts', 'text/lines.ts', 'world/clock.ts']),
  );
});

test.each(Object.entries(rules))('%s', (_, rule) => {
  expect(rule(sources)).toEqual([]);
});

test('the layers of the plan have no loop', () => {
  const below = (room: string, above: readonly string[]): void => {
    expect(above).not.toContain(room);
    for (const next of layers[room] ?? []) below(next, [...above, room]);
  };
  for (const room of Object.keys(layers)) below(room, []);
});

test('pure rooms may know pure rooms only', () => {
  for (const room of pureRooms) expect(pureRooms).toEqual(expect.arrayContaining([...(layers[room] ?? [])]));
});

test('a door belongs to a room that is not open anyway', () => {
  for (const door of doors) {
    const room = door.split('/', 1)[0] ?? '';
    expect(Object.keys(layers)).toContain(room);
    expect(libraries).not.toContain(room);
  }
});

// Each rule shown what it must find: [rule, path, code behind the comment of the file, what the breach tells].
const samples: readonly (readonly [rule: string, path: string, code: string, breach: string])[] = [
  ['every file stands in a room of the plan', 'utils/lines.ts', '', 'utils/lines.ts is in no room'],
  ['every file stands in a room of the plan', 'lines.ts', '', 'lines.ts is in no room'],
  ['imports only go down the layers', 'text/a.ts', "import '../fim/gate.ts';", 'which text may not know'],
  [
    'imports only go down the layers',
    'fim/a.ts',
    "import type { A } from '../lsp/server.ts';",
    'which fim may not know',
  ],
  [
    'imports only go down the layers',
    'fim/a.ts',
    "import { type A } from '../log/logger.ts';",
    'which fim may not know',
  ],
  ['imports only go down the layers', 'fim/a.ts', "export * from '../world/clock.ts';", 'which fim may not know'],
  ['imports only go down the layers', 'fim/a.ts', "export { a } from '../world/clock.ts';", 'which fim may not know'],
  [
    'imports only go down the layers',
    'completion/a.ts',
    "await import('../providers/http.ts');",
    'which completion may not know',
  ],
  [
    'imports only go down the layers',
    'model/a.ts',
    "type A = import('../world/clock.ts').Clock;",
    'which model may not know',
  ],
  ['imports only go down the layers', 'lsp/a.ts', "import '../compose.ts';", 'which lsp may not know'],
  ['imports only go down the layers', 'lsp/a.ts', "import '../cli/print.ts';", 'which lsp may not know'],
  ['imports only go down the layers', 'text/a.ts', "import '../../test/tools/plan.ts';", 'which text may not know'],
  ['imports only go down the layers', 'text/a.ts', "const name = 'x'; await import(name);", 'which text may not know'],
  ['imports only go down the layers', 'text/a/b.ts', "import '../../fim/gate.ts';", 'which text may not know'],
  ['another room is entered through its doors', 'lsp/a.ts', "import '../fim/lexer.ts';", 'which is no door of fim'],
  ['another room is entered through its doors', 'compose.ts', "import '../server/lsp/guard.ts';", 'which is no door'],
  [
    'another room is entered through its doors',
    'compose.ts',
    "import './completion/cache.ts';",
    'no door of completion',
  ],
  [
    'packages and modules of Node are used where they belong',
    'completion/a.ts',
    "import 'vscode-languageserver/node';",
    'belongs to lsp',
  ],
  [
    'packages and modules of Node are used where they belong',
    'lsp/a.ts',
    "import '@mistralai/mistralai/core.js';",
    'belongs to providers',
  ],
  [
    'packages and modules of Node are used where they belong',
    'settings/a.ts',
    "import { readFile } from 'node:fs/promises';",
    'belongs to world',
  ],
  [
    'packages and modules of Node are used where they belong',
    'settings/a.ts',
    "import { readFile } from 'fs';",
    'without node:',
  ],
  [
    'packages and modules of Node are used where they belong',
    'cli/a.ts',
    "require('node:child_process');",
    'belongs to world',
  ],
  ['pure rooms know no chance', 'fim/a.ts', 'export const a = () => Math.random();', 'Math.random'],
  ['clock, timers and variables come from world', 'fim/a.ts', 'export const a = () => Date.now();', 'Date.now'],
  ['clock, timers and variables come from world', 'fim/a.ts', 'export const a = () => new Date();', 'Date()'],
  [
    'clock, timers and variables come from world',
    'lsp/a.ts',
    'export function a() { setTimeout(a, 1); }',
    'setTimeout',
  ],
  ['clock, timers and variables come from world', 'lsp/a.ts', 'export const later = setTimeout;', 'setTimeout'],
  ['clock, timers and variables come from world', 'lsp/a.ts', 'globalThis.setTimeout(() => {}, 1);', 'globalThis'],
  [
    'clock, timers and variables come from world',
    'lsp/a.ts',
    'export const a = AbortSignal.timeout(5);',
    'AbortSignal.timeout',
  ],
  ['clock, timers and variables come from world', 'main.ts', 'export const a = process.env.HOME;', 'process.env'],
  ['clock, timers and variables come from world', 'cli/a.ts', "export const a = process['env'];", 'process'],
  [
    'clock, timers and variables come from world',
    'cli/a.ts',
    'const { env } = process; export const a = env;',
    'process',
  ],
  ['clock, timers and variables come from world', 'cli/a.ts', 'export const a = { process };', 'process'],
  ['only providers open sockets', 'lsp/a.ts', "await fetch('x');", 'fetch'],
  ['only main.ts ends the process', 'lsp/a.ts', 'process.exit(1);', 'process.exit'],
  ['only main.ts ends the process', 'cli/a.ts', 'process.exitCode = 1;', 'process.exitCode'],
  ['nothing lives at the top of a file', 'fim/a.ts', 'let count = 0; export const next = () => count++;', 'has a let'],
  ['nothing lives at the top of a file', 'fim/a.ts', 'export var count = 0;', 'has a var'],
  ['nothing lives at the top of a file', 'fim/a.ts', 'class A {} export const a = new A();', 'creates a A'],
  [
    'nothing lives at the top of a file',
    'fim/a.ts',
    "import { A } from './b.ts'; export const a = new A();",
    'creates a A',
  ],
  [
    'nothing lives at the top of a file',
    'fim/a.ts',
    'const m = new Map(); export const f = () => m.set(1, 2);',
    'keeps m',
  ],
  ['nothing lives at the top of a file', 'fim/a.ts', 'const s = { n: 0 }; export const f = () => s.n++;', 'keeps s'],
  [
    'nothing lives at the top of a file',
    'fim/a.ts',
    'const s = { n: 0 }; export const f = () => { s.n = 1; };',
    'keeps s',
  ],
  ['&& and || are mixed with brackets only', 'fim/a.ts', 'export const f = (a, b, c) => a && b || c;', 'mixed'],
  ['&& and || are mixed with brackets only', 'fim/a.ts', 'export const f = (a, b, c) => a || b && c;', 'mixed'],
  ['no file has more than 250 lines', 'fim/a.ts', `${'\n'.repeat(249)}export {};`, 'fim/a.ts has 251 lines'],
  ['there are no index files', 'fim/index.ts', '', 'is an index'],
  ['work left to do is an issue, not a comment', 'fim/a.ts', '// TODO: later', 'fim/a.ts:2 leaves work'],
  ['no file imports itself, however far around', 'fim/a.ts', "import './a.ts';", 'fim/a.ts -> fim/a.ts is a loop'],
  [
    'the server starts without what it needs later',
    'main.ts',
    "import './cli/run.ts';",
    'main.ts loads cli/run.ts at the start',
  ],
  [
    'the server starts without what it needs later',
    'main.ts',
    "import '@mistralai/mistralai/core.js';",
    'at the start',
  ],
];

test.each(samples)('"%s" finds its breach in %s: %s', (rule, path, code, breach) => {
  const found = rules[rule]?.([parseSource(path, `// A sample.\n${code}`)]);
  expect(found?.join('\n')).toContain(breach);
});

test('a file without a comment at its beginning is found', () => {
  const rule = rules['every file begins with a comment that tells its job'];
  expect(rule?.([parseSource('fim/a.ts', 'export {};\n// Too late.')])).toEqual(['fim/a.ts begins without a comment']);
  expect(rule?.([parseSource('fim/a.ts', '/** Its job. */\nexport {};')])).toEqual([]);
  expect(rule?.([parseSource('main.ts', '#!/usr/bin/env node\n// Its job.\n')])).toEqual([]);
});

test('a loop through several files is told once', () => {
  const files = [
    parseSource('fim/a.ts', "import './b.ts';"),
    parseSource('fim/b.ts', "import './c.ts';"),
    parseSource('fim/c.ts', "import './a.ts';"),
  ];
  const rule = rules['no file imports itself, however far around'];
  expect(rule?.(files)).toEqual(['fim/a.ts -> fim/b.ts -> fim/c.ts -> fim/a.ts is a loop']);
});

test('what main.ts loads late through others is found', () => {
  const files = [
    parseSource('main.ts', "import './composeWorld.ts';"),
    parseSource('composeWorld.ts', "import 'undici';"),
  ];
  expect(rules['the server starts without what it needs later']?.(files)).toEqual([
    'composeWorld.ts loads undici at the start',
  ]);
});

test('every rule has a sample that breaks it', () => {
  const shown = new Set([...samples.map(([rule]) => rule), 'every file begins with a comment that tells its job']);
  expect(Object.keys(rules).filter((rule) => !shown.has(rule))).toEqual([]);
});

test.each([
  [
    'lsp/a.ts',
    "import { gate } from '../fim/gate.ts'; export const f = (fetch: typeof gate, a: { process: 1 }) => fetch(a.process);",
  ],
  ['providers/a.ts', "import { request } from 'undici'; export const f = () => fetch('x', request);"],
  [
    'fim/a.ts',
    'const table = new Map([[1, 2]]); export const f = (ms: number) => [table.get(1), new Date(ms), Date.UTC(2026)];',
  ],
  ['world/a.ts', "import 'node:fs'; export const now = () => [Date.now(), process.env, setTimeout];"],
  ['fim/a.ts', 'export const f = (a, b, c) => (a && b) || (b && c && a);'],
  ['main.ts', "process.exit(await (await import('./cli/run.ts')).run());"],
  [
    'settings/a.ts',
    "import type { Clock } from '../world/clock.ts'; export type A = Clock | import('../model/fim.ts').FimModel;",
  ],
])('what is allowed in %s is not complained about', (path, code) => {
  const files = [parseSource(path, `// A sample.\n${code}`)];
  for (const rule of Object.values(rules)) expect(rule(files)).toEqual([]);
});
