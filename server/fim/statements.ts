// What a line says about the lines around it: it begins a definition, cannot end here, or carries on what stands above.
import type { Language } from '../text/languages.ts';
import { withoutComment } from './site.ts';

const modifiers =
  /^(?:(?:export|default|public|private|protected|internal|static|async|abstract|final|pub(?:\([\w ]+\))?|unsafe|inline|override|suspend|open|data|sealed|virtual|local|extern|partial)\s+)*/;
const named =
  /^(?:function|def|defp|defmodule|defmacro|class|fn|func|fun|sub|interface|trait|impl|struct|enum|module|namespace|protocol|record|object|procedure|type|instance)\b\s*[\w$*<("'&]/;
const called = /^(?:describe|it|test|suite|context|beforeEach|afterEach)(?:\.\w+)?\(/;
const typed = /^(?:[\w$<>[\],.*&:?]+\s+)+[*&]?[\w$~:]+\s*\([^;]*\)(?:\s*(?:const|noexcept|throws\s+[\w.,\s]+))?\s*\{?$/;
const method = /^[*#]?[\w$]+\s*(?:<[^<>]*>)?\([^;]*\)(?:\s*:\s*[^;{=]+)?\s*\{$/;
const word =
  /^(?:if|for|while|switch|catch|with|return|else|match|foreach|until|unless|synchronized|using|lock|await|yield|throw|new|case|do|try)\b/;
const decorated = /^@[A-Za-z]|^#\[|^\[\w+.*\]$|^\/\*\*/;
const lispDefinition = /^\((?:def\w*|define\S*|ns|deftest)\b/;

/** True for a line that begins a function, a type, a test or the like. */
export function beginsDefinition(language: Language, line: string): boolean {
  if (language.block === 'lisp') return lispDefinition.test(line);
  const code = withoutComment(language, line);
  const bare = code.replace(modifiers, '');
  if (named.test(bare) || called.test(bare) || decorated.test(code)) return true;
  if (language.block === 'keyword-end' && /^[\w:-]+\s*\(\)\s*\{?$/.test(code)) return true;
  return language.block === 'braces' && !word.test(bare) && (typed.test(bare) || method.test(bare));
}

/** Languages in which a backslash at a line's end carries it on. */
const continued =
  /^(?:python|starlark|shellscript|sh|bash|zsh|shell|fish|c|cpp|objective-c|makefile|make|dockerfile|ruby|tcl)$/;

/** True for a line of code that cannot end its statement. */
export function cannotEnd(language: Language, line: string): boolean {
  const code = withoutComment(language, line);
  // An assignment of nothing.
  if (language.id === 'shellscript' && code.endsWith('=')) return false;
  if (continued.test(language.id) && /(?:^|[^\\])\\$/.test(code)) return true;
  if (/(?:(?:^|[^=!<>+\-*/:~])=|=>|&&|\|\||\?\?|\|\bextends)$/.test(code)) return language.block !== 'markdown';
  return language.block !== 'markdown' && /^@[A-Za-z][\w.]*(?:\(.*\))?$|^#!?\[.*\]$/.test(code);
}

/** Marks that no statement begins with: calls in a chain, operators, an opening brace on its own line. */
const carrying = /^(?:\??\.(?=[A-Za-z_$])|->(?=\w)|&&|\|\|?(?=\s)|\?\?|[?:+]\s|=>|>\s*[=({;,|&]|>$)/;

/**
 * True when `line` belongs to the statement whose last line is `last` and whose first line has `indent`: it starts with
 * an operator, is the brace of a head, a further branch, or stands deeper although nothing was ended.
 */
export function carriesOn(
  language: Language,
  line: { readonly text: string; readonly indent: number },
  statement: {
    readonly last: { readonly text: string; readonly indent: number };
    readonly indent: number;
    readonly isBlock: boolean;
    readonly adjacent: boolean;
  },
): boolean {
  const braces = language.block === 'braces';
  if (language.chain.test(line.text) && line.indent <= statement.indent) return true;
  // A class in a style sheet begins like a call in a chain.
  const selector = /^(?:css|scss|less|stylus)$/.test(language.id);
  if (braces && statement.adjacent && !selector && carrying.test(line.text) && line.indent >= statement.indent)
    return true;
  const code = withoutComment(language, statement.last.text);
  const carried = statement.last.indent > statement.indent;
  if (braces && line.text.startsWith('{') && line.indent >= statement.indent && /[\w)>\]]$/.test(code))
    return !/^#/.test(code);
  if (statement.isBlock) return false;
  const structured = braces || (language.block === 'none' && language.lineComments.length > 0);
  if (!structured || line.indent <= statement.indent || code === '' || /^#\s*\w/.test(code)) return false;
  return !/[;}]$|\*\/$/.test(code) && (carried || !code.endsWith(','));
}

/** Labels and preprocessor lines may stand at less indentation than their block. */
export function isLabel(language: Language, line: string): boolean {
  if (language.block !== 'braces') return false;
  return /^(?:case\b.*|default\s*|[A-Za-z_]\w*\s*|(?:public|private|protected)\s*):(?:\s|$)|^#\s*\w/.test(line);
}

/** True for a line that opens a block by how it is written, in languages that do it by words or indentation. */
export function opensByWord(language: Language, line: string): boolean {
  if (language.block === 'braces')
    return /^(?:case\b.*|default|public|private|protected)\s*:$/.test(withoutComment(language, line));
  if (language.block !== 'indentation' && language.block !== 'keyword-end') return false;
  const code = withoutComment(language, line);
  return language.opener.test(code) && !/[([{]$/.test(code);
}

/** True for a line that begins with a closing bracket or tag. */
export function startsWithCloser(line: string): boolean {
  return /^(?:[)\]}]|<\/)/.test(line);
}
