// What stands around the cursor, read once: the line, the nesting, the block, and what the following lines close.
import { indentUnitOf, indentWidth } from '../text/indent.ts';
import { type Language, languageOf } from '../text/languages.ts';
import { type LineEnding, lineEnd, lineEndingOf, lineStart } from '../text/lines.ts';
import { floorInStatement, floorOf } from './floor.ts';
import { lex } from './lexer.ts';
import { type Closer, depth, insideText, type Lexed, type Nesting } from './nesting.ts';
import type { Place } from './place.ts';
import { isSteady, type Tabs, tabsOf } from './steps.ts';
import { most, startBefore, windowEnd } from './surroundings.ts';

/** A line that is not blank. */
export interface Line {
  /** Without indentation and trailing blanks. */
  readonly text: string;
  /** Indentation in columns. */
  readonly indent: number;
}

/** Everything resolve needs to know about a place. All texts are in LF. */
export interface Site {
  readonly language: Language;
  /** The end of the text before the cursor, from a line's beginning. */
  readonly prefix: string;
  /** The cursor's line before and behind the cursor. */
  readonly linePrefix: string;
  readonly rest: string;
  /** The cursor's line has only blanks before the cursor. */
  readonly blankPrefix: boolean;
  /** Indentation of the cursor's line in columns. */
  readonly indent: number;
  /** Indentation a new line here is expected to have, when its surroundings tell. */
  readonly expectedIndent: number | undefined;
  /** Nesting at the cursor. */
  readonly before: Nesting;
  /** The line behind the cursor's line begins inside a string or comment. */
  readonly textAfter: boolean;
  /** True when `prefix` reaches back to the document's beginning. */
  readonly whole: boolean;
  /** Frames open outside the statement or block that the cursor stands in. */
  readonly base: number;
  /** The line that opens the block the cursor is at the start of, if it is. */
  readonly opener: Line | undefined;
  /** Lines that follow the cursor's line, without blank ones. */
  readonly following: readonly Line[];
  /** True when `following` reaches the document's end. */
  readonly followingWhole: boolean;
  /** The closers in the following lines that close what stands before them. */
  readonly closers: readonly Closer[];
  /** How many frames must be open at the end of the cursor's line for the following lines to fit; undefined: unknown. */
  readonly floor: number | undefined;
  /** Frames open at the end of the cursor's line as it stands; undefined when its rest does not fit what is open. */
  readonly restDepth: number | undefined;
  /** One step of indentation, and whether the document is strict about tabs or spaces. */
  readonly unit: string;
  readonly tabs: Tabs;
  /** The blocks around the cursor keep to `unit`. */
  readonly steady: boolean;
  readonly lineEnding: LineEnding;
}

