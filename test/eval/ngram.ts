// Measures the embedded engine on real source trees, each file held out. Usage: node test/run.mjs test/eval/ngram.ts [--files N] [--lines N] [--threshold P] [--seed N] [DIRECTORY ...]
import { parseArgs } from 'node:util';
import { silentLogger } from '../../server/log/logger.ts';
import { NgramModel } from '../../server/providers/ngram/ngram.ts';
import { systemClock } from '../../server/world/clock.ts';
import { type Mode, type Outcome, replayFile } from './ngram/replay.ts';
import { addUp, printRow, printTitles } from './ngram/report.ts';
import { pick, readTree, type SourceFile, seededRandom } from './ngram/trees.ts';
import { printWorkspaceCost } from './ngram/workspaceCost.ts';

/** Hand-written, generated and declaration code, in the order of the table. */
const TREES = [
  'server',
  'node_modules/zod/src/v4',
  'node_modules/undici/lib',
  'node_modules/postcss/lib',
  'node_modules/vscode-languageserver/lib',
  'node_modules/@mistralai/mistralai/src',
];

const { values, positionals } = parseArgs({
  options: {
    files: { type: 'string', default: '10' },
    lines: { type: 'string', default: '40' },
    threshold: { type: 'string' },
    'whole-line-threshold': { type: 'string' },
    'lines-threshold': { type: 'string' },
    seed: { type: 'string', default: '1' },
    budget: { type: 'string', default: '80' },
    show: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const random = seededRandom(Number(values.seed));
const deadline = performance.now() + Number(values.budget) * 1000;
const trees = positionals.length > 0 ? positionals : TREES;
const totals: Record<Mode, Outcome[]> = { 'top-down': [], editing: [] };

await printWorkspaceCost('node_modules');
printTitles();
for (const root of trees) {
  const files = await readTree(root, { files: 600, bytes: 6_000_000 });
  if (files.length < 2) continue;
  const model = newModel();
  for (const file of files) model.learnFile(file.path, file.text);
  const held = pick(
    files.filter((file) => file.text.length > 800),
    Number(values.files),
    random,
  );
  for (const mode of ['top-down', 'editing'] as const) {
    const outcomes: Outcome[] = [];
    for (const file of held) {
      if (performance.now() > deadline) break;
      outcomes.push(...(await replayHeldOut(model, file, mode)));
    }
    totals[mode].push(...outcomes);
    printRow(`${root} (${files.length} files)`, mode, addUp(outcomes));
  }
}
for (const mode of ['top-down', 'editing'] as const) printRow('all', mode, addUp(totals[mode]));
if (performance.now() > deadline) console.log(`stopped after ${values.budget} s: some files were left out`);
else console.log('complete');

/** The file leaves the workspace level when it is opened, so the model knows the others, and of this one what the call carries. */
async function replayHeldOut(model: NgramModel, file: SourceFile, mode: Mode): Promise<Outcome[]> {
  const uri = `file://${file.path}`;
  model.learnDocument(uri, '');
  const outcomes = await replayFile(model, {
    uri,
    text: file.text,
    mode,
    lines: Number(values.lines),
    random,
    show: values.show,
  });
  model.learnDocument(uri, file.text);
  model.forgetDocument(uri);
  return outcomes;
}

/** The engine's own thresholds where the command line gives none. */
function newModel(): NgramModel {
  return new NgramModel({
    clock: systemClock,
    log: silentLogger,
    ...numberOf('threshold', values.threshold),
    ...numberOf('wholeLineThreshold', values['whole-line-threshold']),
    ...numberOf('linesThreshold', values['lines-threshold']),
  });
}

function numberOf(name: string, value: string | undefined): Record<string, number> {
  return value === undefined ? {} : { [name]: Number(value) };
}
