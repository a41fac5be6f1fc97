// What the embedded engine offers, shown with the cursor drawn as ˇ.
import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../../../server/log/logger.ts';
import type { FimCall } from '../../../../server/model/fim.ts';
import type { StreamPart } from '../../../../server/model/parts.ts';
import { NgramModel } from '../../../../server/providers/ngram/ngram.ts';
import { systemClock } from '../../../../server/world/clock.ts';

const REPEATED = [
  "import { one } from './one.ts';",
  "import { two } from './two.ts';",
  'export function first(request: Request) {',
  '  const session = await openSession(request, defaults);',
  '  return session.close();',
  '}',
  'export function second(request: Request) {',
  '  const session = await openSession(request, defaults);',
  '  return session.close();',
  '}',
  'export function other(request: Request) {',
  '  const session = await openSession(request, defaults);',
  '  return session.close();',
  '}',
].join('\n');

describe('in one document', () => {
  test('a line that stands above is offered up to its end', async () => {
    expect(
      await offer(newModel(), `${REPEATED}\nexport function third(request: Request) {\n  const sessionˇ\n}\n`),
    ).toBe(' = await openSession(request, defaults);');
  });

  test('a half-typed word is completed with its rest', async () => {
    expect(await offer(newModel(), `${REPEATED}\nexport function third(request: Request) {\n  const sesˇ`)).toBe(
      'sion = await openSession(request, defaults);',
    );
  });

  test('a space that is typed already is not offered again', async () => {
    expect(await offer(newModel(), `${REPEATED}\nexport function third(request: Request) {\n  const session ˇ`)).toBe(
      '= await openSession(request, defaults);',
    );
  });

  test('what follows on the line is not repeated', async () => {
    expect(
      await offer(
        newModel(),
        `${REPEATED}\nexport function third(request: Request) {\n  const session = await openSession(ˇ);`,
      ),
    ).toBe('request, defaults');
  });

  test('nothing is offered where nothing repeats', async () => {
    expect(await offer(newModel(), `${REPEATED}\nlet entirely = newˇ`)).toBe('');
  });

  test('a name that differs from the pattern returns where the pattern repeats it', async () => {
    const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];
    const pattern = names.map((name) => `this.${name} = options.${name};\n`).join('');
    expect(await offer(newModel(), `${pattern}this.omega = ˇ`)).toBe('options.omega;');
  });

  test('text that contradicts the rest of the line is not offered', async () => {
    expect(await offer(newModel(), `${REPEATED}\n  const sessionˇ]`)).toBe('');
  });

  test('the line below is not offered a second time', async () => {
    const session = '  const session = await openSession(request, defaults);';
    expect(
      await offer(newModel(), `${REPEATED}\nexport function third(request: Request) {\n  const sesˇ\n${session}\n}`),
    ).toBe('');
  });

  test('several lines are offered where a block repeats and nothing follows', async () => {
    const block = 'beforeEach(() => {\n\tstore.clear();\n\tclock.reset();\n});\n';
    expect(await offer(newModel(0.5), `${repeat(block)}beforeEach(ˇ`)).toBe(
      '() => {\n\tstore.clear();\n\tclock.reset();\n});',
    );
  });

  test('several lines have the line endings of the document', async () => {
    const block = 'beforeEach(() => {\r\n  store.clear();\r\n  clock.reset();\r\n});\r\n';
    expect(await offer(newModel(0.5), `${repeat(block)}beforeEach(ˇ`)).toBe(
      '() => {\r\n  store.clear();\r\n  clock.reset();\r\n});',
    );
  });

  test('only the line is offered where more lines follow', async () => {
    const block = 'beforeEach(() => {\n  store.clear();\n  clock.reset();\n});\n';
    expect(await offer(newModel(0.5), `${repeat(block)}beforeEach(ˇ\nafterEach(done);\n`)).toBe('() => {');
  });

  test('a lone closing bracket is not offered', async () => {
    expect(await offer(newModel(), 'a(b);\na(b);\na(b);\na(bˇ')).toBe('');
  });
});

describe('across documents', () => {
  const start = 'export function third(request: Request) {\n  const sesˇ';

  test('an open document is learned from', async () => {
    const model = newModel();
    model.learnDocument('file:///a.ts', REPEATED);
    expect(await offer(model, start)).toBe('sion = await openSession(request, defaults);');
  });

  test('a workspace file is learned from', async () => {
    const model = newModel();
    model.learnFile('/a.ts', REPEATED);
    expect(await offer(model, start)).toBe('sion = await openSession(request, defaults);');
  });

  test('a closed document goes on to be learned from', async () => {
    const model = newModel();
    model.learnDocument('file:///a.ts', REPEATED);
    model.forgetDocument('file:///a.ts');
    expect(await offer(model, start)).toBe('sion = await openSession(request, defaults);');
  });

  test('a file that is opened while it is being learned is known by its document only', async () => {
    const model = newModel();
    const steps = model.learnFileInSteps('/a.ts', `${REPEATED}\n${'// filler\n'.repeat(100)}${REPEATED}`);
    steps.next();
    model.learnDocument('file:///a.ts', 'nothing here');
    while (steps.next().done !== true);
    expect(await offer(model, start)).toBe('');
  });

  test('the old text of a changed document is forgotten', async () => {
    const model = newModel();
    model.learnFile('/a.ts', REPEATED);
    model.learnDocument('file:///a.ts', REPEATED);
    model.learnDocument('file:///a.ts', 'nothing here');
    expect(await offer(model, start)).toBe('');
  });
});

test('a call with a window of the document is completed from all of it', async () => {
  const model = newModel();
  const far = `${REPEATED}\n${'// filler\n'.repeat(50)}`;
  const near = 'export function third(request: Request) {\n  const ses';
  model.learnDocument('file:///current.ts', far + near);
  expect(await offer(model, `${near}ˇ`)).toBe('sion = await openSession(request, defaults);');
});

test('an aborted call throws the abort error', async () => {
  const parts = newModel().stream(callAt('ˇ'), AbortSignal.abort());
  await expect(parts.next()).rejects.toThrow(/abort/i);
});

test('the stream ends with a free finish part', async () => {
  const parts: StreamPart[] = [];
  for await (const part of newModel().stream(callAt('ˇ'), new AbortController().signal)) parts.push(part);
  expect(parts).toEqual([
    { type: 'finish', reason: 'stop', usage: { inputTokens: 0, cachedTokens: 0, outputTokens: 0, costUsd: 0 } },
  ]);
});

/** Bolder than the engine is by itself: here it is about what it writes; how sure it must be is for `test/eval/ngram.ts`. */
function newModel(linesThreshold = 2): NgramModel {
  const thresholds = { threshold: 0.5, wholeLineThreshold: 0.1, linesThreshold };
  return new NgramModel({ clock: systemClock, log: silentLogger, ...thresholds });
}

/** The block six times, each with another line behind it. */
function repeat(block: string): string {
  return ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => `${block}${name}(${name.length});\n`).join('');
}

async function offer(model: NgramModel, drawn: string): Promise<string> {
  let text = '';
  for await (const part of model.stream(callAt(drawn), new AbortController().signal)) {
    if (part.type === 'text-delta') text += part.text;
  }
  return text;
}

function callAt(drawn: string): FimCall {
  const [prefix = '', suffix = ''] = drawn.split('ˇ');
  return {
    prefix,
    suffix,
    uri: 'file:///current.ts',
    path: 'current.ts',
    languageId: 'typescript',
    snippets: [],
    stop: [],
    maxTokens: 64,
    temperature: 0,
    cacheKey: undefined,
  };
}