/** Reads a place. */
export function readSite(place: Place): Site {
  const language = languageOf(place.languageId);
  const start = startBefore(language, place.prefix);
  const prefix = toLf(place.prefix.slice(start));
  const suffixEnd = windowEnd(place.suffix);
  const suffix = toLf(place.suffix.slice(0, suffixEnd));
  const linePrefix = prefix.slice(lineStart(prefix, prefix.length));
  const restEnd = lineEnd(suffix, 0);
  const rest = suffix.slice(0, restEnd);
  const blankPrefix = linePrefix.trim() === '';

  const above = prefix.slice(0, prefix.length - linePrefix.length);
  const openerStart = lineStart(above, above.trimEnd().length);
  const beforeOpener = lex(language, above.slice(0, openerStart));
  const openerLine = lex(language, above.slice(openerStart), beforeOpener.nesting);
  const cursorLine = lex(language, linePrefix, openerLine.nesting);
  const before = cursorLine.nesting;
  const previous = headLine(toLine(above.slice(openerStart)), beforeOpener.nesting, openerLine.low);
  const own: Line = { text: linePrefix.trim(), indent: indentWidth(linePrefix) };
  const opener = findOpener(language, {
    before,
    own,
    rest,
    previous,
    opened: depth(openerLine.nesting) > openerLine.low,
  });

  const behind = suffix.slice(restEnd);
  const closers =
    insideText(before) && before.stack.at(-1)?.mark?.multiline && !lineComment(before)
      ? []
      : lex(language, behind).unmatched;
  const followingWhole = suffixEnd === place.suffix.length;
  const whole = start === 0;
  const following = behind
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, most.followingLines)
    .map(toLine);
  return {
    language,
    prefix,
    linePrefix,
    rest,
    blankPrefix,
    indent: own.indent,
    expectedIndent: expectIndent({ opener, previous, following, prefix }),
    before,
    textAfter: insideText(openerLine.nesting) && insideText(lex(language, `${rest}\n`, before).nesting),
    whole,
    base: blankPrefix ? (opener === undefined ? depth(before) : openerLine.low) : cursorLine.low,
    opener,
    following,
    followingWhole,
    closers,
    floor:
      floorOf(
        [lex(language, rest, before).nesting.stack, before.stack],
        closers,
        whole && followingWhole && !insideText(before),
        /^[)\]}]/.test(following[0]?.text ?? ')') ? undefined : following[0]?.indent,
      ) ?? floorInStatement(language, before, behind),
    restDepth: restDepth(language, rest, cursorLine),
    unit: indentUnitOf(
      prefix + suffix,
      blankPrefix && own.indent > (opener?.indent ?? own.indent)
        ? ' '.repeat(own.indent - (opener?.indent ?? 0))
        : '  ',
    ),
    tabs: tabsOf(blankPrefix ? `${prefix}x${suffix}` : prefix + suffix),
    steady: isSteady(language, prefix + suffix, indentWidth(indentUnitOf(prefix + suffix))),
    lineEnding: lineEndingOf(place.prefix.slice(-most.before) + place.suffix.slice(0, suffixEnd)),
  };
}

function restDepth(language: Language, rest: string, line: Lexed): number | undefined {
  const { nesting, errors, unmatched } = lex(language, `${rest}\n`, line.nesting);
  const fits = errors === 0 && unmatched.length === 0 && !insideText(nesting) && depth(nesting) <= line.low;
  return fits && rest.trim() !== '' && language.tags !== 'markup' ? depth(nesting) : undefined;
}

function toLine(line: string): Line {
  return { text: line.trim(), indent: indentWidth(line) };
}

/** A line that closes what lines above it opened is the end of a head over several lines: it stands where the head began. */
function headLine(line: Line, before: Nesting, low: number): Line {
  const opened = insideText(before) || low >= depth(before) ? undefined : before.stack[low];
  return opened === undefined || opened.indent >= line.indent ? line : { text: line.text, indent: opened.indent };
}

function lineComment(nesting: Nesting): boolean {
  return nesting.stack.at(-1)?.mark?.kind === 'line-comment';
}

function toLf(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** The line the cursor's block was opened by: its own line when that ends in an opener, or the one above an empty line. */
function findOpener(
  language: Language,
  at: { before: Nesting; own: Line; rest: string; previous: Line; opened: boolean },
): Line | undefined {
  if (insideText(at.before) || /\w/.test(at.rest)) return undefined;
  const line = at.own.text === '' ? at.previous : at.own;
  const code = withoutComment(language, line.text);
  if (!language.opener.test(code)) return undefined;
  if (at.own.text !== '' || /[{([]$/.test(code) === false || at.opened) return line;
  return undefined;
}

/** A line without the comment at its end. */
export function withoutComment(language: Language, line: string): string {
  if (!language.lineComments.some((mark) => line.includes(mark))) return line.trimEnd();
  for (const mark of language.lineComments) {
    for (let at = line.indexOf(mark); at >= 0; at = line.indexOf(mark, at + 1)) {
      if (
        depth(lex(language, line.slice(0, at)).nesting) >= 0 &&
        lineComment(lex(language, line.slice(0, at + mark.length)).nesting)
      ) {
        return line.slice(0, at).trimEnd();
      }
    }
  }
  return line.trimEnd();
}

function expectIndent(at: {
  opener: Line | undefined;
  previous: Line;
  following: readonly Line[];
  prefix: string;
}): number | undefined {
  const next = at.following[0];
  if (at.opener !== undefined) {
    const step = indentWidth(indentUnitOf(at.prefix, '  '));
    return next !== undefined && next.indent > at.opener.indent ? next.indent : at.opener.indent + step;
  }
  return at.previous.text === '' ? next?.indent : at.previous.indent;
}
