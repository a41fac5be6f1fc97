// Signatures of the identifiers around the cursor, from open and imported texts. No language server, no grammar: declarations by their shape.
import type { Snippet } from '../../model/fim.ts';
import { indentWidth } from '../../text/indent.ts';
import { splitLines } from '../../text/lines.ts';
import type { ContextDocument, ContextPlace } from './documents.ts';

interface Definition {
  readonly name: string;
  /** The declaring line; for types and classes the lines of their members follow. */
  readonly signature: string;
}

const longestText = 200_000;
const longestSignature = 160;
const mostMembers = 14;
const mostNames = 60;
/** What an imported name counts that is not near the cursor: less than any name within ten lines. */
const importedNearness = 0.25;
const importing = /^\s*(?:import|from|use|using|require|const\s.*\brequire\b|#include|export\s.*\bfrom\b)\b/;

/** What declares a name at the beginning of a line, in the languages we know: the modifiers vary, the keyword and the name do not. */
const declaration =
  /^\s*(?:(?:export|default|declare|public|private|protected|internal|static|final|abstract|async|pub(?:\([a-z]+\))?|unsafe|open|override|sealed|data|inline|virtual|extern|local|readonly)\s+)*(?<keyword>function\*?|class|interface|type|enum|struct|trait|impl|module|namespace|object|protocol|record|def|defp|defmodule|fn|func|fun|sub|proc|const|let|var|val|static|macro_rules!|#define|typedef)\s+(?:\([^)]*\)\s*)?(?<name>[A-Za-z_$][\w$]*)/;
/** Keywords whose members are worth showing. */
const withMembers = new Set([
  'class',
  'interface',
  'type',
  'enum',
  'struct',
  'trait',
  'impl',
  'module',
  'namespace',
  'object',
  'protocol',
  'record',
  'defmodule',
]);
/** `let` and `const` deep inside functions are nobody else's business. */
const topLevelOnly = new Set(['const', 'let', 'var', 'val', 'static']);

export class Definitions {
  readonly #index = new Map<string, { readonly text: string; readonly byName: ReadonlyMap<string, Definition> }>();

  /** Signatures of the names used near the cursor; the nearer a name, the higher its score. */
  snippets(place: ContextPlace, documents: readonly ContextDocument[]): readonly Snippet[] {
    const names = namesNear(place);
    const found: Snippet[] = [];
    for (const document of documents) {
      if (document.uri === place.uri || document.relation === 'sibling') continue;
      const byName = this.#definitionsOf(document);
      for (const [name, nearness] of names) {
        const definition = byName.get(name);
        if (definition === undefined) continue;
        const score = nearness * (document.relation === 'import' ? 2 : 1);
        found.push({ path: document.path, text: definition.signature, source: 'definition', score });
      }
    }
    return found;
  }

  forget(uri: string): void {
    this.#index.delete(uri);
  }

  #definitionsOf(document: ContextDocument): ReadonlyMap<string, Definition> {
    const known = this.#index.get(document.uri);
    if (known !== undefined && known.text === document.text) return known.byName;
    const byName = indexOf(document.text.slice(0, longestText));
    this.#index.set(document.uri, { text: document.text, byName });
    if (this.#index.size > 60) this.#index.delete(this.#index.keys().next().value ?? '');
    return byName;
  }
}

/** Names in the lines around the cursor, with 1 for those on its line and less for farther ones; imported names count a little wherever the cursor is. */
function namesNear({ prefix, suffix }: ContextPlace): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  const note = (line: string, nearness: number) => {
    for (const name of line.match(/[A-Za-z_$][\w$]{2,}/g) ?? []) {
      if ((names.get(name) ?? 0) < nearness) names.set(name, nearness);
    }
  };
  for (const line of splitLines(prefix.slice(0, 6000))) if (importing.test(line)) note(line, importedNearness);
  const before = splitLines(prefix.slice(-3000)).slice(-12).reverse();
  const after = splitLines(suffix.slice(0, 800)).slice(0, 4);
  for (const [distance, line] of [...before.entries(), ...after.entries()]) note(line, 1 / (1 + distance / 4));
  return new Map([...names].sort((x, y) => y[1] - x[1]).slice(0, mostNames));
}

/** The declarations of a text by name; the first of a name counts. */
export function indexOf(text: string): ReadonlyMap<string, Definition> {
  const lines = splitLines(text);
  const byName = new Map<string, Definition>();
  for (const [at, line] of lines.entries()) {
    const { keyword = '', name = '' } = declaration.exec(line)?.groups ?? {};
    if (name.length < 3 || byName.has(name)) continue;
    if (topLevelOnly.has(keyword) && indentWidth(line) > 0) continue;
    const head = shorten(line);
    const members = withMembers.has(keyword) ? membersOf(lines, at) : [];
    byName.set(name, { name, signature: [head, ...members].join('\n') });
  }
  return byName;
}

/** The lines one step deeper than a type's head, bodies left out. */
function membersOf(lines: readonly string[], head: number): readonly string[] {
  const outer = indentWidth(lines[head] ?? '');
  const members: string[] = [];
  let inner: number | undefined;
  for (const line of lines.slice(head + 1, head + 400)) {
    if (line.trim() === '') continue;
    const width = indentWidth(line);
    if (width <= outer) break;
    inner ??= width;
    if (width !== inner || isNoise(line)) continue;
    members.push(shorten(line));
    if (members.length >= mostMembers) break;
  }
  return members;
}

/** Comments, decorators and closers tell nothing about how a member is used. */
function isNoise(line: string): boolean {
  return /^\s*(?:\/\/|\/\*|\*|#(?!define)|@|["'}\])]|return\b)/.test(line);
}

function shorten(line: string): string {
  const open = line.replace(/\s*\{\s*$/, '');
  return open.length > longestSignature ? `${open.slice(0, longestSignature)}…` : open.trimEnd();
}
