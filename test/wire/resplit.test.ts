// Recorded answers through every adapter, split at every byte: what is read must not depend on how the network cuts it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../server/log/logger.ts';
import { ModelError } from '../../server/model/errors.ts';
import type { StreamPart } from '../../server/model/parts.ts';
import { chatAsFim } from '../../server/providers/chatAsFim.ts';
import type { Wire } from '../../server/providers/exchange.ts';
import { llamaCppFim } from '../../server/providers/llamaCpp.ts';
import { mistralChat, mistralFim } from '../../server/providers/mistral.ts';
import { ollamaChat, ollamaFim } from '../../server/providers/ollama.ts';
import { openaiCompatibleChat, openaiCompatibleFim } from '../../server/providers/openaiCompatible.ts';
import { openrouterChat } from '../../server/providers/openrouter.ts';
import { systemClock } from '../../server/world/clock.ts';
import { chatCall, fimCall, hear } from '../support/streams.ts';

const folder = join(import.meta.dirname, '../fixtures/wire');
const live = new AbortController().signal;
const key = async () => 'k';
const endpoint = 'http://127.0.0.1:1';
const tools = [{ name: 'read_file', description: 'Reads', parameters: { type: 'object', properties: {} } }];

type Ask = (wire: Wire) => AsyncIterable<StreamPart>;

const adapters: Readonly<Record<string, Ask>> = {
  'mistral-fim': (wire) => mistralFim({ ...wire, model: 'm', endpoint, key }).stream(fimCall(), live),
  'mistral-chat': (wire) => mistralChat({ ...wire, model: 'm', endpoint, key }).stream(chatCall({ tools }), live),
  'openai-fim': (wire) =>
    openaiCompatibleFim({ ...wire, model: 'qwen2.5-coder', endpoint, key, fim: 'auto', tools: true }).stream(
      fimCall(),
      live,
    ),
  'openai-chat': (wire) =>
    openaiCompatibleChat({ ...wire, model: 'q', endpoint, key, fim: 'auto', tools: true }).stream(chatCall(), live),
  'openrouter-chat': (wire) =>
    openrouterChat({ ...wire, model: 'q', endpoint, key, modelSetting: 'chat.model' }).stream(chatCall(), live),
  'openrouter-fim': (wire) =>
    chatAsFim(openrouterChat({ ...wire, model: 'q', endpoint, key, modelSetting: 'completion.model' })).stream(
      fimCall(),
      live,
    ),
  'ollama-fim': (wire) =>
    ollamaFim({ ...wire, model: 'q', endpoint, fim: 'auto', tools: true }).stream(fimCall(), live),
  'ollama-chat': (wire) =>
    ollamaChat({ ...wire, model: 'q', endpoint, fim: 'auto', tools: true }).stream(chatCall(), live),
  'llamacpp-fim': (wire) =>
    llamaCppFim({ ...wire, model: 'q', endpoint, fim: 'infill', tools: false }).stream(fimCall(), live),
};

interface Fixture {
  readonly name: string;
  readonly ask: Ask;
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly expected: unknown;
}

const fixtures = readdirSync(folder).map(readFixture);

describe.each(fixtures)('$name', (fixture) => {
  const whole = fixture.body;

  test('in one piece', async () => {
    expect(await resultOf(fixture, [whole])).toMatchObject(fixture.expected as object);
  });

  test('cut at every byte', async () => {
    const first = await resultOf(fixture, [whole]);
    for (const pieces of cuts(whole)) {
      const lengths = pieces.map((piece) => piece.length).join(' ');
      expect(await resultOf(fixture, pieces), `pieces of ${lengths} bytes`).toEqual(first);
    }
  });

  test('with other line endings and a byte order mark', async () => {
    const text = new TextDecoder().decode(whole);
    const first = await resultOf(fixture, [whole]);
    for (const other of [`\uFEFF${text}`, text.replaceAll('\n', '\r\n'), ...sseOnly(fixture, text)]) {
      expect(await resultOf(fixture, [new TextEncoder().encode(other)])).toEqual(first);
    }
  });
});

/**
 * A short answer in two pieces, cut at each byte; a long one in pieces of 1, 2, 3 ... bytes, which cuts at each byte as well and
 * takes less time.
 */
function cuts(whole: Uint8Array): readonly (readonly Uint8Array[])[] {
  if (whole.length <= 400) {
    return Array.from(whole, (_, at) => [whole.subarray(0, at), whole.subarray(at)]);
  }
  return Array.from({ length: 12 }, (_, at) => inPiecesOf(whole, at + 1));
}

function inPiecesOf(whole: Uint8Array, length: number): readonly Uint8Array[] {
  const count = Math.ceil(whole.length / length);
  return Array.from({ length: count }, (_, at) => whole.subarray(at * length, (at + 1) * length));
}

/** A lone CR ends a line in server-sent events, and nowhere else. */
function sseOnly(fixture: Fixture, text: string): readonly string[] {
  return fixture.contentType === 'text/event-stream' ? [text.replaceAll('\n', '\r')] : [];
}

/** What an adapter makes of an answer that comes in these pieces: texts joined, or the kind of its failure. */
async function resultOf(fixture: Fixture, pieces: readonly Uint8Array[]): Promise<object> {
  const wire: Wire = {
    fetch: async () =>
      new Response(ReadableStream.from(pieces), {
        status: fixture.status,
        headers: { 'content-type': fixture.contentType },
      }),
    clock: systemClock,
    log: silentLogger,
  };
  try {
    const { parts: _, ...heard } = await hear(fixture.ask(wire));
    return heard;
  } catch (error) {
    if (error instanceof ModelError) return { failure: error.kind, hint: error.hint };
    throw error;
  }
}

function readFixture(file: string): Fixture {
  const text = readFileSync(join(folder, file), 'utf8');
  const found = /^--- adapter\n(.*)\n--- answer\n(\d+) (.*)\n--- expect\n(.*)\n--- body\n/.exec(text);
  const [head = '', adapter = '', status = '', contentType = '', expected = ''] = found ?? [];
  const ask = adapters[adapter];
  if (found === null || ask === undefined) throw new Error(`${file} is no fixture, or names no adapter of ours`);
  const body = new TextEncoder().encode(text.slice(head.length));
  return {
    name: file.replace('.txt', ''),
    ask,
    status: Number(status),
    contentType,
    body,
    expected: JSON.parse(expected),
  };
}
