// The report of the doctor, for people and for programs.
import type { Check } from './doctor.ts';

const marks = { ok: 'ok    ', info: 'info  ', failed: 'FAILED' } as const;

/** A table for the terminal: one row per check, its cure below it; ends with one line that sums up. */
export function doctorText(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const rows = checks.flatMap(({ name, verdict, finding, cure }) => [
    `${marks[verdict]}  ${name.padEnd(width)}  ${finding}`,
    ...(cure === undefined ? [] : [`${' '.repeat(width + 10)}-> ${cure}`]),
  ]);
  return `${[...rows, '', summary(checks)].join('\n')}\n`;
}

/** The same as one JSON object. */
export function doctorJson(version: string, checks: readonly Check[]): string {
  return `${JSON.stringify({ version, healthy: isHealthy(checks), checks }, undefined, 2)}\n`;
}

/** False when a check failed; the exit code is 1 then. */
export function isHealthy(checks: readonly Check[]): boolean {
  return checks.every(({ verdict }) => verdict !== 'failed');
}

function summary(checks: readonly Check[]): string {
  const failed = checks.filter(({ verdict }) => verdict === 'failed').length;
  if (failed === 0) return 'All is well.';
  return failed === 1
    ? 'One check failed; the arrow below it says what to do.'
    : `${failed} checks failed; the arrows say what to do.`;
}
