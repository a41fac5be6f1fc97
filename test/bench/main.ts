// `npm run bench`: what speed claims rest on, as ratios and counts. Exits with 1 when a bound is missed.
import { benchCodeAction } from './codeAction.ts';
import { benchColdStart } from './coldStart.ts';
import { benchResolve } from './resolve.ts';

const results = [
  await benchColdStart(console.log),
  await benchCodeAction(console.log),
  await benchResolve(console.log),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
