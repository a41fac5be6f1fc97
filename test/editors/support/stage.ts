// Everything one editor test needs around its editor: a project, the server on the PATH, a provider; removed when the test ends.
import { onTestFinished } from 'vitest';
import { FakeMistral } from '../../support/fakeMistral.ts';
import type { Recording } from './recording.ts';
import { Sandbox } from './sandbox.ts';

export interface Stage {
  readonly sandbox: Sandbox;
  /** What the editor and codestral-lsp say to each other. */
  readonly server: Recording;
  readonly environment: Readonly<Record<string, string>>;
}

export interface FakeStage extends Stage {
  readonly fake: FakeMistral;
}

/** The key that the fake Mistral of a stage takes. */
const key = 'test-key';

/** A stage whose server asks a fake Mistral; the editor must pass `providers.mistral.endpoint` on. */
export async function stageWithFake(): Promise<FakeStage> {
  const fake = await FakeMistral.start({ key });
  onTestFinished(() => fake.stop());
  return { ...stage({ MISTRAL_API_KEY: key }), fake };
}

/** A stage without a key, where the embedded engine answers. */
export function stageWithoutKey(): Stage {
  return stage({});
}

/** A stage with a key that the fake Mistral refuses. */
export async function stageWithWrongKey(): Promise<FakeStage> {
  const fake = await FakeMistral.start({ key });
  onTestFinished(() => fake.stop());
  return { ...stage({ MISTRAL_API_KEY: 'wrong-key' }), fake };
}

function stage(more: Readonly<Record<string, string>>): Stage {
  const sandbox = new Sandbox();
  const server = sandbox.installServer();
  atEndOfTest({ explain: () => String(server), release: () => sandbox.remove() });
  return { sandbox, server, environment: sandbox.environment(more) };
}

/** Releases something when the test ends; when it has failed, `explain` is printed before. The last one registered comes first. */
export function atEndOfTest({ explain, release }: { explain: () => string; release: () => void }): void {
  onTestFinished(({ task }) => {
    if (task.result?.state === 'fail') console.error(explain());
    release();
  });
}
