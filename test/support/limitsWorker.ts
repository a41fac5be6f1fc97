// A server's worth of calls to one shared account, in a process of its own. Arguments: state directory, calls to try, requests per minute.
import { setTimeout as sleep } from 'node:timers/promises';
import { AccountLimits } from '../../server/limits/account.ts';
import { SharedLimits } from '../../server/limits/shared.ts';
import { ModelError } from '../../server/model/errors.ts';
import { systemClock } from '../../server/world/clock.ts';
import { systemFiles } from '../../server/world/files.ts';

const [directory = '', tries = '0', requestsPerMinute = '0'] = process.argv.slice(2);
const shared = new SharedLimits({
  files: systemFiles,
  clock: systemClock,
  directory,
  account: async () => 'one',
  processId: process.pid,
  onError: (error) => console.error(error),
});
const rates = { requestsPerMinute: Number(requestsPerMinute) };
const limits = new AccountLimits({
  provider: 'p',
  clock: systemClock,
  rates: () => rates,
  random: Math.random,
  shared,
});

process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
process.stdin.destroy();
let sent = 0;
for (let i = 0; i < Number(tries); i++) {
  try {
    limits.take({ model: 'p/m', use: 'chat', inputTokens: 10, maxTokens: 10 }).done();
    sent++;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
  }
  await sleep(30);
}
await shared.flush();
process.stdout.write(`sent ${sent}\n`);
