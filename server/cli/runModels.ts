// Runs `codestral-lsp models`: asks a provider what the key may use.

import { createNetwork } from '../composeModels.ts';
import { createLoggers, type World } from '../composeWorld.ts';
import { ModelError } from '../model/errors.ts';
import { KeyFinder } from '../settings/apiKey.ts';
import type { ModelsCommand } from './args.ts';
import { modelsText } from './modelsText.ts';
import type { Output } from './output.ts';
import { askListing, chosenProvider, placeOf, providerNames } from './places.ts';

/** The exit code: 0, 1 when the provider did not answer, 2 for a provider that we don't have. */
export async function runModels(command: ModelsCommand, world: World, { out, err }: Output): Promise<number> {
  const { clock, environment, files, settings } = world;
  await settings.load([]);
  for (const issue of settings.issues()) err(`codestral-lsp: ${issue.message}\n`);
  const provider = command.provider ?? chosenProvider(settings.current());
  const place = placeOf(settings.current(), provider);
  if (place === undefined) {
    const names = providerNames(settings.current()).join(', ');
    err(`codestral-lsp: '${provider}' has no list of models. The providers that have one are: ${names}.\n`);
    return 2;
  }
  const { signal } = new AbortController();
  const log = createLoggers(world)('providers', () => {});
  try {
    const key = await new KeyFinder(environment, files, clock).find(place.sources, signal);
    if (key === undefined && place.provider === 'mistral') {
      const variable = place.sources.variables[0] ?? '';
      const cure = `Put one into the environment variable ${variable}, or set providers.mistral.apiKeyCommand or providers.mistral.apiKeyFile.`;
      err(`codestral-lsp: No key for Mistral was found, and it lists models for a key only. ${cure}\n`);
      return 1;
    }
    const parts = { fetch: createNetwork(world), clock, log };
    const { host, models } = await askListing(place, key?.secret.reveal(), parts, signal);
    if (command.json) out(`${JSON.stringify({ host, models }, undefined, 2)}\n`);
    else out(modelsText(host, models));
    return 0;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    err(`codestral-lsp: ${error.hint}\n`);
    return 1;
  }
}
