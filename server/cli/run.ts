// Runs one command of the command line and gives its exit code: 0 done, 1 failed, 2 wrong usage.
import { createCompletions, createLoggers, type World } from '../compose.ts';
import { isEmbedded } from '../providers/registry.ts';
import { type CompleteCommand, parseCommand } from './args.ts';
import { CompleteFailure, type CompleteReport, complete, workspaceOf } from './complete.ts';
import { helpText, schemaText, versionText } from './print.ts';

/** Where the command writes. */
export interface Output {
  /** The result, for programs to read. */
  readonly out: (text: string) => void;
  /** Everything else. */
  readonly err: (text: string) => void;
}

export async function runCommandLine(
  argv: readonly string[],
  world: World,
  version: string,
  output: Output,
): Promise<number> {
  const command = parseCommand(argv);
  switch (command.kind) {
    case 'serve':
      return 0;
    case 'complete':
      return runComplete(command, world, output);
    case 'doctor':
      return 0;
    case 'print-settings-schema':
      output.out(schemaText());
      return 0;
    case 'version':
      output.out(versionText(version));
      return 0;
    case 'help':
      output.out(helpText(command.about));
      return 0;
    case 'wrong':
      output.err(`codestral-lsp: ${command.message}\n`);
      return 2;
  }
}

async function runComplete(command: CompleteCommand, world: World, output: Output): Promise<number> {
  const log = createLoggers(world);
  const failures: string[] = [];
  const folder = await workspaceOf(world.files, command.file);
  const model = chosenModel(command);
  if (model !== undefined) world.settings.setClient({ completion: { model } });
  const completions = createCompletions(world, {
    log: (room) => log(room, (_level, line) => (command.explain ? output.err(`${line}\n`) : undefined)),
    say: (kind, _type, message) => {
      failures.push(kind);
      output.err(`codestral-lsp: ${message}\n`);
    },
  });
  await completions.load([folder]);
  for (const issue of world.settings.issues()) output.err(`codestral-lsp: ${issue.message}\n`);
  const embedded = completions.models().some(({ id }) => isEmbedded(id));
  try {
    const report = await complete(command, world, completions, embedded);
    print(report, command, output);
    return report.completion === undefined && failures.some((kind) => kind !== 'choice') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof CompleteFailure)) throw error;
    output.err(`codestral-lsp: ${error.message}\n`);
    return 1;
  }
}

function print(report: CompleteReport, command: CompleteCommand, { out, err }: Output): void {
  const { completion, reason, milliseconds, before, after } = report;
  if (command.json) {
    out(`${JSON.stringify({ ...report, completion: completion === undefined ? null : { ...completion } })}\n`);
  } else if (completion !== undefined) out(`${completion.text}\n`);
  if (completion === undefined && !command.json) err(`codestral-lsp: nothing to offer here: ${reason}\n`);
  if (!command.explain) return;
  err(`line: ${before}|${after}\n`);
  if (completion === undefined) err(`none: ${reason} (${milliseconds} ms)\n`);
  else
    err(
      `offer: from ${completion.model}, replaces ${completion.replace} characters behind the cursor (${milliseconds} ms)\n`,
    );
}

function chosenModel({ provider, model }: CompleteCommand): string | undefined {
  if (provider === undefined) return model;
  if (provider === 'ngram') return 'ngram';
  if (model?.startsWith(`${provider}/`) === true) return model;
  return `${provider}/${model ?? (provider === 'mistral' ? 'codestral-latest' : '')}`;
}
