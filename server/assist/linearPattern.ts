/**
 * Regular expressions whose matching takes time in proportion to the text, whatever they are: a pattern comes from a model, and one
 * like `(a+)+b` would keep JavaScript's own engine, and with it the whole server, busy for ever. The pattern becomes a small program
 * for a set of threads (Thompson 1968; Cox, "Regular Expression Matching: the Virtual Machine Approach").
 */
import { Parser, PatternError, type Step } from './patternParser.ts';

export interface LinearPattern {
  /** True when the pattern matches somewhere in the text, which is one line. */
  test(text: string): boolean;
}

export type CompiledPattern =
  | { readonly kind: 'pattern'; readonly pattern: LinearPattern }
  /** One sentence for the model. */
  | { readonly kind: 'problem'; readonly message: string };

/** Compiles a regular expression: literals, classes, groups, alternation, quantifiers, `^ $ \b \B \d \w \s`. */
export function compilePattern(source: string, ignoreCase = false): CompiledPattern {
  try {
    const program = new Parser(source, ignoreCase).parse();
    return { kind: 'pattern', pattern: { test: (text) => run(program, text) } };
  } catch (error) {
    if (error instanceof PatternError) return { kind: 'problem', message: error.message };
    throw error;
  }
}

/** Compiles a glob for whole relative paths: `**`, `*`, `?`, `{a,b}`. One without `/` is compared with the file's name alone. */
export function compileGlob(glob: string): CompiledPattern {
  let braces = 0;
  const source = glob.replace(/\*\*\/|\*\*|[*?{},]|[.+^$()|[\]\\]/g, (part) => {
    switch (part) {
      case '**/':
        return '(?:.*/)?';
      case '**':
        return '.*';
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
      case '{':
        braces++;
        return '(?:';
      case '}':
        return braces-- > 0 ? ')' : '\\}';
      case ',':
        return braces > 0 ? '|' : ',';
      default:
        return `\\${part}`;
    }
  });
  return compilePattern(glob.includes('/') ? `^(?:${source})$` : `(?:^|/)(?:${source})$`);
}

/** Moves all threads through the text together; each place of the program holds at most one thread. */
function run(program: readonly Step[], text: string): boolean {
  let threads: number[] = [];
  let seen = new Uint8Array(program.length);
  for (let at = 0; at <= text.length; at++) {
    // A match may begin anywhere, so a new thread starts at each place.
    if (follow(program, { text, at, threads, seen }, 0)) return true;
    if (at === text.length) return false;
    const unit = text.charCodeAt(at);
    const next: number[] = [];
    const nextSeen = new Uint8Array(program.length);
    for (const thread of threads) {
      const step = program[thread];
      if (step?.op !== 'unit' || !step.accepts(unit)) continue;
      if (follow(program, { text, at: at + 1, threads: next, seen: nextSeen }, thread + 1)) return true;
    }
    threads = next;
    seen = nextSeen;
  }
  return false;
}

interface Front {
  readonly text: string;
  readonly at: number;
  readonly threads: number[];
  readonly seen: Uint8Array;
}

/** Adds a thread at `start`, following all steps that consume nothing; true when one of them reaches the match. */
function follow(program: readonly Step[], front: Front, start: number): boolean {
  const open = [start];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (front.seen[place] === 1) continue;
    front.seen[place] = 1;
    const step = program[place];
    if (step === undefined) continue;
    switch (step.op) {
      case 'match':
        return true;
      case 'jump':
        open.push(step.to);
        break;
      case 'split':
        open.push(step.second, step.first);
        break;
      case 'assert':
        if (step.holds(front.text, front.at)) open.push(place + 1);
        break;
      case 'unit':
        front.threads.push(place);
        break;
    }
  }
  return false;
}
