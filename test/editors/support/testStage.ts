// Stages for tests: cleared away when the test ends, with what the editor and the server said when it has failed.
import { onTestFinished } from 'vitest';
import { type AtEnd, createFakeStage, createStage, type FakeStage, type Stage } from './stage.ts';

/** A stage whose server asks a fake Mistral. */
export function stageWithFake(): Promise<FakeStage> {
  return createFakeStage(atEndOfTest);
}

/** A stage with a key that the fake Mistral refuses. */
export function stageWithWrongKey(): Promise<FakeStage> {
  return createFakeStage(atEndOfTest, { MISTRAL_API_KEY: 'wrong-key' });
}

/** A stage without a key, where the embedded engine answers. */
export function stageWithoutKey(): Stage {
  return createStage(atEndOfTest);
}

const atEndOfTest: AtEnd = ({ explain, release }) => {
  onTestFinished(async ({ task }) => {
    if (explain !== undefined && task.result?.state === 'fail') console.error(explain());
    await release();
  });
};
