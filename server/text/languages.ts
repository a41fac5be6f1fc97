// What the editor's languageId tells about a text: its comments, strings, brackets and how its blocks begin and end.
import { bracedLanguages } from './bracedLanguages.ts';
import { braces, type LanguageSyntax } from './languageSyntax.ts';
import { wordedLanguages } from './wordedLanguages.ts';

/** A mark that begins a string or a comment. */
export interface TextMark {
  readonly open: string;
  /** What ends it; a line comment ends with its line. */
  readonly close: string;
  readonly kind: 'string' | 'line-comment' | 'block-comment';
  readonly multiline: boolean;
  readonly escapes: boolean;
  readonly holes: readonly string[];
}

export interface Language extends LanguageSyntax {
  readonly id: string;
  /** Closing brackets by their opening bracket's UTF-16 unit. */
  readonly pairs: ReadonlyMap<number, string>;
  /** All marks that begin a string or comment by their first UTF-16 unit, the longest first. */
  readonly marks: ReadonlyMap<number, readonly TextMark[]>;
}

const byId: ReadonlyMap<string, Language> = new Map(
  [...bracedLanguages, ...wordedLanguages].flatMap(({ ids, syntax }) =>
    ids
      .split(' ')
      .map((id) => [id, { id, ...syntax, marks: marksOf(syntax), pairs: pairsOf(syntax.brackets) }] as const),
  ),
);

/** All language identifiers with a row of their own. */
export const knownLanguageIds: readonly string[] = [...byId.keys()];

/**
 * What is known about a language identifier (LSP's list, and what editors use besides it). An unknown one is treated
 * as braces with both usual comment marks, which is right for most languages that have no row.
 */
export function languageOf(languageId: string): Language {
  return byId.get(languageId) ?? byId.get(languageId.toLowerCase()) ?? fallback;
}

/** The mark a one-line comment begins with, or undefined when the language has none. */
export function lineCommentOf(languageId: string): string | undefined {
  return languageOf(languageId).lineComments[0];
}

const fallback: Language = { id: 'unknown', ...braces, marks: marksOf(braces), pairs: pairsOf(braces.brackets) };

function marksOf(syntax: LanguageSyntax): ReadonlyMap<number, readonly TextMark[]> {
  const comment = { multiline: true, escapes: false, holes: [] };
  const all: TextMark[] = [
    ...syntax.strings.map((string) => ({ ...string, kind: 'string' as const })),
    ...syntax.blockComments.map(([open, close]) => ({ ...comment, open, close, kind: 'block-comment' as const })),
    ...syntax.lineComments.map((open) => ({ ...comment, open, close: '\n', kind: 'line-comment' as const })),
  ];
  const byFirst = new Map<number, TextMark[]>();
  for (const mark of all.sort((a, b) => b.open.length - a.open.length)) {
    const first = mark.open.charCodeAt(0);
    byFirst.set(first, [...(byFirst.get(first) ?? []), mark]);
  }
  return byFirst;
}

function pairsOf(brackets: string): ReadonlyMap<number, string> {
  const pairs = new Map<number, string>();
  for (let at = 0; at + 1 < brackets.length; at += 2) pairs.set(brackets.charCodeAt(at), brackets.charAt(at + 1));
  return pairs;
}
