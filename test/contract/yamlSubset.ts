// Reads the YAML that Mistral's OpenAPI file is written in: block mappings, block lists, plain and quoted scalars. Not YAML at large.

type Yaml = string | number | boolean | null | readonly Yaml[] | { readonly [key: string]: Yaml };

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** Parses a block. Throws on what the subset does not know. */
export function parseYamlSubset(source: string): unknown {
  const lines = joinedLines(source);
  const { value, next } = parseBlock(lines, 0, lines[0]?.indent ?? 0);
  if (next !== lines.length) throw new Error(`cannot read from: ${lines[next]?.text}`);
  return value;
}

/** The part of a file that a key holds, for files too large to parse as a whole: the key's line and all lines below it. */
export function blockOf(source: string, key: string, indent: number): string {
  const start = source.indexOf(`\n${' '.repeat(indent)}${key}:\n`) + 1;
  if (start === 0) throw new Error(`no key ${key} at indent ${indent}`);
  const rest = source.slice(start);
  const end = rest.slice(1).search(new RegExp(`\\n {0,${indent}}[^\\s#-]`));
  return end < 0 ? rest : rest.slice(0, end + 2);
}

/** Lines without blank ones; a line that only goes on with the scalar above it is joined to that. */
function joinedLines(source: string): readonly Line[] {
  const lines: Line[] = [];
  for (const raw of source.split('\n')) {
    const text = raw.trim();
    if (text === '' || text.startsWith('#')) continue;
    const indent = raw.length - raw.trimStart().length;
    const above = lines.at(-1);
    const begins = /^(- |-$|'?[\w$./{}-]+'?:( |$))/.test(text);
    if (above !== undefined && indent > above.indent && !begins) {
      lines[lines.length - 1] = { indent: above.indent, text: `${above.text} ${text}` };
    } else {
      lines.push({ indent, text });
    }
  }
  return lines;
}

function parseBlock(lines: readonly Line[], at: number, indent: number): { value: Yaml; next: number } {
  const first = lines[at];
  if (first === undefined) return { value: null, next: at };
  return first.text.startsWith('-') ? parseList(lines, at, indent) : parseMapping(lines, at, indent);
}

function parseList(lines: readonly Line[], at: number, indent: number): { value: Yaml; next: number } {
  const items: Yaml[] = [];
  let next = at;
  for (
    let line = lines[next];
    line !== undefined && line.indent === indent && /^-( |$)/.test(line.text);
    line = lines[next]
  ) {
    const rest = line.text.slice(2);
    if (rest === '' || (!isKey(rest) && !rest.startsWith('- '))) {
      items.push(scalar(rest));
      next++;
      continue;
    }
    // What stands behind the dash begins a block of its own, two columns further in.
    const inner = [{ indent: indent + 2, text: rest }, ...lines.slice(next + 1)];
    const block = parseBlock(inner, 0, indent + 2);
    items.push(block.value);
    next += block.next;
  }
  return { value: items, next };
}

function parseMapping(lines: readonly Line[], at: number, indent: number): { value: Yaml; next: number } {
  const mapping: Record<string, Yaml> = {};
  let next = at;
  for (let line = lines[next]; line !== undefined && line.indent === indent && isKey(line.text); line = lines[next]) {
    const colon = line.text.search(/:( |$)/);
    const key = line.text.slice(0, colon).replace(/^'|'$/g, '');
    const rest = line.text.slice(colon + 1).trim();
    next++;
    const below = lines[next];
    const isBelow =
      below !== undefined && (below.indent > indent || (below.indent === indent && below.text.startsWith('-')));
    if (rest === '' && isBelow) {
      const block = parseBlock(lines, next, below.indent);
      mapping[key] = block.value;
      next = block.next;
    } else {
      mapping[key] = scalar(rest);
    }
  }
  return { value: mapping, next };
}

function isKey(text: string): boolean {
  return /^'?[\w$./{}-]+'?:( |$)/.test(text);
}

function scalar(text: string): Yaml {
  if (text === '' || text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  if (text.startsWith('"'))
    return JSON.parse(text.replace(/\\ /g, ' ').replace(/\\(?!["\\/bfnrtu])/g, '\\\\')) as string;
  return text;
}
