// The words in which scope.ts tells how far an answer may reach.
import type { AnswerLine } from './repetition.ts';
import type { NoneReason } from './request.ts';

/** The part of an answer that may be shown. */
export interface Extent {
  /** UTF-16 units of the text that may be shown. */
  readonly end: number;
  /** Nothing that may still come changes `end`. */
  readonly closed: boolean;
  /** Why it ends, for the log when nothing is left. */
  readonly why: NoneReason;
}

/** `line`: one line. `statement`: one line and what its open brackets or its block need. `block`: the cursor's block. `lines`: all in scope. */
export type Reach = 'line' | 'statement' | 'block' | 'lines';

/** Where the answer is complete unless the next line carries it on. */
export interface Pending {
  readonly end: number;
  readonly last: AnswerLine;
  readonly isBlock: boolean;
}

/** One line being read: its number, itself, and its offsets in the answer. */
export interface Reading {
  readonly at: number;
  readonly line: AnswerLine;
  readonly raw: string;
  /** Offset of the line break before it, and of its end. */
  readonly before: number;
  readonly end: number;
}

/** Ends at `end`. */
export function stop(end: number, closed = true, why: NoneReason = 'out-of-scope'): Extent {
  return { end, closed, why };
}

/** The first word with the marks before it. */
export function firstWord(text: string): string {
  return /^\W*\w*/.exec(text)?.[0] ?? '';
}

/** Its first word is complete, and tells what the line is: a label is known by its colon. */
export function isDecidable(line: AnswerLine): boolean {
  if (line.complete) return true;
  return /^\W*\w+\W/.test(line.text) && !/^(?:case|default|public|private|protected)\b/.test(line.text);
}
