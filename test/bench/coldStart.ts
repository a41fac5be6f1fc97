// How long a cold start takes, as a ratio to an empty server of the same library, bundled the same way.
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { RpcProcess, serverPath } from '../support/rpcProcess.ts';

const rounds = 15;

/** Prints the medians and their ratio; true when it is within the bound of 1.5. */
export async function benchColdStart(print: (line: string) => void): Promise<boolean> {
  const empty = await buildEmptyServer();
  const ours: number[] = [];
  const floor: number[] = [];
  // In turns, so that a busy moment of the machine meets both.
  for (let round = 0; round < rounds; round++) {
    floor.push(await startOnce(empty));
    ours.push(await startOnce(serverPath));
  }
  const ratio = median(ours) / median(floor);
  const verdict = ratio <= 1.5 ? 'within' : 'OVER';
  print('cold start, spawn to the answer of initialize, median of 15 each:');
  print(`  codestral-lsp ${median(ours).toFixed(0)} ms, empty server ${median(floor).toFixed(0)} ms`);
  print(`  ratio ${ratio.toFixed(2)} (${verdict} the bound of 1.5)`);
  return ratio <= 1.5;
}

async function startOnce(path: string): Promise<number> {
  const startedAt = performance.now();
  const server = new RpcProcess({ env: process.env, args: [path, '--stdio'] });
  await server.request('initialize', { processId: process.pid, rootUri: null, capabilities: {} }).answer;
  const ms = performance.now() - startedAt;
  server.kill();
  await server.exited;
  return ms;
}

async function buildEmptyServer(): Promise<string> {
  const folder = resolve('node_modules/.cache/codestral-lsp-bench');
  await mkdir(folder, { recursive: true });
  const outfile = `${folder}/emptyServer.mjs`;
  await build({
    entryPoints: ['test/bench/emptyServer.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outfile;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
