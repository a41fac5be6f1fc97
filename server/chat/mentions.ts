// What a message attaches by name: `@path`, `@path:10-20`, `@"a path with blanks"`, `@selection`, `@diagnostics`.

/** Lines count from 1 and both ends belong to the range, as people write them. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

export type Mention =
  | { readonly kind: 'file'; readonly path: string; readonly lines: LineRange | undefined }
  | { readonly kind: 'selection' }
  | { readonly kind: 'diagnostics' };

/** Either quoted, or up to the next blank or punctuation that no sensible path holds. */
const mention = /(?<=^|[\s([{,;])@(?:"([^"\r\n]+)"|([^\s@"'`<>|,;()[\]{}]+))(?::(\d+)(?:-(\d+))?)?/g;

/** The mentions of a text in their order, each once. Code, in blocks or between backticks, mentions nothing: `@` means other things there. */
export function parseMentions(text: string): readonly Mention[] {
  const found = new Map<string, Mention>();
  for (const [, quoted, plain, from, to] of withoutCode(text).matchAll(mention)) {
    const one = quoted === undefined ? plainMention(plain ?? '') : fileMention(quoted, from, to);
    if (one !== undefined) found.set(JSON.stringify(one), one);
  }
  return [...found.values()];
}

/** An unquoted mention holds its line numbers and the punctuation of the sentence around it. */
function plainMention(written: string): Mention | undefined {
  const word = written.replace(/[.:!?]+$/, '');
  if (word === '') return undefined;
  if (word === 'selection' || word === 'diagnostics') return { kind: word };
  const [, path, from, to] = /^(.+?):(\d+)(?:-(\d+))?$/.exec(word) ?? [];
  return path === undefined ? fileMention(word, undefined, undefined) : fileMention(path, from, to);
}

function fileMention(path: string, from: string | undefined, to: string | undefined): Mention {
  if (from === undefined) return { kind: 'file', path, lines: undefined };
  const first = Math.max(1, Number(from));
  return { kind: 'file', path, lines: { from: first, to: Math.max(first, Number(to ?? from)) } };
}

/** Blanks instead of code, so that what stands around it keeps its place. */
function withoutCode(text: string): string {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined && mark !== undefined) fence = mark;
    else if (fence !== undefined && mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
    else if (fence === undefined) lines.push(line.replace(/(`+)[^`].*?\1/g, ' '));
  }
  return lines.join('\n');
}
