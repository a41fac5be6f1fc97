// What reading an answer costs in a document of 5,000 lines: the place read once for a stream, against once for each chunk.
import { type Place, type ResolveOptions, resolve, resolver } from '../../server/fim/resolve.ts';

const lines = 5000;
const rounds = 40;
const chunk = 6;

const body =
  'const total = sum(items);\n  for (const item of items) {\n    if (item.price > 0) {\n      add(item, total);\n    }\n  }';
const options: ResolveOptions = { multiline: 'auto', preferBlock: false, snippets: [], deleted: [] };

/** Prints p50 and p95 of both, and how much of the work per chunk is saved; true within the bound of 1/5. */
export async function benchResolve(print: (line: string) => void): Promise<boolean> {
  const place = placeIn(lines);
  const each: number[] = [];
  const once: number[] = [];
  // The first rounds warm the engine up.
  for (let round = -10; round < rounds; round++) {
    const read = resolver(place, options);
    for (let end = chunk; end < body.length; end += chunk) {
      const raw = body.slice(0, end);
      const whole = timeOf(() => resolve(place, raw, false, options));
      const part = timeOf(() => read(raw, false));
      if (round >= 0) each.push(whole);
      if (round >= 0) once.push(part);
    }
  }
  const ratio = at(once, 0.5) / at(each, 0.5);
  const figures = (times: readonly number[]) =>
    `p50 ${at(times, 0.5).toFixed(3)} ms, p95 ${at(times, 0.95).toFixed(3)} ms`;
  print(`an answer's chunks resolved in a document of ${lines} lines:`);
  print(`  place read for each chunk  ${figures(each)}`);
  print(`  place read once            ${figures(once)}`);
  print(`  ratio ${ratio.toFixed(2)} (${ratio <= 0.2 ? 'within' : 'OVER'} the bound of 0.20)`);
  return ratio <= 0.2;
}

function placeIn(count: number): Place {
  const block = 'export function work(items: readonly Item[]): number {\n  return items.length;\n}\n\n';
  const half = block.repeat(count / 8);
  return {
    prefix: `${half}export function next(items: readonly Item[]): number {\n  `,
    suffix: `\n  return total;\n}\n\n${half}`,
    languageId: 'typescript',
  };
}

function timeOf(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

function at(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}
