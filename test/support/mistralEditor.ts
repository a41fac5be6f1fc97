// An editor whose server asks a fake Mistral: what most protocol tests begin with.
import { onTestFinished } from 'vitest';
import { type EditorOptions, FakeEditor } from './fakeEditor.ts';
import { FakeMistral, type FakeMistralOptions } from './fakeMistral.ts';

/** The key that the fake takes. */
export const testKey = 'test-key-of-mistral';

export interface MistralEditorOptions extends EditorOptions {
  readonly completion?: Readonly<Record<string, unknown>>;
  readonly mistral?: FakeMistralOptions;
  /** Goes into the settings as `usage`. */
  readonly usage?: Readonly<Record<string, unknown>>;
}

/** Starts both; `completion` goes into the settings beside the endpoint. The debounce is 0 unless the test sets it. */
export async function startWithMistral(
  options: MistralEditorOptions = {},
): Promise<{ readonly editor: FakeEditor; readonly mistral: FakeMistral }> {
  const mistral = await FakeMistral.start({ key: testKey, ...options.mistral });
  onTestFinished(() => mistral.stop());
  const editor = await FakeEditor.start({
    ...options,
    settings: {
      completion: { debounceMs: 0, fallback: 'none', ...options.completion },
      providers: { mistral: { endpoint: mistral.url } },
      usage: options.usage ?? {},
    },
    env: { MISTRAL_API_KEY: testKey, ...options.env },
  });
  return { editor, mistral };
}
