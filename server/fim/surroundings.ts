// How much of a document is read around the cursor: from a line where the lexer may start, to one where it may stop.
import type { Language } from '../text/languages.ts';
import { lineEnd } from '../text/lines.ts';

/** UTF-16 units looked at before and behind the cursor: enough for the enclosing function, little enough for a keystroke. */
export const most = { before: 8000, behind: 4000, followingLines: 40 };

/** Offset in `prefix` at which to begin reading. */
export function startBefore(language: Language, prefix: string): number {
  return isRunningText(language) ? paragraphStart(prefix) : windowStart(prefix);
}

const declaration =
  /\n(?=(?:export|import|from|function|class|def|async|const|let|var|type|interface|public|private|static|fn|pub|impl|func|package|module|use|namespace|struct|enum|void|int|sub|my|if|for|@\w|#include|#\[|\(def)\b)/g;
const anything = /\n(?=[A-Za-z@<#(][^\r\n]*[{(:>,;]\r?\n)/g;

/** Where to begin: at a line of no indentation that surely is code, else at any that begins something. */
function windowStart(prefix: string): number {
  if (prefix.length <= most.before) return 0;
  const from = prefix.length - most.before;
  const until = prefix.length - most.before / 4;
  for (const start of [declaration, anything]) {
    start.lastIndex = from;
    const found = start.exec(prefix);
    if (found !== null && found.index < until) return found.index + 1;
  }
  return lineEnd(prefix, from) + 1;
}

/** Markdown and plain text: a bracket that one paragraph leaves open says nothing about the next. */
export function isRunningText(language: Language): boolean {
  return language.block === 'markdown' || (language.block === 'none' && language.lineComments.length === 0);
}

function paragraphStart(prefix: string): number {
  const blank = /\n[ \t]*\r?\n(?=[^\n]*\S)/g;
  blank.lastIndex = Math.max(0, prefix.length - most.before);
  let start = blank.lastIndex;
  for (let found = blank.exec(prefix); found !== null; found = blank.exec(prefix)) start = blank.lastIndex;
  return start;
}

/** Offset in `suffix` at which to stop reading: a line's end. */
export function windowEnd(suffix: string): number {
  return suffix.length <= most.behind ? suffix.length : lineEnd(suffix, most.behind);
}
