// Adds outcomes up and prints them as a table.
import type { Mode, Outcome } from './replay.ts';

export interface Figures {
  readonly positions: number;
  /** Shares, 0 to 1. */
  readonly offered: number;
  readonly right: number;
  readonly saved: number;
  /** Mean length of a right offer. */
  readonly length: number;
  /** Share of the offers that have several lines, and of those that are right. */
  readonly multiLine: number;
  readonly multiLineRight: number;
  readonly p50: number;
  readonly p95: number;
}

/** One accepted offer costs one key, so it saves its length less one. */
export function addUp(outcomes: readonly Outcome[]): Figures {
  const offers = outcomes.filter((outcome) => outcome.offered > 0);
  const right = offers.filter((outcome) => outcome.right);
  const accepted = right.filter((outcome) => outcome.reached);
  const times = outcomes.map((outcome) => outcome.ms).sort((a, b) => a - b);
  return {
    positions: outcomes.length,
    offered: offers.length / outcomes.length,
    right: right.length / Math.max(1, offers.length),
    saved: sum(accepted.map((outcome) => outcome.offered - 1)) / outcomes.length,
    length: sum(right.map((outcome) => outcome.offered)) / Math.max(1, right.length),
    multiLineRight:
      right.filter((outcome) => outcome.multiLine).length /
      Math.max(1, offers.filter((outcome) => outcome.multiLine).length),
    multiLine: offers.filter((outcome) => outcome.multiLine).length / Math.max(1, offers.length),
    p50: times[Math.floor(times.length * 0.5)] ?? 0,
    p95: times[Math.floor(times.length * 0.95)] ?? 0,
  };
}

export function printTitles(): void {
  console.log(
    'tree                                          mode      positions  offers  right  saved  length  lines>1  right  p50 ms  p95 ms  rss MB',
  );
}

export function printRow(name: string, mode: Mode, figures: Figures): void {
  const percent = (share: number, width: number) => `${(share * 100).toFixed(1)}%`.padStart(width);
  const row = [
    name.padEnd(45),
    mode.padEnd(9),
    String(figures.positions).padStart(9),
    percent(figures.offered, 7),
    percent(figures.right, 6),
    percent(figures.saved, 6),
    figures.length.toFixed(1).padStart(7),
    percent(figures.multiLine, 8),
    percent(figures.multiLineRight, 6),
    figures.p50.toFixed(2).padStart(7),
    figures.p95.toFixed(2).padStart(7),
    (process.memoryUsage().rss / 1e6).toFixed(0).padStart(7),
  ];
  console.log(row.join(' '));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
