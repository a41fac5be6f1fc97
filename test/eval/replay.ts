// Typing replay: real files typed at human rhythm against the built server and a model that knows the text. Exit code 1 when a bar is missed.
// Usage: node test/run.mjs test/eval/replay.ts [--only PATTERN] [--traces N] [--each] [--counts]
// With --counts only what does not depend on the machine's speed is judged: requests, refusals, stale offers.
import { parseArgs } from 'node:util';
import { type Figures, quantile } from './replay/figures.ts';
import { type Planned, plans, traces } from './replay/plans.ts';
import { replay } from './replay/run.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    traces: { type: 'string', default: '3' },
    each: { type: 'boolean', default: false },
    counts: { type: 'boolean', default: false },
  },
});

/** Replays at the same time: more would make the clock of a small machine wrong. */
const atOnce = 8;
const staggerMs = 137;

const wanted = plans(traces(Number(values.traces))).filter(({ name }) => new RegExp(values.only ?? '').test(name));
const results: { readonly plan: Planned; readonly figures: Figures }[] = [];
const queue = [...wanted];
await Promise.all(
  Array.from({ length: Math.min(atOnce, queue.length) }, async (_, index) => {
    await new Promise((resolve) => setTimeout(resolve, index * staggerMs));
    for (let plan = queue.shift(); plan !== undefined; plan = queue.shift())
      results.push({ plan, figures: await replay(plan) });
  }),
);

const groups = [...new Set(wanted.map(({ group }) => group))];
console.log(header());
for (const group of groups) {
  const mine = results.filter(({ plan }) => plan.group === group);
  if (values.each && mine.length > 1) for (const { plan, figures } of mine) console.log(line(plan.name, [figures]));
  if (values.each)
    for (const { figures } of mine)
      for (const pause of figures.missedPauses.slice(0, 8)) console.log(`    ${JSON.stringify(pause)}`);
  console.log(line(group, figuresOf(group)));
}
const late = quantile(
  results.flatMap(({ figures }) => figures.lateMs),
  0.99,
);
console.log(
  `keys came up to ${late.toFixed(0)} ms late (p99); beyond 20 ms the machine is too busy for the milliseconds and pauses to mean much`,
);
const missed = groups.flatMap((group) => missedBars(group, figuresOf(group)));
for (const text of missed) console.log(`missed: ${text}`);
console.log(missed.length === 0 ? 'all bars hold' : `${missed.length} bars missed`);
process.exit(missed.length === 0 ? 0 : 1);

function figuresOf(group: string): readonly Figures[] {
  return results.filter(({ plan }) => plan.group === group).map(({ figures }) => figures);
}

interface Bars {
  readonly requestsPer100?: number;
  readonly pauses: number;
  readonly overMs?: number;
  readonly refused?: number;
}

function barsOf(group: string): Bars | undefined {
  switch (group) {
    case 'key a':
      return { requestsPer100: 9, pauses: 19, overMs: 60 };
    case 'key b':
      return { requestsPer100: 20, pauses: 18 };
    case 'key c':
      return { pauses: 15, refused: 0 };
    case 'helix a':
      return { pauses: 15 };
    default:
      return undefined;
  }
}

function missedBars(group: string, figures: readonly Figures[]): readonly string[] {
  const missed: string[] = [];
  const bars = barsOf(group);
  const per100 = mean(figures.map((one) => one.requestsPer100));
  const pauses = mean(figures.map((one) => one.pausesAnswered));
  const over = quantile(
    figures.flatMap((one) => one.overMs),
    0.5,
  );
  const through = quantile(
    figures.flatMap((one) => one.typedThroughMs),
    0.5,
  );
  const say = (what: string) => missed.push(`${group}: ${what}`);
  if (bars?.requestsPer100 !== undefined && per100 > bars.requestsPer100)
    say(`${per100.toFixed(1)} requests per 100 keys, at most ${bars.requestsPer100}`);
  if (!values.counts && bars !== undefined && pauses < bars.pauses)
    say(`${pauses.toFixed(1)} pauses answered, at least ${bars.pauses}`);
  if (!values.counts && bars?.overMs !== undefined && over >= bars.overMs)
    say(`${over.toFixed(0)} ms over the model, under ${bars.overMs}`);
  const refused = sum(figures.map((one) => one.refused));
  if (bars?.refused !== undefined && refused > bars.refused) say(`${refused} requests refused`);
  const stale = sum(figures.map((one) => one.staleOffers));
  if (stale > 0) say(`${stale} stale offers`);
  if (!values.counts && through >= 5) say(`typed through in ${through.toFixed(1)} ms (p50), under 5`);
  return missed;
}

function header(): string {
  const columns = [
    'req/100',
    'pauses',
    'offers',
    'right',
    'unseen',
    'aborted',
    'refused',
    'conn',
    'p50',
    'p95',
    'over',
    'through',
    'cached',
    '$/1000',
    'cpu/key',
    'stale',
    'accepts',
  ];
  return `${''.padEnd(26)}${columns.map((name) => name.padStart(8)).join('')}`;
}

function line(name: string, figures: readonly Figures[]): string {
  const of = (pick: (one: Figures) => number) => mean(figures.map(pick));
  const all = (pick: (one: Figures) => readonly number[]) => figures.flatMap((one) => pick(one));
  const offerMs = all((one) => one.offerMs);
  const cells = [
    of((one) => one.requestsPer100).toFixed(1),
    of((one) => one.pausesAnswered).toFixed(1),
    of((one) => one.offers).toFixed(0),
    `${(of((one) => one.rightShare) * 100).toFixed(0)}%`,
    of((one) => one.finishedUnseen).toFixed(1),
    of((one) => one.aborted).toFixed(1),
    of((one) => one.refused).toFixed(1),
    of((one) => one.connections).toFixed(1),
    quantile(offerMs, 0.5).toFixed(0),
    quantile(offerMs, 0.95).toFixed(0),
    quantile(
      all((one) => one.overMs),
      0.5,
    ).toFixed(0),
    quantile(
      all((one) => one.typedThroughMs),
      0.5,
    ).toFixed(1),
    `${(of((one) => one.cachedShare) * 100).toFixed(0)}%`,
    of((one) => one.dollarsPer1000Keys).toFixed(3),
    of((one) => one.processorMsPerKey).toFixed(1),
    sum(figures.map((one) => one.staleOffers)).toFixed(0),
    of((one) => one.accepted).toFixed(1),
  ];
  return `${name.padEnd(26)}${cells.map((cell) => cell.padStart(8)).join('')}`;
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
