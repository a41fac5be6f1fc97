// Fits the weights of providers/ngram/confidence.ts on trees that ngram.ts does not measure. Usage: node test/run.mjs test/eval/ngramFit.ts [DIRECTORY ...]
import { silentLogger } from '../../server/log/logger.ts';
import { NgramModel } from '../../server/providers/ngram/ngram.ts';
import { systemClock } from '../../server/world/clock.ts';
import { fitLogistic, type Sample } from './ngram/logistic.ts';
import { callAt, type Mode } from './ngram/replay.ts';
import { pick, readTree, type SourceFile, seededRandom } from './ngram/trees.ts';

const TREES = [
  'test',
  'node_modules/ws/lib',
  'node_modules/fast-check/lib',
  'node_modules/picomatch/lib',
  'node_modules/source-map-js/lib',
  'node_modules/vscode-languageserver-protocol/lib',
  'node_modules/vscode-languageserver-types/lib',
  'node_modules/zod/src/v3',
  'node_modules/@jridgewell/sourcemap-codec/src',
  'node_modules/eventsource-parser/src',
  'node_modules/diff/libesm',
  'node_modules/pure-rand/lib',
  'node_modules/lru-cache/dist/esm',
  'node_modules/chai',
  'node_modules/@vitest',
  'node_modules/@valibot',
];
const POSITIONS_PER_TREE = 6000;

const random = seededRandom(7);
const newTokens: Sample[] = [];
const restsOfWords: Sample[] = [];
for (const root of [...TREES, ...process.argv.slice(2)]) {
  const files = await readTree(root, { files: 300, bytes: 3_000_000 });
  if (files.length < 2) continue;
  const model = new NgramModel({ clock: systemClock, log: silentLogger });
  for (const file of files) model.learnFile(file.path, file.text);
  const held = pick(
    files.filter((file) => file.text.length > 800),
    15,
    random,
  );
  // Half of the time as at the beginning of a project: nothing but the file itself is known.
  const positions = Math.ceil(POSITIONS_PER_TREE / held.length / 2);
  for (const file of held) {
    sampleFile(model, file, positions);
    sampleFile(new NgramModel({ clock: systemClock, log: silentLogger }), file, positions);
  }
}
for (const [name, samples] of Object.entries({ NEW_TOKEN: newTokens, REST_OF_WORD: restsOfWords })) {
  const weights = fitLogistic(samples);
  console.log(name, rounded(weights));
  printCalibration(`${samples.length} guesses`, samples, weights);
}

function sampleFile(model: NgramModel, file: SourceFile, positions: number): void {
  const uri = `file://${file.path}`;
  model.learnDocument(uri, '');
  for (let sampled = 0; sampled < positions; sampled++) {
    const cursor = Math.floor(random() * file.text.length);
    const lineStart = file.text.lastIndexOf('\n', cursor - 1) + 1;
    const lineEnd = (file.text.indexOf('\n', cursor) + file.text.length + 1) % (file.text.length + 1);
    // In the indentation nobody types, and a lone line end is never offered.
    if (/^\s*$/.test(file.text.slice(lineStart, cursor)) && /^\s/.test(file.text.slice(cursor, cursor + 1))) continue;
    const mode: Mode = random() < 0.5 ? 'top-down' : 'editing';
    const guess = model.firstGuess(callAt({ uri, text: file.text, mode }, cursor, lineEnd));
    if (guess === undefined) continue;
    const inWord = /[\w\u0080-\uffff]$/.test(file.text.slice(lineStart, cursor));
    (inWord ? restsOfWords : newTokens).push({
      features: guess.features,
      right: isRight(guess.rest, file.text.slice(cursor, cursor + 80)),
    });
  }
  model.learnDocument(uri, file.text);
  model.forgetDocument(uri);
}

/** The guessed token is what stands there, and not only the beginning of a longer word. */
function isRight(rest: string, there: string): boolean {
  if (rest === '\n') return /^[ \t]*(?:\r?\n|$)/.test(there);
  if (!there.startsWith(rest)) return false;
  return !(/(?:\w|^)$/.test(rest) && /^\w/.test(there.slice(rest.length)));
}

function rounded(weights: readonly number[]): string {
  return `[${weights.map((weight) => Number(weight.toFixed(3))).join(', ')}]`;
}

/** Of the guesses called p likely, how many were right? */
function printCalibration(name: string, samples: readonly Sample[], weights: readonly number[]): void {
  const bins = Array.from({ length: 10 }, () => ({ right: 0, all: 0 }));
  for (const { features, right } of samples) {
    const sum = weights.reduce((total, weight, index) => total + weight * (features[index] ?? 0), 0);
    const bin = bins[Math.min(9, Math.floor(10 / (1 + Math.exp(-sum))))];
    if (bin === undefined) continue;
    bin.all++;
    if (right) bin.right++;
  }
  console.log(name);
  for (const [index, bin] of bins.entries()) {
    console.log(
      `  ${index * 10}-${index * 10 + 10}%: ${((100 * bin.right) / Math.max(1, bin.all)).toFixed(0)}% of ${bin.all}`,
    );
  }
}
