// Places and completions drawn inside source text: `ˇ` is the cursor, «…» what is shown, ⟦…⟧ what it replaces.

/** A document cut at its cursor. */
export interface Cut {
  readonly prefix: string;
  readonly suffix: string;
}

/** Cuts a text at its one `ˇ`; throws when there is none or a second one. */
export function cutAtCursor(text: string): Cut {
  const parts = text.split('ˇ');
  const [prefix, suffix] = parts;
  if (parts.length !== 2 || prefix === undefined || suffix === undefined) {
    throw new Error(`expected one cursor ˇ, found ${parts.length - 1}`);
  }
  return { prefix, suffix };
}

/** Draws a completion at the cursor: «text» and, when it replaces something of the line, ⟦replaced⟧. */
export function drawShown(cut: Cut, text: string, replace: number): string {
  const replaced = replace === 0 ? '' : `⟦${cut.suffix.slice(0, replace)}⟧`;
  return `${cut.prefix}«${text}»${replaced}${cut.suffix.slice(replace)}`;
}

/** Makes what cannot be seen visible: blanks at a line's end as `␣`. */
export function drawBlanks(text: string): string {
  return text.replace(/ +$/gm, (blanks) => '␣'.repeat(blanks.length));
}

/** The opposite of `drawBlanks`. */
export function readBlanks(text: string): string {
  return text.replaceAll('␣', ' ');
}
