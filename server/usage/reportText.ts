// The usage report as text for a terminal or an editor window: two tables and a chart of bars (pure).
import { acceptance, cachedShare, type Latency, type Sums, type UsageReport } from './report.ts';

/** What else the reader wants to know: his budgets. */
export interface ReportFrame {
  /** A sentence of `explainBudget`, when a budget is short. */
  readonly budget: string | undefined;
}

const barWidth = 24;
/** More days than this make the chart unreadable; the table of `--json` has them all. */
const mostDays = 31;

/** The report in plain text, at most 100 columns wide unless a model's name is very long; ends with a line break. */
export function reportText(report: UsageReport, frame: ReportFrame): string {
  if (report.total.calls === 0) return 'No calls in this time.\n';
  const sections = [
    ['By day', '', ...dayRows(report)],
    ['By model', '', ...modelRows(report)],
    completionLines(report),
    noteLines(report, frame),
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** `$12.35`, `$0.0042`: two digits after the point, and more for amounts that would otherwise be lost. */
export function dollars(usd: number): string {
  if (usd === 0 || usd >= 0.1) return `$${usd.toFixed(2)}`;
  return `$${usd.toFixed(4)}`;
}

/** `1,234`, `56.7k`, `8.9M`. */
export function count(amount: number): string {
  if (amount >= 9_999_500) return `${(amount / 1_000_000).toFixed(0)}M`;
  if (amount >= 999_950) return `${(amount / 1_000_000).toFixed(1)}M`;
  if (amount >= 10_000) return `${(amount / 1000).toFixed(1)}k`;
  return Math.round(amount).toLocaleString('en-US');
}

function dayRows(report: UsageReport): readonly string[] {
  const days = report.days.slice(-mostDays);
  // Without any cost (local models), the bars show the number of calls.
  const heightOf = (sums: Sums) => (report.total.costUsd > 0 ? sums.costUsd : sums.calls);
  const most = Math.max(...days.map(heightOf));
  const rows = days.map((day) => [day.day, ...sumCells(day), bar(heightOf(day) / most)]);
  const total = ['total', ...sumCells(report.total), ''];
  return table([['day', ...sumHeads, report.total.costUsd > 0 ? 'cost by day' : 'calls by day'], ...rows, total]);
}

function modelRows(report: UsageReport): readonly string[] {
  const rows = report.models.map((model) => [
    model.model,
    ...sumCells(model),
    latency(model.firstTokenMs),
    latency(model.ms),
  ]);
  return table([['model', ...sumHeads, 'first token', 'whole call'], ...rows]);
}

const sumHeads = ['calls', 'in', 'cached', 'out', 'cost'];

function sumCells(sums: Sums): readonly string[] {
  const allUnpriced = sums.unpricedCalls === sums.calls;
  return [
    count(sums.calls),
    count(sums.inputTokens),
    percent(cachedShare(sums)),
    count(sums.outputTokens),
    allUnpriced ? '?' : `${dollars(sums.costUsd)}${sums.unpricedCalls > 0 ? '+?' : ''}`,
  ];
}

function completionLines(report: UsageReport): readonly string[] {
  const { completions } = report;
  if (completions.shown === 0) return [];
  const partly = completions.acceptedPartly === 0 ? '' : ` (${count(completions.acceptedPartly)} of them in part)`;
  return [
    `Completions: ${count(completions.shown)} shown, ${count(completions.accepted)} accepted${partly}: ${percent(acceptance(completions))}.`,
  ];
}

function noteLines(report: UsageReport, frame: ReportFrame): readonly string[] {
  const { total } = report;
  const notes = ['Times: half, 90% and 99% of the answered calls were faster.'];
  if (frame.budget !== undefined) notes.push(frame.budget);
  if (report.days.length > mostDays)
    notes.push(`The last ${mostDays} of ${report.days.length} days with calls are shown.`);
  if (total.estimatedCalls > 0) {
    notes.push(`Estimated tokens in ${calls(total.estimatedCalls)}: the stream was closed before its end.`);
  }
  if (total.unpricedCalls > 0) {
    notes.push(`"?": ${calls(total.unpricedCalls)} of models whose price is not known, missing in the cost.`);
  }
  return notes;
}

function calls(amount: number): string {
  return `${count(amount)} ${amount === 1 ? 'call' : 'calls'}`;
}

/** Half, nine tenths and 99 in 100 of the calls. */
function latency(values: Latency): string {
  const { p50, p90, p99 } = values;
  return p50 === null || p90 === null || p99 === null ? '-' : `${p50}/${p90}/${p99} ms`;
}

function percent(share: number | undefined): string {
  return share === undefined ? '-' : `${Math.round(share * 100)}%`;
}

/** At least a thin line for anything above nothing. */
function bar(share: number): string {
  if (!(share > 0)) return '';
  const eighths = Math.max(1, Math.round(share * barWidth * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '');
}

/** Columns under their heads: the first and the last one left-aligned, numbers between them right-aligned. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_head, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === row.length - 1 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
