// `npm run demo`: the embedded engine completes at three places of this repository's own files, without key and without network.
// The files are copied to a temporary folder, where what stands behind the cursor on its line is removed. Exits with 1 unless
// at least two of the places get an offer.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));
const program = join(repository, 'dist/main.js');

/** The cursor stands behind `marker`, which is searched from the end of the file, so that other edits do not move it away. */
const places = [
  { file: 'server/usage/ledger.ts', marker: 'return explainBudget(this.#options.budgets(), { ' },
  { file: 'server/settings/apiKey.ts', marker: 'import type { Env' },
  { file: 'server/cli/doctor.ts', marker: 'if (!(error instanceof ModelError' },
];
const linesAround = 4;

const folder = mkdtempSync(join(tmpdir(), 'codestral-lsp-demo-'));
try {
  must(existsSync(program), 'dist/main.js is not built yet. Run: npm ci');
  console.log(`codestral-lsp on Node ${process.version}: the embedded engine, without key and network.
Each file is this repository's own, in a copy of server/ whose line ends at the cursor (|).
The engine learns the rest of server/ from the same copy and is not told what stood there.`);
  const workspace = copied();
  const offers = places.filter((place, index) => show(place, index + 1, workspace));
  console.log(`\n${offers.length} of ${places.length} places got an offer.`);
  must(offers.length >= 2, 'At least two were expected.');
  console.log('With a key, Codestral answers instead: see README.md. All settings: docs/settings.md.');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function copied() {
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  for (const name of ['server', 'package.json'])
    cpSync(join(repository, name), join(workspace, name), { recursive: true });
  return workspace;
}

/** Prints one place with its offer; true when there is one. */
function show({ file, marker }, number, workspace) {
  const whole = readFileSync(join(workspace, file), 'utf8');
  const start = whole.lastIndexOf(marker);
  must(start >= 0, `${file} no longer holds "${marker}". Choose another place in test/demo.mjs.`);
  const cursor = start + marker.length;
  const [removed = ''] = whole.slice(cursor).split(/\r?\n/, 1);
  const [before, after] = [whole.slice(0, cursor), whole.slice(cursor + removed.length)];
  const above = before.split('\n');
  const [line, column] = [above.length, (above.at(-1) ?? '').length + 1];

  writeFileSync(join(workspace, file), before + after);
  const report = ask(`${join(workspace, file)}:${line}:${column}`);
  writeFileSync(join(workspace, file), whole);

  const offer = report.completion?.text;
  const below = after.split('\n').slice(1, linesAround);
  const shown = [...above.slice(-linesAround), ...below];
  const first = line - Math.min(linesAround, above.length) + 1;
  console.log(`\n${number}. ${file}:${line}:${column}\n`);
  for (const [index, text] of shown.entries()) {
    const at = first + index;
    console.log(`${String(at).padStart(6)}  ${text}${at === line ? '|' : ''}`);
  }
  console.log('');
  if (offer === undefined) console.log(`  no offer     ${report.reason}`);
  else console.log(`  offer        ${offer.replaceAll('\n', `\n${' '.repeat(15)}`)}`);
  console.log(`  stood there  ${removed}${offer === removed ? '   (the same)' : ''}`);
  console.log(`  time         ${report.milliseconds} ms`);
  return offer !== undefined;
}

/** What `codestral-lsp complete` says, in an environment of its own: no key, no settings, no state of the user's. */
function ask(place) {
  const args = [program, 'complete', place, '--json', '--provider', 'ngram'];
  const env = { PATH: process.env.PATH, HOME: folder, USERPROFILE: folder, TMPDIR: folder };
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  must(status === 0, `codestral-lsp complete ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

function must(holds, sentence) {
  if (!holds) throw new Error(sentence);
}
