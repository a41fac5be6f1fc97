// An instruction without a dialog: a comment line `AI: …` inside the selection or right above it.
import { languageOf } from '../text/languages.ts';
import { lineEnd, lineStart } from '../text/lines.ts';

/** Where a comment stands: whole lines, their line breaks included, as offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface FoundInstruction {
  /** All `AI:` comments, in their order, joined by line breaks. */
  readonly text: string;
  /** The comments to remove, sorted. The first may stand above the selection. */
  readonly spans: readonly Span[];
}

interface Line extends Span {
  /** Without its line break. */
  readonly text: string;
}

interface Comment {
  readonly instruction: string;
  readonly span: Span;
}

const longestComment = 20;
const mostAbove = 20;

/** The instruction for the lines `start..end` (offsets of whole lines) of a document, or `undefined`. */
export function findInstruction(text: string, languageId: string, { start, end }: Span): FoundInstruction | undefined {
  const marks = languageOf(languageId);
  const comments = [...commentsAbove(text, start, marks)];
  for (let at = start; at < end; ) {
    const line = lineAt(text, at);
    const comment = commentAt(text, line, marks);
    if (comment !== undefined && comment.span.end <= end) comments.push(comment);
    at = Math.max(comment?.span.end ?? line.end, at + 1);
  }
  if (comments.length === 0) return undefined;
  return {
    text: comments.map(({ instruction }) => instruction).join('\n'),
    spans: comments.map(({ span }) => span),
  };
}

type Marks = Pick<ReturnType<typeof languageOf>, 'lineComments' | 'blockComments'>;

/** The `AI:` comments right above `start`, with nothing between them and it. */
function commentsAbove(text: string, start: number, marks: Marks): readonly Comment[] {
  const found: Comment[] = [];
  let top = start;
  let at = start;
  for (let count = 0; count < mostAbove && at > 0; count++) {
    const line = lineAt(text, at - (text.slice(at - 2, at) === '\r\n' ? 2 : 1));
    const comment = commentAt(text, line, marks);
    at = line.start;
    if (comment !== undefined && comment.span.end === top) {
      found.unshift(comment);
      top = at;
      continue;
    }
    // A comment of several lines is recognised at its first one only.
    if (comment !== undefined || !mayContinue(line.text, marks)) break;
  }
  return found;
}

/** The `AI:` comment that begins with this line. */
function commentAt(text: string, line: Line, marks: Marks): Comment | undefined {
  const bare = line.text.trim().replace(/^\{(?=\/\*)/, '');
  for (const mark of marks.lineComments) {
    if (!bare.startsWith(mark)) continue;
    const instruction = instructionOf(bare.slice(mark.length).replace(/^[/#;!-]+/, ''));
    if (instruction !== undefined) return { instruction, span: { start: line.start, end: line.end } };
  }
  for (const [open, close] of marks.blockComments) {
    if (!bare.startsWith(open) || !/^[*!]*\s*(?:AI:|$)/i.test(bare.slice(open.length))) continue;
    const block = blockFrom(text, line, close);
    if (block === undefined) continue;
    const inner = block.text
      .trim()
      .replace(/^\{(?=\/\*)/, '')
      .slice(open.length);
    const body = inner.slice(0, inner.lastIndexOf(close)).replace(/^[*!]+/, '');
    const instruction = instructionOf(body.replace(/(?:\r\n|\n|\r)[ \t]*\*?[ \t]*/g, ' '));
    if (instruction !== undefined) return { instruction, span: block };
  }
  return undefined;
}

function instructionOf(comment: string): string | undefined {
  const [, instruction] = /^\s*AI:\s*(\S[\s\S]*)$/i.exec(comment) ?? [];
  return instruction?.trim();
}

/** The lines from here to the one that ends with the comment's close; code behind it makes it no comment of its own. */
function blockFrom(text: string, first: Line, close: string): Line | undefined {
  let line = first;
  for (let count = 0; count < longestComment; count++) {
    const at = line.text.indexOf(close);
    if (at >= 0) {
      const rest = line.text.slice(at + close.length).trim();
      return rest === '' || rest === '}'
        ? { start: first.start, end: line.end, text: text.slice(first.start, line.end) }
        : undefined;
    }
    if (line.end >= text.length) return undefined;
    line = lineAt(text, line.end);
  }
  return undefined;
}

/** True for a line that may be the middle or the end of a longer comment. */
function mayContinue(line: string, marks: Marks): boolean {
  const bare = line.trim();
  return (
    marks.blockComments.some(([, close]) => bare.endsWith(close) || bare.endsWith(`${close}}`)) || bare.startsWith('*')
  );
}

function lineAt(text: string, offset: number): Line {
  const start = lineStart(text, offset);
  const bare = lineEnd(text, offset);
  const end = text.startsWith('\r\n', bare) ? bare + 2 : Math.min(text.length, bare + 1);
  return { start, end, text: text.slice(start, bare) };
}
