// Pages and code agree: generated pages are fresh, and what the others mention exists.
import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../server/cli/commands.ts';
import { helpText } from '../server/cli/print.ts';
import { settingEntries } from '../server/settings/schema.ts';
import { generatedFiles } from './tools/pages.ts';
import { layers, roof } from './tools/plan.ts';

interface Manifest {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly files: readonly string[];
}

const manifest: Manifest = JSON.parse(await readFile('package.json', 'utf8'));
const pages = await readPages();

async function readPages(): Promise<ReadonlyMap<string, string>> {
  const below = async (folder: string) =>
    (await readdir(folder, { recursive: true })).map((path) => join(folder, path).replaceAll('\\', '/'));
  const paths = [...(await readdir('.')), ...(await below('docs')), ...(await below('clients'))];
  const found = paths.filter((path) => path.endsWith('.md'));
  return new Map(await Promise.all(found.map(async (path) => [path, await readFile(path, 'utf8')] as const)));
}

/** What `problems` finds on each page, with the page's name. */
function onEachPage(problems: (text: string, path: string) => readonly string[]): readonly string[] {
  return [...pages].flatMap(([path, text]) => problems(text, path).map((problem) => `${path}: ${problem}`));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Names behind `npm run`, and `test` for `npm test`, that are no scripts. */
function unknownScripts(text: string): readonly string[] {
  const named = [...text.matchAll(/npm (?:run ([\w:-]+)|(test)\b)/g)].map(([, run, short]) => run ?? short ?? '');
  return named.filter((name) => !(name in manifest.scripts));
}

/** Dotted names that look like settings and are none. */
function unknownSettings(text: string): readonly string[] {
  const known = settingEntries().map(({ path }) => path);
  const roots = [...new Set(known.map((path) => path.split('.', 1)[0]))].join('|');
  const named = [...text.matchAll(new RegExp(`\`((?:${roots})(?:\\.[A-Za-z]+)+)\``, 'g'))].map(
    ([, name]) => name ?? '',
  );
  return named.filter((name) => !known.some((path) => path === name || path.startsWith(`${name}.`)));
}

/** Commands in examples that the command line does not have. */
function unknownCommands(text: string): readonly string[] {
  const examples = [...text.matchAll(/^```\w+\n[\s\S]*?^```$|`[^`\n]+`/gm)].map(([example]) => example).join('\n');
  const named = [...examples.matchAll(/(?:^|`|\$ |npx )codestral-lsp ([a-z]+)/gm)].map(([, name]) => name ?? '');
  return named.filter((name) => name !== 'help' && !commands.some((command) => command.name === name));
}

/** Options in examples that no command has. */
function unknownOptions(text: string): readonly string[] {
  const help = [undefined, ...commands.map(({ name }) => name)].map(helpText).join('\n');
  const named = [...text.matchAll(/codestral-lsp[^`\n]*? (--[a-z-]+)/g)].map(([, name]) => name ?? '');
  return named.filter((name) => !help.includes(`${name} `));
}

/** Hosts of package registries, and paths of the machine that a page was written on. */
function leaks(text: string): readonly string[] {
  const registry = /\bregistry\.[a-z]+\.[a-z]+/g;
  const machine = /(?<=^|[\s"'`(=])\/(?:root|work|Users\/(?!you)\w+|home\/(?!you)\w+)\/\S*/gm;
  return [...text.matchAll(registry), ...text.matchAll(machine)].map(([leak]) => leak);
}

test.each(Object.entries(generatedFiles()))(
  '%s is what the code says; `npm run docs` writes it',
  async (path, text) => {
    expect(await readFile(path, 'utf8')).toBe(text);
  },
);

test('npm scripts that pages name exist', () => {
  expect(onEachPage(unknownScripts)).toEqual([]);
});

test('settings that pages name exist', () => {
  expect(onEachPage(unknownSettings)).toEqual([]);
});

test('commands and options that pages name exist', () => {
  expect(onEachPage(unknownCommands)).toEqual([]);
  expect(onEachPage(unknownOptions)).toEqual([]);
});

test('links between pages lead somewhere', async () => {
  const links = [...pages].flatMap(([path, text]) =>
    [...text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map(([, target]) => [path, target ?? ''] as const),
  );
  const broken = await Promise.all(
    links.map(async ([path, target]) => ((await exists(join(dirname(path), target))) ? [] : [`${path}: ${target}`])),
  );
  expect(broken.flat()).toEqual([]);
});

test('no page names a package registry or a path of one machine', () => {
  expect(onEachPage(leaks)).toEqual([]);
});

test('there is a README, and the help names each command', () => {
  expect([...pages.keys()]).toContain('README.md');
  for (const { name } of commands) expect(helpText(undefined)).toContain(`  ${name} `);
});

test.each([
  ['lua', 'docs/editors/neovim.md'],
  ['toml', 'docs/editors/helix.md'],
  ['elisp', 'docs/editors/emacs.md'],
])('the set-up in %s of the README is the first one of %s, which the editor tests load', (language, page) => {
  const block = (path: string) =>
    new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(pages.get(path) ?? '')?.[1];
  const lines = (path: string) =>
    block(path)
      ?.split('\n')
      .filter((line) => line !== '');
  expect(lines('README.md')).toEqual(lines(page));
  expect(lines('README.md')?.length).toBeLessThanOrEqual(6);
});

test('the architecture page names every room and every file of the roof, and no other', () => {
  const table =
    pages
      .get('docs/architecture.md')
      ?.match(/^\| \d \|.*$/gm)
      ?.join('\n') ?? '';
  const named = [...table.matchAll(/^\| \d \| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  expect(named.sort()).toEqual([...Object.keys(layers), ...roof].sort());
});

test('the changelog tells of this version', () => {
  expect(pages.get('CHANGELOG.md')).toContain(`\n## ${manifest.version}\n`);
});

test('every file that is to be published is there', async () => {
  const missing = await Promise.all(manifest.files.map(async (path) => ((await exists(path)) ? [] : [path])));
  expect(missing.flat().filter((path) => path !== 'dist')).toEqual([]);
});

test('each finder finds what it is for', () => {
  expect(unknownScripts('`npm run no-such` and npm test and npm run build')).toEqual(['no-such']);
  expect(unknownSettings('`completion.enabled`, `providers.mistral`, `completion.colour`')).toEqual([
    'completion.colour',
  ]);
  expect(unknownCommands('```sh\ncodestral-lsp dance\ncodestral-lsp doctor\n```')).toEqual(['dance']);
  expect(unknownCommands('codestral-lsp speaks, and `codestral-lsp sing` does not')).toEqual(['sing']);
  expect(unknownOptions('codestral-lsp doctor --online\ncodestral-lsp --stdoi')).toEqual(['--stdoi']);
  const [host, path] = ['registry.example.org', ['', 'home', 'jo', 'x'].join('/')];
  expect(leaks(`see https://${host}/x and ${path} but not ~/x`)).toEqual([host, path]);
});
