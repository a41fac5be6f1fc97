// What models do wrong, made from the right answer: every fault alone, and pairs of them that occur together.
import { beyond, followingRepeated, headerLeaked, lastLineLoops, trailingBlanks, unrelatedFunction } from './beyond.ts';
import { type Fault, then } from './fault.ts';
import { indented } from './indented.ts';
import type { Sample } from './places.ts';
import type { Random } from './random.ts';
import {
  doubledIndentation,
  halfWordRepeated,
  leadingBlankLine,
  linePrefixRepeated,
  linesAboveRepeated,
  repeated,
  restatedFromHead,
} from './repeated.ts';
import {
  announced,
  crlf,
  fenced,
  mixedLineEndings,
  thinking,
  tokenAppended,
  tokenInFront,
  wrapped,
} from './wrapped.ts';

type Make = Fault['make'];

/** What may happen at the beginning, at the end, and around an answer: one of each kind can occur together. */
const heads: readonly Make[] = [
  linePrefixRepeated,
  halfWordRepeated,
  linesAboveRepeated,
  restatedFromHead,
  doubledIndentation,
  leadingBlankLine,
];
const tails: readonly Make[] = [followingRepeated, unrelatedFunction, headerLeaked, lastLineLoops, trailingBlanks];
const covers: readonly Make[] = [fenced, crlf, mixedLineEndings, tokenAppended, tokenInFront, thinking, announced];

/** Without a base it would be unclear where a further function belongs. */
const steps = indented.filter(({ name }) => name !== 'base indentation lost').map(({ make }) => make);

export const faults: readonly Fault[] = [
  ...beyond,
  ...repeated,
  ...wrapped,
  ...indented,
  { name: 'two faults: tail and cover', make: pair(tails, covers) },
  { name: 'two faults: head and cover', make: pair(heads, covers) },
  { name: 'two faults: tail and head', make: pair(tails, heads) },
  {
    name: 'two faults: indentation and tail',
    make: pair(steps, tails),
  },
];

/** One of the first on the answer, then one of the second on what came out: each of them only where it is a fault alone. */
function pair(inner: readonly Make[], outer: readonly Make[]): Make {
  return (sample: Sample, random: Random, answer: string) => {
    const first = random.pick(inner);
    const second = random.pick(outer);
    return then(first?.(sample, random, answer), (made) => second?.(sample, random, made));
  };
}
