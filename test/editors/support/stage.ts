// Everything that one editor needs around it: a project, the server on the PATH, a provider; and the promise to clear it all away.
import { FakeMistral } from '../../support/fakeMistral.ts';
import type { Recording } from './recording.ts';
import { Sandbox } from './sandbox.ts';

/** Something to be cleared away in the end. */
export interface Ending {
  /** What to print before when things went wrong. */
  readonly explain?: () => string;
  readonly release: () => void | Promise<void>;
}

/** Keeps what is to be cleared away in the end; the last one comes first. */
export type AtEnd = (ending: Ending) => void;

export interface Stage {
  readonly sandbox: Sandbox;
  /** What the editor and codestral-lsp say to each other. */
  readonly server: Recording;
  readonly environment: Readonly<Record<string, string>>;
  readonly atEnd: AtEnd;
}

export interface FakeStage extends Stage {
  readonly fake: FakeMistral;
}

/** The key that the fake Mistral of a stage takes. */
const key = 'test-key';

/** A stage without a key, where the embedded engine answers. */
export function createStage(atEnd: AtEnd, variables: Readonly<Record<string, string>> = {}): Stage {
  const sandbox = new Sandbox();
  const server = sandbox.installServer();
  const release = async () => {
    await server.ensureEnd();
    sandbox.remove();
  };
  atEnd({ explain: () => String(server), release });
  return { sandbox, server, environment: sandbox.environment(variables), atEnd };
}

/** A stage whose server has a key; the editor must pass the fake Mistral's url on as `providers.mistral.endpoint`. */
export async function createFakeStage(atEnd: AtEnd, variables = { MISTRAL_API_KEY: key }): Promise<FakeStage> {
  const fake = await FakeMistral.start({ key });
  atEnd({ release: () => fake.stop() });
  return { ...createStage(atEnd, variables), fake };
}
