// Runs a TypeScript file of test/ with plain Node: bundles it into node_modules/.cache and imports it. Usage: node test/run.mjs FILE [ARGS]
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [file] = process.argv.splice(2, 1);
if (file === undefined) {
  process.stderr.write('usage: node test/run.mjs FILE [ARGS]\n');
  process.exit(2);
}
const outdir = resolve('node_modules/.cache/codestral-lsp-run');
await mkdir(outdir, { recursive: true });
const outfile = join(outdir, `${basename(file, '.ts')}-${process.pid}.mjs`);
await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
