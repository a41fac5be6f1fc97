// Runs the evaluations that have bars, one after the other, and fails when one of them misses a bar or breaks.
// Usage: npm run eval   (`npm run eval:ngram` measures the embedded engine; it has no bars.)
// `npm run eval -- --counts` is what CI runs: only what neither the machine's speed nor its other files can change.
import { spawnSync } from 'node:child_process';

interface Evaluation {
  readonly file: string;
  /** What it asks, in one line. */
  readonly question: string;
  /** Arguments that leave out what depends on the machine. */
  readonly counts: readonly string[];
}

const counts = process.argv.includes('--counts');

const evaluations: readonly Evaluation[] = [
  {
    file: 'test/eval/faults.ts',
    question: 'are faulty answers of a model put right, and right ones left alone?',
    counts: ['--own'],
  },
  {
    file: 'test/eval/parts.ts',
    question: 'is what is offered of a long answer before its end the beginning of it?',
    counts: ['--own'],
  },
  {
    file: 'test/eval/context.ts',
    question: 'does each source of related code bring what the next lines need?',
    counts: [],
  },
  // Last, because it runs in real time: nothing else may be running then.
  {
    file: 'test/eval/replay.ts',
    question: 'typed at human rhythm, is the offer there, cheaply and in time?',
    counts: ['--counts'],
  },
];

const verdicts = evaluations.map(({ file, question, counts: flags }) => {
  console.log(`\n-- ${file}: ${question}`);
  const startedAt = performance.now();
  const { status, signal } = spawnSync(process.execPath, ['test/run.mjs', file, ...(counts ? flags : [])], {
    stdio: 'inherit',
  });
  const holds = status === 0;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  return {
    holds,
    line: `${holds ? 'holds ' : 'MISSED'}  ${file} (${seconds} s${holds ? '' : `, exit ${status ?? signal}`})`,
  };
});

console.log(`\n${verdicts.map(({ line }) => line).join('\n')}`);
process.exitCode = verdicts.every(({ holds }) => holds) ? 0 : 1;
