// Runs `codestral-lsp complete`: chooses the model, asks, prints the offer or the reason for none.
import { createCompletions } from '../compose.ts';
import { createLoggers, type World } from '../composeWorld.ts';
import { isEmbedded } from '../providers/registry.ts';
import type { CompleteCommand } from './args.ts';
import { CompleteFailure, type CompleteReport, complete, workspaceOf } from './complete.ts';
import type { Output } from './output.ts';
import { providerNames } from './places.ts';
import { reasonSentence } from './reasons.ts';

/**
 * The exit code: 0 when the answer is what the server would give, also when that is nothing; 1 when there is no such place, or
 * when a model failed and nobody stood in for it or the command line had named it; 2 for a provider that we don't have.
 */
export async function runComplete(command: CompleteCommand, world: World, output: Output): Promise<number> {
  const tell = (sentence: string) => output.err(`codestral-lsp: ${sentence}\n`);
  const choice = chosenModel(command, providerNames(world.settings.current()));
  if ('wrong' in choice) {
    tell(choice.wrong);
    return 2;
  }
  if (choice.model !== undefined) world.settings.setClient({ completion: { model: choice.model } });

  const log = createLoggers(world);
  const problems: string[] = [];
  const completions = createCompletions(world, {
    log: (room) => log(room, (_level, line) => (command.explain ? output.err(`${line}\n`) : undefined)),
    say: (_kind, type, message) => {
      if (type === 'warning') problems.push(message);
      tell(message);
    },
  });
  await completions.load([await workspaceOf(world.files, command.file)]);
  for (const issue of world.settings.issues()) tell(issue.message);
  const embedded = completions.models().some(({ id }) => isEmbedded(id));
  try {
    const report = await complete(command, world, completions, embedded);
    const standIn = problems.length > 0 && report.completion !== undefined;
    if (standIn) tell('The embedded engine answered instead.');
    print(report, problems, command, output);
    await completions.flush();
    return problems.length > 0 && (!standIn || choice.model !== undefined) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof CompleteFailure)) throw error;
    tell(error.message);
    return 1;
  }
}

function print(
  { completion, reason, milliseconds, ...place }: CompleteReport,
  problems: readonly string[],
  { json, explain }: CompleteCommand,
  { out, err }: Output,
): void {
  if (json) {
    const { file, line, column, before, after } = place;
    const report = {
      file,
      line,
      column,
      before,
      after,
      completion: completion ?? null,
      reason,
      problems,
      milliseconds,
    };
    out(`${JSON.stringify(report)}\n`);
  } else if (completion !== undefined) out(`${completion.text}\n`);
  if (reason !== undefined && !json)
    err(`codestral-lsp: nothing to offer here (${reason}): ${reasonSentence(reason)}\n`);
  if (!explain) return;
  err(`line: ${place.before}|${place.after}\n`);
  if (completion === undefined) err(`none: ${reason} (${milliseconds} ms)\n`);
  else {
    const replaced = `replaces ${completion.replace} characters behind the cursor`;
    err(`offer: from ${completion.model}, ${replaced} (${milliseconds} ms)\n`);
  }
}

type Choice = { readonly model: string | undefined } | { readonly wrong: string };

/** The model that the command line names; `undefined` when it leaves the choice to the settings. */
function chosenModel({ provider, model }: CompleteCommand, providers: readonly string[]): Choice {
  const named = provider ?? model?.slice(0, Math.max(0, model.indexOf('/'))) ?? '';
  if (named === 'ngram' || model === 'ngram') return { model: 'ngram' };
  if (named !== '' && !providers.includes(named)) {
    return { wrong: `There is no provider '${named}'. The providers are: ${[...providers, 'ngram'].join(', ')}.` };
  }
  if (provider === undefined && model === undefined) return { model: undefined };
  const chosen = named === '' ? 'mistral' : named;
  const name = model?.startsWith(`${chosen}/`) === true ? model.slice(chosen.length + 1) : model;
  if (name !== undefined && name !== '' && !/\s/.test(name)) return { model: `${chosen}/${name}` };
  if (name === undefined && chosen === 'mistral') return { model: 'mistral/codestral-latest' };
  return { wrong: `Name a model of ${chosen} with --model; codestral-lsp models --provider ${chosen} lists them.` };
}
