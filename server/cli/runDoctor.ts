// Runs `codestral-lsp doctor`: gathers what it examines and prints the table.
import { resolve } from 'node:path';
import { createCompletions } from '../compose.ts';
import { createNetwork } from '../composeModels.ts';
import { createLoggers, type World } from '../composeWorld.ts';
import { KeyFinder } from '../settings/apiKey.ts';
import type { DoctorCommand } from './args.ts';
import { workspaceOf } from './complete.ts';
import { type DoctorParts, examine } from './doctor.ts';
import { doctorJson, doctorText, isHealthy } from './doctorText.ts';
import type { Output } from './output.ts';
import { askListing, chosenProvider, placeOf } from './places.ts';

/** The exit code: 0 when all is well, 1 when a check failed. */
export async function runDoctor(
  command: DoctorCommand,
  world: World,
  version: string,
  output: Output,
): Promise<number> {
  const { clock, environment, files, settings } = world;
  const problems: string[] = [];
  const loggers = createLoggers(world);
  const log = (room: string) => loggers(room, () => {});
  const completions = createCompletions(world, {
    log,
    say: (_kind, type, message) => (type === 'warning' ? problems.push(message) : undefined),
  });
  const file = command.file === undefined ? undefined : resolve(command.file);
  await completions.load([await workspaceOf(files, file ?? resolve('settings'))]);
  const place = placeOf(settings.current(), chosenProvider(settings.current()));
  const probe: DoctorParts['probe'] = async (key, signal) => {
    if (place === undefined) throw new Error('the chosen provider is not in the settings');
    const parts = { fetch: createNetwork(world), clock, log: log('providers') };
    return askListing(place, key?.reveal(), parts, signal);
  };
  const models = completions.models().map(({ id }) => id);
  const checks = await examine(
    {
      environment,
      files,
      clock,
      settings,
      keys: new KeyFinder(environment, files, clock),
      keySources: place?.sources ?? { variables: [], command: [], file: null },
      models,
      problems,
      excludes: (path) => completions.exclusion.excludes(path),
      version,
      probe,
    },
    { online: command.online, file },
    new AbortController().signal,
  );
  output.out(command.json ? doctorJson(version, checks) : doctorText(checks));
  return isHealthy(checks) ? 0 : 1;
}
