// A trace: the keys a person presses to write a piece of a real file, with a human rhythm. The same seed gives the same keys.

/** One key. */
export interface Key {
  /** What it puts in at the cursor; empty for a backspace. A newline brings the next line's indentation with it, as editors do. */
  readonly insert: string;
  /** Milliseconds until the next key. */
  readonly gapMs: number;
  /** This gap is one of the counted pauses. */
  readonly pause: boolean;
  /** How much of the true text stands before the cursor after this key; wrong characters do not count. */
  readonly done: number;
  /** Wrong characters stand before the cursor after this key. */
  readonly wrong: boolean;
}

export interface Trace {
  readonly name: string;
  readonly languageId: string;
  /** What stands before and behind the place of writing. */
  readonly before: string;
  readonly after: string;
  /** What the user means to write. */
  readonly truth: string;
  readonly keys: readonly Key[];
}

export interface TraceOptions {
  readonly name: string;
  readonly languageId: string;
  readonly text: string;
  /** Where in the file the writing begins, as a share of its lines. */
  readonly from: number;
  readonly keys: number;
  readonly pauses: number;
  readonly seed: number;
}

const typoShare = 0.025;
const shortestGapMs = 80;
const longestGapMs = 180;
const shortestPauseMs = 400;
const longestPauseMs = 3000;
const meanPauseMs = 680;
/** Keys between two pauses at least: a burst is more than a key. */
const shortestBurst = 6;

/** Numbers from 0 to below 1 (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The trace of writing some lines of a file anew, at their place. */
export function traceOf(options: TraceOptions): Trace {
  const random = randomOf(options.seed);
  const lines = options.text.replace(/\r\n/g, '\n').split('\n');
  const first = Math.max(1, Math.floor(lines.length * options.from));
  let last = first;
  // Indentation costs no key, and typos cost two; this much text is enough for all keys.
  for (let typed = 0; last < lines.length - 1 && typed < options.keys; last++)
    typed += (lines[last] ?? '').trimStart().length + 1;
  const indent = /^[ \t]*/.exec(lines[first] ?? '')?.[0] ?? '';
  const before = `${lines.slice(0, first).join('\n')}\n${indent}`;
  const truth = lines.slice(first, last).join('\n').slice(indent.length);
  const after = `\n${lines.slice(last).join('\n')}`;
  const strokes = strokesOf(truth, options.keys, random);
  return {
    name: options.name,
    languageId: options.languageId,
    before,
    after,
    truth,
    keys: withRhythm(strokes, truth, options.pauses, random),
  };
}

type Stroke = Omit<Key, 'gapMs' | 'pause'>;

function strokesOf(truth: string, count: number, random: () => number): readonly Stroke[] {
  const strokes: Stroke[] = [];
  let done = 0;
  while (strokes.length < count && done < truth.length) {
    const next = nextInsert(truth, done);
    if (/[a-z]/.test(next) && random() < typoShare && strokes.length < count - 8) {
      const noticedAfter = Math.floor(random() * 3);
      const mistake = [wrongFor(next, random)];
      for (let more = 0; more < noticedAfter; more++) {
        const character = truth[done + 1 + more];
        if (character === undefined || /\s/.test(character)) break;
        mistake.push(character);
      }
      for (const insert of mistake) strokes.push({ insert, done, wrong: true });
      for (let left = mistake.length - 1; left >= 0; left--) strokes.push({ insert: '', done, wrong: left > 0 });
      continue;
    }
    done += next.length;
    strokes.push({ insert: next, done, wrong: false });
  }
  return strokes;
}

/** The next key: a character, or a newline with the indentation an editor puts in. */
function nextInsert(truth: string, at: number): string {
  return truth[at] === '\n' ? (/^\n[ \t]*/.exec(truth.slice(at))?.[0] ?? '\n') : (truth[at] ?? '');
}

function wrongFor(right: string, random: () => number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const wrong = letters[Math.floor(random() * letters.length)] ?? 'x';
  return wrong === right ? 'q' : wrong;
}

function withRhythm(strokes: readonly Stroke[], truth: string, pauses: number, random: () => number): readonly Key[] {
  const paused = new Set<number>();
  for (let tries = 0; paused.size < pauses && tries < 20_000; tries++) {
    const index = 3 + Math.floor(random() * (strokes.length - 8));
    const stroke = strokes[index];
    if (stroke === undefined || stroke.wrong || strokes[index + 1]?.wrong === true) continue;
    if ([...paused].some((other) => Math.abs(other - index) < shortestBurst)) continue;
    if (random() < pauseLikelihood(truth, stroke)) paused.add(index);
  }
  return strokes.map((stroke, index) => {
    if (paused.has(index)) {
      const beyond = -Math.log(1 - random()) * (meanPauseMs - shortestPauseMs);
      return { ...stroke, pause: true, gapMs: Math.min(longestPauseMs, shortestPauseMs + beyond) };
    }
    return { ...stroke, pause: false, gapMs: shortestGapMs + random() * (longestGapMs - shortestGapMs) };
  });
}

/** People stop to think where something ends or begins, and now and then inside a word. */
function pauseLikelihood(truth: string, stroke: Stroke): number {
  if (stroke.insert.startsWith('\n')) return 1;
  if (/[([{=,.:;\s]/.test(stroke.insert)) return 0.7;
  if (truth[stroke.done] === '\n') return 0.5;
  return 0.15;
}
