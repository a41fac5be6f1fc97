// Turns the source of a regular expression into the program that linearPattern.ts runs.
import { type Accepts, atEdge, classOf, controlOf, inBothCases, not, unitIs } from './characterClasses.ts';

/** One step of a pattern's program. `split` goes on at both places. */
export type Step =
  | { readonly op: 'unit'; readonly accepts: (unit: number) => boolean }
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'assert'; readonly holds: (text: string, at: number) => boolean }
  | { readonly op: 'match' };

/** What a pattern may not be, worded for the model that sent it. */
export class PatternError extends Error {}

/** Nested counts such as `(a{99}){99}` multiply; beyond this many steps a pattern is refused. */
const mostSteps = 2000;
const mostDepth = 50;

/** A recursive descent over the pattern; each rule gives a piece of program whose jumps count from its own beginning. */
export class Parser {
  readonly #source: string;
  readonly #either: (accepts: Accepts) => Accepts;
  #at = 0;
  #depth = 0;

  constructor(source: string, ignoreCase: boolean) {
    this.#source = source;
    this.#either = ignoreCase ? inBothCases : (accepts) => accepts;
  }

  parse(): readonly Step[] {
    const program = this.#alternatives();
    if (this.#at < this.#source.length) throw new PatternError('The regular expression has a ) without its (.');
    return [...program, { op: 'match' }];
  }

  #alternatives(): readonly Step[] {
    let left = this.#sequence();
    while (this.#take('|')) {
      const right = this.#sequence();
      const split: Step = { op: 'split', first: 1, second: left.length + 2 };
      left = limited([
        split,
        ...moved(left, 1),
        { op: 'jump', to: left.length + 2 + right.length },
        ...moved(right, left.length + 2),
      ]);
    }
    return left;
  }

