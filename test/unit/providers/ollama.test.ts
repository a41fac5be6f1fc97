// Ollama: which prompt it gets, what happens when it cannot insert, and its patience while a model loads.
import { afterEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../server/log/logger.ts';
import { createFetch } from '../../../server/providers/http.ts';
import { type OllamaOptions, ollamaChatBody, ollamaFim } from '../../../server/providers/ollama.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';
import { type Failure, playFailure } from '../../support/fakeMistral/failures.ts';
import { Loopback } from '../../support/loopback.ts';
import { chatCall, failureOfStream, fimCall, hear } from '../../support/streams.ts';

const live = new AbortController().signal;
const noInsert: Failure = {
  status: 400,
  body: { error: 'registry.ollama.ai/library/llama3.2:1b does not support insert' },
};
const snippets = [{ path: 'a.ts', text: 'const a = 1;', source: 'sibling', score: 1 }] as const;

let server: Loopback | undefined;
afterEach(() => server?.stop());

async function startServer(...failures: readonly Failure[]): Promise<Loopback> {
  const queue = [...failures];
  const body = '{"response":"ok","done":true,"done_reason":"stop"}\n';
  const well: Failure = { kind: 'raw', contentType: 'application/x-ndjson', pieces: [body] };
  server = await Loopback.start((exchange) => playFailure(exchange, queue.shift() ?? well));
  return server;
}

function model(change: Partial<OllamaOptions> = {}) {
  return ollamaFim({
    model: 'qwen2.5-coder:7b-base',
    endpoint: server?.url ?? '',
    fim: 'auto',
    tools: false,
    fetch: createFetch(),
    clock: new FakeClock(),
    log: silentLogger,
    ...change,
  });
}

describe('the prompt', () => {
  test('is left to Ollama, with prompt and suffix apart', async () => {
    const { requests } = await startServer();
    await hear(model({ contextTokens: 4096 }).stream(fimCall({ stop: ['\n\n'] }), live));
    expect(requests[0]?.body).toEqual({
      model: 'qwen2.5-coder:7b-base',
      prompt: 'const total = sum(',
      suffix: ');\n',
      stream: true,
      options: { temperature: 0, num_predict: 64, stop: ['\n\n'], num_ctx: 4096 },
    });
  });

  test('is raw when there is related code, which `suffix` has no place for', async () => {
    const { requests } = await startServer();
    await hear(model().stream(fimCall({ snippets }), live));
    expect(requests[0]?.body).toMatchObject({ raw: true, prompt: expect.stringContaining('<|file_sep|>a.ts\n') });
    expect(requests[0]?.body).not.toHaveProperty('suffix');
  });

  test('is raw from the second request on when the model cannot insert', async () => {
    const { requests } = await startServer(noInsert);
    const own = model();
    for (let count = 0; count < 2; count++) expect((await hear(own.stream(fimCall(), live))).text).toBe('ok');
    const raw = requests.map((request) => 'raw' in Object(request.body));
    expect(raw).toEqual([false, true, true]);
  });

  test('cannot be made for an unknown family, and the error names the setting', async () => {
    await startServer(noInsert);
    const error = await failureOfStream(model({ model: 'llama3.2:1b' }).stream(fimCall(), live));
    expect(error.kind).toBe('refused');
    expect(error.hint).toContain('providers.ollama.fim');
  });

  test('follows the family that the settings name', async () => {
    const { requests } = await startServer();
    await hear(model({ model: 'my-model', fim: 'starcoder2' }).stream(fimCall(), live));
    expect(requests[0]?.body).toMatchObject({ raw: true, prompt: expect.stringMatching(/^<fim_prefix>/) });
  });
});

test('a model that is missing is named with the command that fetches it', async () => {
  await startServer({ status: 404, body: { error: "model 'qwen2.5-coder:7b-base' not found" } });
  const error = await failureOfStream(model().stream(fimCall(), live));
  expect(error.hint).toContain('ollama pull qwen2.5-coder:7b-base');
});

test('the first request waits while the model loads, later ones do not, until Ollama has forgotten it', async () => {
  const hang: Failure = { kind: 'hang', after: 'request' };
  await startServer(
    { kind: 'raw', contentType: 'application/json', pieces: ['{"response":"ok","done":true}'] },
    hang,
    hang,
  );
  const clock = new FakeClock();
  const deadlines = { firstMs: 10_000, idleMs: 10_000, totalMs: 60_000 };
  const own = model({ clock, deadlines, loadingDeadlines: { ...deadlines, firstMs: 50_000 } });
  await hear(own.stream(fimCall(), live));

  const loaded = failureOfStream(own.stream(fimCall(), live));
  await server?.received(2);
  await clock.advance(10_000);
  expect((await loaded).hint).toContain('10 s');

  await clock.advance(6 * 60_000);
  const forgotten = failureOfStream(own.stream(fimCall(), live));
  await server?.received(3);
  await clock.advance(50_000);
  await settle();
  expect((await forgotten).hint).toContain('50 s');
});

test('earlier tool calls are sent with their arguments as objects, results with the name of the tool', () => {
  const body = ollamaChatBody(
    { model: 'm' },
    chatCall({
      messages: [
        { role: 'user', content: 'Read.' },
        { role: 'assistant', content: '', toolCalls: [{ id: 'call00000', name: 'read', input: '{"path":"a"}' }] },
        { role: 'tool', toolCallId: 'call00000', name: 'read', content: 'text' },
      ],
    }),
  );
  expect(body).toMatchObject({
    messages: [
      {},
      { role: 'assistant', tool_calls: [{ function: { name: 'read', arguments: { path: 'a' } } }] },
      { role: 'tool', tool_name: 'read', content: 'text' },
    ],
  });
});
