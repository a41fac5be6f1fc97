// The declarations of a file, found line by line without a grammar: enough for a model to know where to look.

/** Lines further in than this are details of a function. */
const deepest = 12;
const mostEntries = 300;

const modifiers =
  '(?:(?:export|default|declare|public|private|protected|internal|static|abstract|final|async|override|readonly|pub(?:\\([a-z]+\\))?|unsafe|extern|inline|virtual|const|open|data|sealed|partial|local)\\s+)*';
const keywords =
  '(?:class|interface|struct|enum|trait|impl|union|record|object|module|namespace|package|protocol|extension|type|typedef|function\\*?|func|fun|fn|def|defp|defmodule|defmacro|sub|proc|macro|mod)';

const declared = new RegExp(`^${modifiers}${keywords}\\b`);
const bound =
  /^(?:export\s+)?(?:const|let|var|val)\s+[\w$]+[^=]*=\s*(?:async\s*)?(?:function\b|\([^()]*\)\s*(?::[^=]+)?=>|\w+\s*=>)/;
const method =
  /^(?:(?:public|private|protected|static|async|override|get|set|final|virtual)\s+)*(?:[\w<>[\]*&:,]{1,60}\s+){0,4}[#*&\w$:~]+(?:<[^<>]*>)?\([^()]*\)\s*(?::\s*[^{]+)?\{\s*$/;
const notMethod = /^(?:if|for|while|switch|catch|with|return|function|else|do|try|foreach|unless|until)\b/;
const markdownHeading = /^#{1,6} \S/;

export interface OutlineEntry {
  /** Counted from 1. */
  readonly line: number;
  /** The line as it stands, its end without an opening brace. */
  readonly text: string;
}

/** The entries of a text with their indentation kept, which shows what belongs to what. */
export function outlineOf(text: string, languageId: string): readonly OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  const markdown = languageId === 'markdown';
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    // Generated and minified lines would only cost time.
    if (line.length > 300) continue;
    const bare = line.trimStart();
    if (line.length - bare.length > deepest) continue;
    if (!(markdown ? markdownHeading.test(bare) : isDeclaration(bare))) continue;
    entries.push({ line: index + 1, text: line.replace(/\s*\{?\s*$/, '') });
    if (entries.length === mostEntries) break;
  }
  return entries;
}

function isDeclaration(line: string): boolean {
  return declared.test(line) || bound.test(line) || (method.test(line) && !notMethod.test(line));
}
