// Terminal screens as one animated SVG: every frame is shown for its time, then the next, and all again.
import { parseScreen, type Run } from './ansi.ts';

export interface Frame {
  /** What `tmux capture-pane -p -e` printed. */
  readonly screen: string;
  readonly cursor: { readonly column: number; readonly row: number };
  readonly seconds: number;
}

export interface Picture {
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  readonly frames: readonly Frame[];
  /** Index of the frame for readers who have asked for less motion. */
  readonly still: number;
}

const cell = { width: 8.4, height: 18 } as const;
const margin = 12;
const colours = { background: '#1d2021', foreground: '#c8ccd4', cursor: '#e5c07b' } as const;

/** The SVG's text. */
export function renderPicture({ title, columns, rows, frames, still }: Picture): string {
  const width = Math.ceil(columns * cell.width) + 2 * margin;
  const height = rows * cell.height + 2 * margin;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${styleOf(frames, still)}</style>`,
    `<rect width="100%" height="100%" rx="8" fill="${colours.background}"/>`,
    `<g transform="translate(${margin} ${margin})">`,
    ...frames.map((frame, index) => `<g class="frame f${index}">\n${frameOf(frame, rows)}\n</g>`),
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

function styleOf(frames: readonly Frame[], still: number): string {
  const total = frames.reduce((sum, { seconds }) => sum + seconds, 0);
  let start = 0;
  const rules = frames.map(({ seconds }, index) => {
    const from = percent(start / total);
    start += seconds;
    const to = percent(start / total);
    const hiddenBefore = index === 0 ? '' : '0%{visibility:hidden}';
    const steps = `${hiddenBefore}${from}{visibility:visible}${to}{visibility:hidden}100%{visibility:hidden}`;
    return `@keyframes k${index}{${steps}}.f${index}{animation:k${index} ${total}s step-end infinite}`;
  });
  return [
    `text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:${colours.foreground};white-space:pre}`,
    '.frame{visibility:hidden}',
    ...rules,
    `@media (prefers-reduced-motion:reduce){.frame{animation:none}.f${still}{visibility:visible}}`,
  ].join('\n');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}

function frameOf({ screen, cursor }: Frame, rows: number): string {
  const lines = parseScreen(screen).slice(0, rows);
  const parts = lines.flatMap((runs, row) => [...backgroundsOf(runs, row), ...runs.flatMap((run) => textOf(run, row))]);
  const place = `x="${cursor.column * cell.width}" y="${cursor.row * cell.height}"`;
  const block = `<rect ${place} width="2" height="${cell.height}" fill="${colours.cursor}"/>`;
  return [...parts, block].join('\n');
}

/** One rectangle for neighbours of the same background, whatever the colours of their text. */
function backgroundsOf(runs: readonly Run[], row: number): readonly string[] {
  const stripes: { fill: string | undefined; column: number; length: number }[] = [];
  for (const { column, text, style } of runs) {
    const fill = style.reverse ? (style.foreground ?? colours.foreground) : style.background;
    const last = stripes.at(-1);
    const length = [...text].length;
    if (last?.fill === fill && last !== undefined) last.length += length;
    else stripes.push({ fill, column, length });
  }
  return stripes.flatMap(({ fill, column, length }) => {
    if (fill === undefined) return [];
    const place = `x="${round(column * cell.width)}" y="${row * cell.height}"`;
    return [`<rect ${place} width="${round(length * cell.width)}" height="${cell.height}" fill="${fill}"/>`];
  });
}

function textOf({ column, text, style }: Run, row: number): readonly string[] {
  if (text.trim() === '') return [];
  const fill = style.reverse ? (style.background ?? colours.background) : style.foreground;
  const attributes = [
    fill === undefined ? '' : ` style="fill:${fill}"`,
    style.bold ? ' font-weight="bold"' : '',
    style.italic ? ' font-style="italic"' : '',
    style.underline ? ' text-decoration="underline"' : '',
    style.dim ? ' opacity="0.6"' : '',
  ].join('');
  const place = `x="${round(column * cell.width)}" y="${row * cell.height + 13}"`;
  // Whatever font the reader has, the text must be as wide as its cells.
  const length = `textLength="${round([...text].length * cell.width)}"`;
  return [`<text ${place} ${length} xml:space="preserve"${attributes}>${escaped(text)}</text>`];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
