// Looks for counterexamples to the property tests: runs them with one new seed after another until one fails or time is up.
// Usage: npm run fuzz -- [MINUTES] [SEED]   (10 minutes and a random first seed unless told)
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [minutes = '10', first = String(Math.floor(Math.random() * 1_000_000))] = process.argv.slice(2);
const files = ['test/unit', 'test/contract']
  .flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))))
  .filter((file) => file.endsWith('.test.ts') && readFileSync(file, 'utf8').includes('fast-check'));
const end = Date.now() + Number(minutes) * 60_000;
let seed = Number(first);
let rounds = 0;
for (; rounds === 0 || Date.now() < end; seed++, rounds++) {
  const run = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', 'fast', '--reporter=dot', ...files],
    { env: { ...process.env, CODESTRAL_LSP_SEED: String(seed) }, encoding: 'utf8' },
  );
  if (run.status === 0) continue;
  process.stdout.write(`${run.stdout}${run.stderr}\nfailed with CODESTRAL_LSP_SEED=${seed}\n`);
  process.exit(1);
}
process.stdout.write(`${rounds} rounds over ${files.length} files, seeds ${first} to ${seed - 1}: no counterexample\n`);
