// Bundles server/ into dist/: main.js starts in milliseconds; the Mistral SDK, the CLI and the workspace scan are chunks of their own.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

/** The SDK's telemetry imports this optional peer; a module that throws is what the SDK itself expects when it is absent. */
const absentOpenTelemetry = {
  name: 'absent-opentelemetry',
  setup(plugin) {
    plugin.onResolve({ filter: /^@opentelemetry\/api$/ }, () => ({ path: 'opentelemetry', namespace: 'absent' }));
    plugin.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents:
        'export const context = 0, propagation = 0, trace = 0, SpanStatusCode = 0; throw new Error("@opentelemetry/api is not bundled");',
    }));
  },
};

await rm('dist', { recursive: true, force: true });
const { metafile } = await build({
  metafile: true,
  entryPoints: ['server/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minify: true,
  keepNames: true,
  legalComments: 'linked',
  banner: {
    js: "import { createRequire as codestralCreateRequire } from 'node:module'; const require = codestralCreateRequire(import.meta.url);",
  },
  plugins: [absentOpenTelemetry],
  logLevel: 'warning',
});

// What is bundled comes under licences that want their text to go along.
const packages = new Set(
  Object.keys(metafile.inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
);
const notices = await Promise.all([...packages].sort().map(noticeOf));
await writeFile('dist/THIRD_PARTY_NOTICES.txt', notices.join(`\n${'-'.repeat(80)}\n\n`));

async function noticeOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : await readFile(`${folder}/${file}`, 'utf8');
  return `${name} ${version} (${license})\n\n${text}`;
}