  #sequence(): readonly Step[] {
    let steps: readonly Step[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#peek())) {
      const next = this.#quantified();
      steps = limited([...steps, ...moved(next, steps.length)]);
    }
    return steps;
  }

  #quantified(): readonly Step[] {
    const atom = this.#atom();
    const count = this.#count();
    if (count === undefined) return atom;
    // Lazy or greedy makes no difference to whether a line matches.
    this.#take('?');
    if ('*+?'.includes(this.#peek() || ' ') || this.#count() !== undefined)
      throw new PatternError('A quantifier follows a quantifier.');
    return repeated(atom, count.least, count.most);
  }

  #count(): { readonly least: number; readonly most: number } | undefined {
    if (this.#take('*')) return { least: 0, most: Number.POSITIVE_INFINITY };
    if (this.#take('+')) return { least: 1, most: Number.POSITIVE_INFINITY };
    if (this.#take('?')) return { least: 0, most: 1 };
    const [braces, least, comma, most] =
      /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(this.#source.slice(this.#at, this.#at + 12)) ?? [];
    if (braces === undefined) return undefined;
    this.#at += braces.length;
    const low = Number(least);
    const high = comma === '' ? low : most === '' ? Number.POSITIVE_INFINITY : Number(most);
    if (high < low) throw new PatternError(`The count ${braces} of the regular expression is out of order.`);
    return { least: low, most: high };
  }

  #atom(): readonly Step[] {
    const character = this.#next();
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return [{ op: 'unit', accepts: this.#set() }];
      case '.':
        return [{ op: 'unit', accepts: () => true }];
      case '^':
        return [{ op: 'assert', holds: (_text, at) => at === 0 }];
      case '$':
        return [{ op: 'assert', holds: (text, at) => at === text.length }];
      case '*':
      case '+':
      case '?':
        throw new PatternError(`The regular expression has nothing to repeat before ${character}.`);
      case '\\':
        if (this.#take('b')) return [{ op: 'assert', holds: atEdge }];
        if (this.#take('B')) return [{ op: 'assert', holds: (text, at) => !atEdge(text, at) }];
        return [{ op: 'unit', accepts: this.#escape() }];
      default:
        return [{ op: 'unit', accepts: this.#either(unitIs(character.charCodeAt(0))) }];
    }
  }

  #group(): readonly Step[] {
    if (this.#take('?') && !this.#take(':')) {
      const name = /^<[A-Za-z]\w*>/.exec(this.#source.slice(this.#at, this.#at + 100))?.[0];
      if (name === undefined)
        throw new PatternError('Look-around and flags are not supported in regular expressions here.');
      this.#at += name.length;
    }
    if (++this.#depth > mostDepth) throw new PatternError('The regular expression is nested too deeply.');
    const steps = this.#alternatives();
    this.#depth--;
    if (!this.#take(')')) throw new PatternError('The regular expression has a ( without its ).');
    return steps;
  }

  /** The inside of `[…]`, ranges and classes included. */
  #set(): Accepts {
    const negated = this.#take('^');
    const members: Accepts[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#at >= this.#source.length) throw new PatternError('The regular expression has a [ without its ].');
      if (first && this.#peek() === ']') break;
      const from = this.#member();
      if (typeof from === 'number' && this.#peek() === '-' && this.#source.charAt(this.#at + 1) !== ']') {
        this.#at++;
        const to = this.#member();
        if (typeof to !== 'number' || to < from)
          throw new PatternError('A range in [ ] of the regular expression is out of order.');
        members.push((unit) => unit >= from && unit <= to);
        continue;
      }
      members.push(typeof from === 'number' ? unitIs(from) : from);
    }
    this.#at++;
    const any = this.#either((unit) => members.some((accepts) => accepts(unit)));
    return negated ? not(any) : any;
  }

  #member(): number | Accepts {
    const character = this.#next();
    if (character !== '\\') return character.charCodeAt(0);
    if (this.#take('b')) return 8;
    return this.#escaped();
  }

  #escape(): Accepts {
    const escaped = this.#escaped();
    return typeof escaped === 'number' ? this.#either(unitIs(escaped)) : escaped;
  }

  #escaped(): number | Accepts {
    const character = this.#next();
    const known = classOf(character) ?? controlOf(character);
    if (known !== undefined) return known;
    if (/[1-9k]/.test(character))
      throw new PatternError('Back-references are not supported in regular expressions here.');
    const digits = character === 'x' ? 2 : character === 'u' ? 4 : 0;
    const hex = this.#source.slice(this.#at, this.#at + digits);
    if (digits > 0 && /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits) {
      this.#at += digits;
      return Number.parseInt(hex, 16);
    }
    return character.charCodeAt(0);
  }

  #peek(): string {
    return this.#source.charAt(this.#at);
  }

  #next(): string {
    if (this.#at >= this.#source.length) throw new PatternError('The regular expression ends too early.');
    return this.#source.charAt(this.#at++);
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }
}

/** The atom `least` times, then up to `most` times. */
function repeated(atom: readonly Step[], least: number, most: number): readonly Step[] {
  let steps: readonly Step[] = [];
  const add = (more: readonly Step[]) => {
    steps = limited([...steps, ...moved(more, steps.length)]);
  };
  for (let times = 0; times < least; times++) add(atom);
  if (most === Number.POSITIVE_INFINITY) {
    add([{ op: 'split', first: 1, second: atom.length + 2 }, ...moved(atom, 1), { op: 'jump', to: 0 }]);
    return steps;
  }
  for (let times = least; times < most; times++)
    add([{ op: 'split', first: 1, second: atom.length + 1 }, ...moved(atom, 1)]);
  return steps;
}

function moved(steps: readonly Step[], by: number): readonly Step[] {
  if (by === 0) return steps;
  return steps.map((step): Step => {
    if (step.op === 'split') return { op: 'split', first: step.first + by, second: step.second + by };
    return step.op === 'jump' ? { op: 'jump', to: step.to + by } : step;
  });
}

function limited(steps: readonly Step[]): readonly Step[] {
  if (steps.length > mostSteps) throw new PatternError('The regular expression is too large. Use a simpler one.');
  return steps;
}
