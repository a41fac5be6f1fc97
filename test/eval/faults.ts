/**
 * Mechanical model faults on real source files: is the right answer shown unchanged, and is a faulty one resolved to it?
 *
 * Files are this repository's own, the installed packages' and, where present, the system's. Each is cut at random places
 * (`faults/places.ts`); the canonical answer is what stood there. Cutting knows lines and indentation only, not the resolver.
 *
 * What is left out, and why:
 * - Files (`faults/sources.ts`): minified, very small or large, not UTF-8, CRLF, tabs mixed with spaces.
 * - Places: in Markdown, HTML and inside comments and docstrings only parts of a line are cut, because indentation does not
 *   tell where a sentence ends; C's preprocessor lines and Perl's POD commands likewise. Statements do not begin with a
 *   closer, an operator or a branch such as `else`. Blanks at a line's end are trimmed on purpose, so no answer ends in them.
 * - Faults (`faults/*.ts`) where more than one resolution is right; each function there tells which those are.
 * `canonical shown unchanged` counts every sample; a fault is counted wherever it was made.
 *
 * Run: node test/run.mjs test/eval/faults.ts [--show KIND] [--seed N]. Exits 1 when a bar is missed. `--show` prints the
 * failures of a kind where the right answer alone would have been shown.
 */
import type { ResolveOptions } from '../../server/fim/place.ts';
import { type Resolved, resolver } from '../../server/fim/resolve.ts';
import { echoes } from './faults/echoed.ts';
import { faults } from './faults/faults.ts';
import { placeKinds, type Sample, sampleAt } from './faults/places.ts';
import { Random } from './faults/random.ts';
import { collectSources } from './faults/sources.ts';

const bars = { canonical: 0.995, fault: 0.99, twoFaults: 0.98 };
const samplesPerFile = 27;
/** One answer of so many is also read as a stream, character by character. */
const oneInStreamed = 100;

interface Tally {
  right: number;
  all: number;
}

const show = option('--show');
const random = new Random(Number(option('--seed') ?? 20_260));
const samples = collectSamples();
const started = performance.now();
const canonical = new Map<string, Tally>();
const byFault = new Map<string, Tally>();
const byLanguage = new Map<string, Tally>();

for (const sample of samples) {
  const fine = resolvesTo(sample, sample.canonical);
  count(canonical, sample.kind, fine);
  count(byLanguage, sample.file.languageId, fine);
  if (!fine) explain('canonical', sample, sample.canonical);
  for (const fault of faults) {
    const raw = fault.make(sample, random, sample.canonical);
    if (raw === undefined) continue;
    const resolved = resolvesTo(sample, raw);
    count(byFault, fault.name, resolved);
    if (random.below(oneInStreamed) === 0) countStream(sample, raw);
    // Where the right answer itself is not shown, its faults tell nothing new.
    if (!resolved && fine) explain(fault.name, sample, raw);
  }
  for (const echo of echoes) {
    const made = echo.make(sample, random);
    if (made === undefined) continue;
    const dropped = shown(sample, made.raw, made.options).kind === 'dropped';
    count(byFault, echo.name, dropped);
    if (!dropped) explain(echo.name, sample, made.raw, made.options);
  }
}
report();

function collectSamples(): readonly Sample[] {
  const found: Sample[] = [];
  for (const file of collectSources(random)) {
    for (let index = 0; index < samplesPerFile; index++) {
      const kind = placeKinds[index % placeKinds.length] ?? 'statement';
      for (let attempt = 0; attempt < 8; attempt++) {
        const sample = sampleAt(file, kind, random);
        if (sample === undefined) continue;
        found.push(sample);
        break;
      }
    }
  }
  return found;
}

/** True when the document becomes what it was, and an answer that fits is not rewritten. */
function resolvesTo(sample: Sample, raw: string): boolean {
  const resolved = shown(sample, raw);
  if (resolved.kind === 'dropped') return false;
  if (raw === sample.canonical) return resolved.text === raw && resolved.replace === 0;
  return resolved.text + sample.suffix.slice(resolved.replace) === sample.canonical + sample.suffix;
}

/** Closing the stream at the first final result must show what the whole answer shows. */
function countStream(sample: Sample, raw: string): void {
  const whole = shown(sample, raw);
  const read = reader(sample);
  for (let end = 0; end < raw.length; end++) {
    const early = read(raw.slice(0, end), false);
    if (!early.final) continue;
    const same = JSON.stringify({ ...early, final: true }) === JSON.stringify({ ...whole, final: true });
    count(byFault, 'stream closed early', same);
    if (!same) explain('stream closed early', sample, raw.slice(0, end + 1));
    return;
  }
}

function reader(sample: Sample, given: Partial<ResolveOptions> = {}): (raw: string, done: boolean) => Resolved {
  const place = { prefix: sample.prefix, suffix: sample.suffix, languageId: sample.file.languageId };
  const multiline = sample.kind === 'several lines' ? 'always' : 'auto';
  return resolver(place, { multiline, preferBlock: false, snippets: [], deleted: [], ...given });
}

function shown(sample: Sample, raw: string, given: Partial<ResolveOptions> = {}): Resolved {
  return reader(sample, given)(raw, true);
}

function count(tallies: Map<string, Tally>, name: string, right: boolean): void {
  const tally = tallies.get(name) ?? { right: 0, all: 0 };
  tallies.set(name, { right: tally.right + (right ? 1 : 0), all: tally.all + 1 });
}

function explain(name: string, sample: Sample, raw: string, given: Partial<ResolveOptions> = {}): void {
  if (show === undefined || !name.startsWith(show)) return;
  const resolved = shown(sample, raw, given);
  const around = (text: string, from: number, to: number) => text.split('\n').slice(from, to).join('\n');
  console.log(`===== ${name} / ${sample.kind} / ${sample.file.path}`);
  console.log(`${around(sample.prefix, -6, Number.POSITIVE_INFINITY)}ˇ${around(sample.suffix, 0, 5)}`);
  console.log(`----- right\n${sample.canonical}\n----- answer\n${raw}\n----- shown\n${JSON.stringify(resolved)}`);
}

function report(): void {
  const rate = (tally: Tally) => `${((100 * tally.right) / tally.all).toFixed(2)}%  ${tally.right}/${tally.all}`;
  const total = (tallies: Map<string, Tally>) =>
    [...tallies.values()].reduce((sum, one) => ({ right: sum.right + one.right, all: sum.all + one.all }), {
      right: 0,
      all: 0,
    });
  const unchanged = total(canonical);
  console.log(`canonical shown unchanged       ${rate(unchanged)}`);
  for (const [name, tally] of canonical) console.log(`  ${name.padEnd(28)}  ${rate(tally)}`);
  for (const [name, tally] of [...byLanguage].sort()) console.log(`  ${name.padEnd(28)}  ${rate(tally)}`);
  for (const [name, tally] of byFault) console.log(`${name.padEnd(32)}  ${rate(tally)}`);
  const runs = unchanged.all + total(byFault).all;
  console.log(`${runs} answers, ${((1000 * (performance.now() - started)) / runs).toFixed(0)} µs each`);
  const missed = [...byFault].filter(([name, one]) => one.all - one.right > allowed(name, one.all));
  for (const [name] of missed) console.log(`missed its bar: ${name}`);
  process.exitCode = unchanged.right / unchanged.all < bars.canonical || missed.length > 0 ? 1 : 0;
}

/** How many wrong ones a kind may have. */
function allowed(name: string, all: number): number {
  if (name === 'stream closed early') return 0;
  return all * (1 - (name.startsWith('two faults') ? bars.twoFaults : bars.fault));
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}
