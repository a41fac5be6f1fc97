/**
 * Is what already stands of an unfinished answer (`fim/part.ts`) the beginning of what the whole answer is? Blocks of real
 * files, each with what follows it in the file as if the model wrote on, are read three characters at a time.
 *
 * Run: node test/run.mjs test/eval/parts.ts [--seed N]. Exits 1 when a part was not.
 */
import { type PartUnit, resolve, resolvePart } from '../../server/fim/resolve.ts';
import { placeKinds, sampleAt } from './faults/places.ts';
import { Random } from './faults/random.ts';
import { collectSources } from './faults/sources.ts';

const samplesPerFile = 16;
const kinds = placeKinds.filter((kind) => /block|several/.test(kind));

const seedAt = process.argv.indexOf('--seed');
const random = new Random(seedAt < 0 ? 5 : Number(process.argv[seedAt + 1]));
let answers = 0;
let withPart = 0;
let lines = 0;
let inLines = 0;
const wrong: string[] = [];

for (const file of collectSources(random)) {
  for (let index = 0; index < samplesPerFile; index++) {
    const kind = kinds[index % kinds.length] ?? 'block';
    const sample = sampleAt(file, kind, random);
    if (sample === undefined) continue;
    const place = { prefix: sample.prefix, suffix: sample.suffix, languageId: file.languageId };
    const multiline = kind === 'several lines' ? 'always' : 'auto';
    const options = { multiline, preferBlock: false, snippets: [], deleted: [] } as const;
    const raw = sample.canonical + sample.suffix.slice(0, 200);
    const whole = resolve(place, raw, true, options);
    answers++;
    let parts = 0;
    let longest = '';
    for (const [unit, end] of steps(sample.canonical.length)) {
      const part = resolvePart(place, raw.slice(0, end), unit, options);
      if (part?.kind !== 'shown') continue;
      if (unit === 'statements') {
        parts++;
        longest = part.text;
      } else inLines++;
      if (whole.kind === 'shown' && whole.text.startsWith(part.text)) continue;
      wrong.push(`${file.path}: ${JSON.stringify({ raw: raw.slice(0, end).slice(-200), part: part.text, whole })}`);
      break;
    }
    if (parts > 0) withPart++;
    lines += longest.trim() === '' ? 0 : longest.trim().split('\n').length;
  }
}

for (const one of wrong.slice(0, 10)) console.log(one);
console.log(`${answers} answers of several lines, ${withPart} offered in part before their end`);
console.log(`${wrong.length} parts that were not the beginning of the whole`);
console.log(`${inLines} times whole lines of a block stood`);
console.log(`${(lines / withPart).toFixed(1)} lines in the longest part`);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** Every third character, once for whole statements and once for whole lines. */
function* steps(length: number): Iterable<readonly [PartUnit, number]> {
  for (const unit of ['statements', 'lines'] as const) for (let end = 1; end < length; end += 3) yield [unit, end];
}
