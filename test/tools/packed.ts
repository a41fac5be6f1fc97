// Packs the package, installs it elsewhere as a user would, and tries it. Usage: node test/run.mjs test/tools/packed.ts
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RpcProcess } from '../support/rpcProcess.ts';

const folder = mkdtempSync(join(tmpdir(), 'codestral-lsp-packed-'));
/** No key, no settings and no state of whoever runs this. */
const environment = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder };

try {
  const program = install();
  tryCommandLine(program);
  await tryServer(program);
  console.log('the package works where it is installed');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Installs the tarball without running a script of it and gives the path of its program. */
function install(): string {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack wrote no tarball');
  console.log(`${tarball}: ${Math.round(statSync(join(folder, tarball)).size / 1024)} kB`);
  const home = join(folder, 'installed');
  mkdirSync(home);
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent', '--prefix', home];
  // Offline: what is packed must need nothing else.
  execFileSync('npm', ['install', '--offline', ...options, join(folder, tarball)], { stdio: 'inherit' });
  const packages = readdirSync(join(home, 'node_modules')).filter((name) => !name.startsWith('.'));
  must(packages.join() === 'codestral-lsp', `only our package is installed, not ${packages.join()}`);
  const notices = join(home, 'node_modules', 'codestral-lsp', 'dist', 'THIRD_PARTY_NOTICES.txt');
  must(readFileSync(notices, 'utf8').includes('undici'), 'the licences of what is bundled go along');
  return join(home, 'node_modules', '.bin', 'codestral-lsp');
}

function tryCommandLine(program: string): void {
  const run = (...args: readonly string[]) =>
    execFileSync(program, args, { encoding: 'utf8', env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const version = run('--version');
  must(/^codestral-lsp \d+\.\d+\.\d+\n$/.test(version), `--version prints the version, not ${version}`);
  must(JSON.parse(run('--print-settings-schema')).type === 'object', '--print-settings-schema prints a JSON schema');

  const project = join(folder, 'project');
  mkdirSync(project);
  cpSync('server/text', join(project, 'text'), { recursive: true });
  const sample = join(project, 'sample.ts');
  writeFileSync(
    sample,
    `export function first(lines: readonly string[]): string {\n  return lines[0] ?? '';\n}\n\nexport func\n`,
  );
  const report = JSON.parse(run('complete', `${sample}:5:12`, '--json'));
  must(report.completion !== null || typeof report.reason === 'string', 'complete offers a text or names a reason');
  console.log(`complete: ${JSON.stringify(report.completion?.text ?? report.reason)}`);
}

async function tryServer(program: string): Promise<void> {
  const server = new RpcProcess({ command: program, args: ['--stdio'], env: environment });
  const { answer } = server.request('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  const { result, error } = await answer;
  must(error === undefined, `initialize is answered, not refused with ${JSON.stringify(error)}`);
  const { capabilities } = result as { readonly capabilities: Readonly<Record<string, unknown>> };
  must('completionProvider' in capabilities, 'the server completes');
  server.notify('initialized', {});
  await server.request('shutdown', undefined).answer;
  server.notify('exit', undefined);
  must((await server.exited) === 0, 'the server ends with 0 after shutdown and exit');
}

function must(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(`this must hold: ${sentence}`);
}
