// The YAML block at the top of a transcript. We read the few forms people write by hand and write one that every YAML reader takes.
import { splitLinesKeepingEnds } from '../text/lines.ts';

export interface FrontMatter {
  readonly model: string | undefined;
  readonly system: string | undefined;
}

/** The fields we know and the offset just behind the block (0 without one). Other fields are ignored. */
export function parseFrontMatter(text: string): { readonly fields: FrontMatter; readonly end: number } {
  const lines = splitLinesKeepingEnds(text);
  const none = { fields: { model: undefined, system: undefined }, end: 0 };
  if (lines[0]?.trimEnd() !== '---') return none;
  const close = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (close < 0) return none;
  const fields = new Map<string, string>();
  for (let index = 1; index < close; index++) {
    const [, key, value] = /^([A-Za-z]\w*):[ \t]*([^\r\n]*?)[ \t]*[\r\n]*$/.exec(lines[index] ?? '') ?? [];
    if (key === undefined || value === undefined) continue;
    if (!/^[|>][+-]?$/.test(value)) {
      fields.set(key, scalar(value));
      continue;
    }
    const block: string[] = [];
    while (index + 1 < close && /^(?:[ \t]|[\r\n]*$)/.test(lines[index + 1] ?? '')) block.push(lines[++index] ?? '');
    fields.set(key, blockText(block));
  }
  const end = lines.slice(0, close + 1).join('').length;
  return { fields: { model: fields.get('model'), system: fields.get('system') }, end };
}

/** The block with one empty line below, or nothing when no field is set. */
export function renderFrontMatter(fields: FrontMatter, ending: string): string {
  const lines = [
    ...(fields.model === undefined ? [] : [`model: ${written(fields.model)}`]),
    ...(fields.system === undefined ? [] : [`system: ${written(fields.system)}`]),
  ];
  return lines.length === 0 ? '' : ['---', ...lines, '---', '', ''].join(ending);
}

/** Plain where YAML allows it without doubt, else in double quotes: a JSON string is a YAML string. */
function written(value: string): string {
  const plain =
    /^[A-Za-z0-9][\w ./()-]*(?<! )$/.test(value) && !/^(?:true|false|yes|no|null|on|off|[\d.]+)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}

function scalar(value: string): string {
  if (value.startsWith("'") && value.endsWith("'") && value.length > 1) return value.slice(1, -1).replaceAll("''", "'");
  if (!value.startsWith('"')) return value.replace(/ #.*$/, '').trimEnd();
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'string' ? parsed : value;
  } catch {
    return value;
  }
}

function blockText(lines: readonly string[]): string {
  const bare = lines.map((line) => line.replace(/[\r\n]+$/, ''));
  const indent = /^[ \t]*/.exec(bare.find((line) => line.trim() !== '') ?? '')?.[0].length ?? 0;
  return bare
    .map((line) => line.slice(indent))
    .join('\n')
    .trimEnd();
}
