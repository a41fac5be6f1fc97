// Reads and writes golden files of test/golden/completion; their format is told in test/golden/README.md.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place, Resolved, ResolveOptions } from '../../server/fim/resolve.ts';
import { cutAtCursor, drawBlanks, drawShown, readBlanks } from './markers.ts';

/** One golden file. */
export interface GoldenCase {
  readonly name: string;
  readonly path: string;
  readonly place: Place;
  /** What the model answers. */
  readonly model: string;
  readonly options: ResolveOptions;
  /** The document with the completion drawn in it, or `dropped: reason`. */
  readonly expect: string;
}

interface Section {
  readonly title: string;
  readonly text: string;
}

const titles = new Set(['language', 'document', 'model', 'expect', 'options', 'snippet', 'deleted']);

/** All golden files of a directory, by name. */
export function readGoldenCases(directory: string): readonly GoldenCase[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => parseGolden(file.slice(0, -4), join(directory, file), readFileSync(join(directory, file), 'utf8')));
}

/** Reads one golden file; throws with its name when a section is missing or unknown. */
export function parseGolden(name: string, path: string, text: string): GoldenCase {
  const sections = sectionsOf(text);
  for (const { title } of sections) if (!titles.has(title)) throw new Error(`${name}: unknown section --- ${title}`);
  const one = (title: string): string => {
    const found = sections.find((section) => section.title === title);
    if (found === undefined) throw new Error(`${name}: no section --- ${title}`);
    return found.text;
  };
  const all = (title: string) => sections.filter((section) => section.title === title).map((section) => section.text);
  const settings = settingsOf(name, all('options').join('\n'));
  const document = readBlanks(one('document'));
  const cut = cutAtCursor(settings.document === 'crlf' ? document.replaceAll('\n', '\r\n') : document);
  const model = readBlanks(one('model'));
  return {
    name,
    path,
    place: { ...cut, languageId: one('language').trim() },
    model: settings.model === 'crlf' ? model.replaceAll('\n', '\r\n') : model,
    options: {
      multiline: settings.multiline,
      preferBlock: settings.preferBlock,
      snippets: all('snippet'),
      deleted: all('deleted'),
    },
    expect: one('expect'),
  };
}

/** What a golden file's `--- expect` would say about a result. */
export function drawResult(golden: GoldenCase, resolved: Resolved): string {
  if (resolved.kind === 'dropped') return `dropped: ${resolved.reason}`;
  const drawn = drawShown(golden.place, resolved.text, resolved.replace);
  return drawBlanks(golden.place.prefix.includes('\r') || golden.place.suffix.includes('\r') ? crlfToLf(drawn) : drawn);
}

/** Rewrites the `--- expect` section of a golden file. */
export function updateGolden(golden: GoldenCase, expect: string): void {
  const text = readFileSync(golden.path, 'utf8');
  const start = text.indexOf('--- expect\n') + '--- expect\n'.length;
  const next = /^--- /m.exec(text.slice(start));
  const end = next === null ? text.length : start + next.index;
  writeFileSync(golden.path, `${text.slice(0, start)}${expect}\n${text.slice(end)}`);
}

/** CR stays visible where the document's own line ending is not met. */
function crlfToLf(text: string): string {
  return text.replaceAll('\r\n', '\u0000').replaceAll('\n', '␊').replaceAll('\r', '␍').replaceAll('\u0000', '\n');
}

function sectionsOf(text: string): readonly Section[] {
  return text
    .split(/^--- /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { title: part.slice(0, end).trim(), text: part.slice(end + 1).replace(/\n$/, '') };
    });
}

interface Settings {
  multiline: ResolveOptions['multiline'];
  preferBlock: boolean;
  document: 'lf' | 'crlf';
  model: 'lf' | 'crlf';
}

function settingsOf(name: string, text: string): Settings {
  const settings: Settings = { multiline: 'auto', preferBlock: false, document: 'lf', model: 'lf' };
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const [key, value] = line.split(':').map((part) => part.trim());
    if (key === 'multiline' && (value === 'auto' || value === 'always' || value === 'never'))
      settings.multiline = value;
    else if (key === 'preferBlock' && value === 'true') settings.preferBlock = true;
    else if (key === 'document' && value === 'crlf') settings.document = value;
    else if (key === 'model' && value === 'crlf') settings.model = value;
    else throw new Error(`${name}: unknown option ${line}`);
  }
  return settings;
}
