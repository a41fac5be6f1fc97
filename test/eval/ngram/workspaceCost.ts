// What learning a large workspace costs: memory, time, and how long the event loop is held at most.
import { resolve } from 'node:path';
import { silentLogger } from '../../../server/log/logger.ts';
import { NgramModel } from '../../../server/providers/ngram/ngram.ts';
import { learnWorkspace } from '../../../server/providers/ngram/workspace.ts';
import { systemClock } from '../../../server/world/clock.ts';
import { systemFiles } from '../../../server/world/files.ts';

/** Learns `root` as the server does and prints the cost. Call it first: memory that other work left behind would hide it. */
export async function printWorkspaceCost(root: string): Promise<void> {
  const before = process.memoryUsage();
  const model = new NgramModel({ clock: systemClock, log: silentLogger });
  const options = {
    files: systemFiles,
    clock: systemClock,
    log: silentLogger,
    roots: [resolve(root)],
    excluded: () => false,
  };
  let last = performance.now();
  let held = 0;
  const timer = setInterval(() => {
    held = Math.max(held, performance.now() - last - 1);
    last = performance.now();
  }, 1);
  const report = await learnWorkspace(model, options, new AbortController().signal);
  clearInterval(timer);
  const after = process.memoryUsage();
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
  const { tokens, words } = model.holdings;
  console.log(
    `workspace ${root}: ${report.files} files, ${megabytes(report.bytes)} MB read in ${report.ms} ms, ended: ${report.ended}; ` +
      `${tokens} tokens, ${words} words; memory +${megabytes(after.rss - before.rss)} MB resident ` +
      `(arrays ${megabytes(model.holdings.bytes)} MB, heap +${megabytes(after.heapUsed - before.heapUsed)} MB, garbage included); ` +
      `event loop held for at most ${held.toFixed(0)} ms`,
  );
}
