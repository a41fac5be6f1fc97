// What `tmux capture-pane -e` prints: rows of text with colours as SGR sequences (ECMA-48, 8.3.117).

export interface Style {
  /** `#rrggbb`, or `undefined` for the terminal's own colour. */
  readonly foreground: string | undefined;
  readonly background: string | undefined;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly dim: boolean;
  readonly reverse: boolean;
}

export interface Run {
  readonly column: number;
  readonly text: string;
  readonly style: Style;
}

const plain: Style = {
  foreground: undefined,
  background: undefined,
  bold: false,
  italic: false,
  underline: false,
  dim: false,
  reverse: false,
};

/** The sixteen named colours, in the order of their numbers. */
const named = [
  ...['#1d2021', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#c8ccd4'],
  ...['#6b717d', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#ffffff'],
];

/** The runs of equal style in each row. tmux carries a style over from one row to the next. */
export function parseScreen(screen: string): readonly (readonly Run[])[] {
  let style = plain;
  return screen.split('\n').map((row) => {
    const runs: Run[] = [];
    let column = 0;
    for (const part of row.split(ESCAPE)) {
      const sequence = part.startsWith(MARK) ? /^\[([\d;:]*)m/.exec(part) : null;
      if (sequence !== null) style = applied(style, sequence[1] ?? '');
      const text = sequence === null ? part : part.slice(sequence[0].length);
      if (text !== '') runs.push({ column, text, style });
      column += [...text].length;
    }
    return joined(runs);
  });
}

/** Neighbours of equal style as one run: editors set the style anew for every word. */
function joined(runs: readonly Run[]): readonly Run[] {
  const result: Run[] = [];
  for (const run of runs) {
    const last = result.at(-1);
    const same = last !== undefined && JSON.stringify(last.style) === JSON.stringify(run.style);
    if (same) result[result.length - 1] = { ...last, text: last.text + run.text };
    else result.push(run);
  }
  return result;
}

const MARK = '[';
const ESCAPE = String.fromCharCode(27);

function applied(before: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number);
  let style = before;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const { color, length } = extended(codes.slice(at + 1));
      style = code === 38 ? { ...style, foreground: color } : { ...style, background: color };
      at += length;
    } else style = simple(style, code);
  }
  return style;
}

function simple(style: Style, code: number): Style {
  if (code === 0) return plain;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 3) return { ...style, italic: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 7) return { ...style, reverse: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 23) return { ...style, italic: false };
  if (code === 24) return { ...style, underline: false };
  if (code === 27) return { ...style, reverse: false };
  if (code >= 30 && code <= 37) return { ...style, foreground: named[code - 30] };
  if (code === 39) return { ...style, foreground: undefined };
  if (code >= 40 && code <= 47) return { ...style, background: named[code - 40] };
  if (code === 49) return { ...style, background: undefined };
  if (code >= 90 && code <= 97) return { ...style, foreground: named[code - 82] };
  if (code >= 100 && code <= 107) return { ...style, background: named[code - 92] };
  return style;
}

/** `5;N` (palette of 256) or `2;R;G;B`, and how many numbers that took. */
function extended(codes: readonly number[]): { readonly color: string; readonly length: number } {
  if (codes[0] === 5) return { color: palette(codes[1] ?? 0), length: 2 };
  return { color: hex(codes.slice(1, 4)), length: 4 };
}

/** xterm's palette: sixteen named colours, a cube of 6 x 6 x 6, 24 greys. */
function palette(index: number): string {
  if (index < 16) return named[index] ?? '#000000';
  if (index >= 232) return hex(Array<number>(3).fill(8 + (index - 232) * 10));
  const cube = index - 16;
  const level = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  return hex([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level));
}

function hex(levels: readonly number[]): string {
  return `#${levels.map((level) => level.toString(16).padStart(2, '0')).join('')}`;
}
