// llama.cpp's own server, unpacked from Debian, with a tiny random model: our wire against a server we did not write.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { silentLogger } from '../../server/log/logger.ts';
import { createFetch } from '../../server/providers/http.ts';
import { llamaCppChat, llamaCppFim } from '../../server/providers/llamaCpp.ts';
import { listModels } from '../../server/providers/models.ts';
import { openaiCompatibleChat, openaiCompatibleFim } from '../../server/providers/openaiCompatible.ts';
import { systemClock } from '../../server/world/clock.ts';
import { chatCall, failureOfStream, fimCall, hear } from '../support/streams.ts';
import { writeTinyModel } from './tinyModel.ts';

const program = join(import.meta.dirname, '../../node_modules/.cache/llama');
const live = new AbortController().signal;
const parts = { model: 'tiny', clock: systemClock, log: silentLogger, fetch: createFetch(), tools: false };
const call = fimCall({ prefix: 'const größe = sum(', suffix: ');\n', maxTokens: 24 });
const snippets = [
  { path: 'src/sum.ts', text: 'export const sum = 1;\n'.repeat(5), source: 'sibling', score: 1 },
] as const;

interface Running {
  readonly url: string;
  readonly process: ChildProcess;
}

let folder = '';
let withFim: Running;
let withoutFim: Running;

beforeAll(async () => {
  execFileSync(join(import.meta.dirname, 'install.sh'), [program], { stdio: 'inherit' });
  folder = mkdtempSync(join(tmpdir(), 'tiny-model-'));
  withFim = await start({ fim: true });
  withoutFim = await start({ fim: false });
}, 300_000);

afterAll(() => {
  for (const running of [withFim, withoutFim]) running?.process.kill();
  rmSync(folder, { recursive: true, force: true });
});

describe('/infill', () => {
  const model = () => llamaCppFim({ ...parts, endpoint: withFim.url, fim: 'infill' });

  test('streams as many tokens as were asked for, and counts them', async () => {
    const heard = await hear(model().stream(call, live));
    expect(heard.finish).toBe('length');
    expect(heard.text).not.toBe('');
    expect(heard.parts.length).toBeGreaterThan(5);
    // One token per byte, and one for each of the three marks.
    const bytes = Buffer.byteLength(call.prefix + call.suffix);
    expect(heard.usage).toMatchObject({ outputTokens: 24 });
    expect(heard.usage?.inputTokens).toBeGreaterThanOrEqual(bytes + 3);
  });

  test('is answered from the cache the second time', async () => {
    const again = fimCall({ ...call, prefix: `${'// header\n'.repeat(20)}f(` });
    await hear(model().stream(again, live));
    const { usage } = await hear(model().stream(again, live));
    expect(usage?.cachedTokens).toBeGreaterThan(100);
  });

  test('puts related files before the cursor’s own', async () => {
    const alone = await hear(model().stream(call, live));
    const related = await hear(model().stream({ ...call, snippets }, live));
    const more = (related.usage?.inputTokens ?? 0) - (alone.usage?.inputTokens ?? 0);
    expect(more).toBeGreaterThan(snippets[0].text.length - 10);
  });

  test('frees the slot when we hang up', async () => {
    const long = fimCall({ ...call, maxTokens: 100_000 });
    const controller = new AbortController();
    const stream = model().stream(long, controller.signal)[Symbol.asyncIterator]();
    await stream.next();
    expect(await busySlots()).toBe(1);
    controller.abort();
    await expect(stream.next()).rejects.toHaveProperty('name', 'AbortError');
    await expect.poll(busySlots, { timeout: 3000, interval: 20 }).toBe(0);
  });

  test('is refused by a model without tokens for it, and the error names the setting', async () => {
    const without = llamaCppFim({ ...parts, endpoint: withoutFim.url, fim: 'infill' });
    const error = await failureOfStream(without.stream(call, live));
    expect(error.kind).toBe('refused');
    expect(error.hint).toContain('providers.llamaCpp.fim');
  });
});

test('a layout of ours goes over /completion, with or without tokens for it', async () => {
  for (const { url } of [withFim, withoutFim]) {
    const model = llamaCppFim({ ...parts, endpoint: url, fim: 'qwen2.5-coder' });
    expect(await hear(model.stream(call, live))).toMatchObject({ finish: 'length', usage: { outputTokens: 24 } });
  }
});

test('OpenAI’s completions work with a layout in the prompt', async () => {
  const model = openaiCompatibleFim({ ...parts, endpoint: withFim.url, key: undefined, fim: 'qwen2.5-coder' });
  expect(await hear(model.stream(call, live))).toMatchObject({ finish: 'length', usage: { outputTokens: 24 } });
});

test('chat streams in both adapters', async () => {
  const options = { ...parts, endpoint: `${withFim.url}/v1` };
  const models = [
    llamaCppChat({ ...options, fim: 'infill' }),
    openaiCompatibleChat({ ...options, key: undefined, fim: 'auto' }),
  ];
  for (const model of models) {
    const heard = await hear(model.stream(chatCall({ maxTokens: 12 }), live));
    expect(heard).toMatchObject({ finish: 'length', usage: { outputTokens: 12 } });
  }
});

test('the model list has the one model, with its window', async () => {
  const models = await listModels({ ...parts, provider: 'llamaCpp', endpoint: withFim.url, key: undefined }, live);
  expect(models).toHaveLength(1);
  expect(models[0]?.contextTokens).toBe(4096);
});

/** Starts a llama-server and waits until it is healthy. */
async function start(options: { readonly fim: boolean }): Promise<Running> {
  const model = join(folder, `tiny-${options.fim}.gguf`);
  writeTinyModel(model, options);
  const port = await freePort();
  // A window larger than a batch: only what is left of it is given to related files.
  const size = ['--ctx-size', '4096', '--batch-size', '512', '--parallel', '1', '--threads', '1'];
  const server = spawn(
    join(program, 'llama-server'),
    ['--model', model, '--host', '127.0.0.1', '--port', String(port), '--no-webui', '--slots', ...size],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  await vi.waitUntil(() => isHealthy(url), { timeout: 60_000, interval: 50 });
  return { url, process: server };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false;
  }
}

async function busySlots(): Promise<number> {
  const slots = (await (await fetch(`${withFim.url}/slots`)).json()) as readonly { readonly is_processing: boolean }[];
  return slots.filter((slot) => slot.is_processing).length;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
