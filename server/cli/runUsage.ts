// Runs `codestral-lsp usage`: what the ledger adds up to.

import { createLedger } from '../composeModels.ts';
import type { World } from '../composeWorld.ts';
import { Days, sinceOf } from '../usage/days.ts';
import { reportOf } from '../usage/report.ts';
import { reportText } from '../usage/reportText.ts';
import type { UsageCommand } from './args.ts';
import type { Output } from './output.ts';

/** The exit code: 0, or 2 for a time that is none. */
export async function runUsage(command: UsageCommand, world: World, { out, err }: Output): Promise<number> {
  const days = new Days();
  const since = command.since === undefined ? undefined : sinceOf(command.since, world.clock.now(), days);
  if (command.since !== undefined && since === undefined) {
    err(`codestral-lsp: '${command.since}' is no time. Use a day (2026-01-15), a month (2026-01) or days back (7d).\n`);
    return 2;
  }
  await world.settings.load([]);
  for (const issue of world.settings.issues()) err(`codestral-lsp: ${issue.message}\n`);
  const ledger = createLedger(world, (error) => err(`codestral-lsp: ${messageOf(error)}\n`));
  await ledger.refresh();
  const report = reportOf(await ledger.read(since), days);
  if (command.json) out(`${JSON.stringify(report, undefined, 2)}\n`);
  else out(reportText(report, { budget: ledger.explainBudget() }));
  return 0;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
