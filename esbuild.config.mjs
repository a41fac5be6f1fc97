// Bundles server/ into dist/: main.js starts in milliseconds; the Mistral SDK, the CLI and the workspace scan are chunks of their own.
import { rm } from 'node:fs/promises';
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
await build({
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
