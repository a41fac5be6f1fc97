// A server that writes many ledger lines, in a process of its own. Arguments: directory, number of calls.
import { Ledger } from '../../server/usage/ledger.ts';
import { systemClock } from '../../server/world/clock.ts';
import { systemFiles } from '../../server/world/files.ts';

const [directory = '', calls = '0'] = process.argv.slice(2);
const ledger = new Ledger({
  files: systemFiles,
  clock: systemClock,
  directory,
  processId: process.pid,
  price: (_model, usage) => usage.outputTokens / 1000,
  budgets: () => ({ dailyUsd: null, monthlyUsd: null }),
  onError: (error) => {
    throw error;
  },
  // Small files, so that both processes rotate many times.
  fullAt: 200_000,
});

process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
process.stdin.destroy();
for (let i = 0; i < Number(calls); i++) {
  const record = ledger.begin({ model: 'mistral/codestral-latest', use: 'fim', inputTokens: 10 });
  record.received({ type: 'finish', reason: 'stop', usage: { inputTokens: 10, cachedTokens: 5, outputTokens: i % 7 } });
  record.end('answered');
  if (i % 2 === 0) record.note('shown');
  // Lets writes come between the calls, as they do in real use.
  if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
}
await ledger.flush();
process.stdout.write('written\n');
