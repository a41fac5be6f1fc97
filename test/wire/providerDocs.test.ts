// The snippets of docs/providers.md, tried as they are written: no setting is unknown, and each model they name answers at its endpoint.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentLogger } from '../../server/log/logger.ts';
import type { FimModel } from '../../server/model/fim.ts';
import type { StreamPart } from '../../server/model/parts.ts';
import { createChatModel, createFimModels, type RegistryParts } from '../../server/providers/registry.ts';
import { KeyFinder } from '../../server/settings/apiKey.ts';
import { effectiveSettings } from '../../server/settings/load.ts';
import { readSettings } from '../../server/settings/read.ts';
import { systemClock } from '../../server/world/clock.ts';
import { type Environment, systemEnvironment } from '../../server/world/environment.ts';
import { systemFiles } from '../../server/world/files.ts';
import { chatCall, fimCall, hear } from '../support/streams.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/providers.md'), 'utf8');
const snippets = snippetsOf(page);

/** Healthy answers by the end of the address. */
const answers: readonly (readonly [end: string, contentType: string, body: string])[] = [
  ['/chat/completions', 'text/event-stream', sse({ choices: [{ delta: { content: 'ok' }, finish_reason: 'stop' }] })],
  ['/fim/completions', 'text/event-stream', sse({ choices: [{ delta: { content: 'ok' }, finish_reason: 'stop' }] })],
  ['/completions', 'text/event-stream', sse({ choices: [{ text: 'ok', finish_reason: 'stop' }] })],
  ['/api/generate', 'application/x-ndjson', JSON.stringify({ response: 'ok', done: true })],
  ['/api/chat', 'application/x-ndjson', JSON.stringify({ message: { content: 'ok' }, done: true })],
  ['/infill', 'text/event-stream', sse({ content: 'ok', stop: true })],
];

test('there is a snippet for each provider, and one for the network', () => {
  expect(snippets.map((snippet) => snippet.heading)).toEqual([
    'Mistral',
    'OpenRouter',
    'Ollama',
    'llama.cpp',
    'Any server that speaks like OpenAI',
    'Any server that speaks like OpenAI, again',
    'Network',
  ]);
});

test.each(snippets)('$heading', async ({ json }) => {
  const { values, issues } = readSettings(JSON.parse(json));
  expect(issues).toEqual([]);
  const { settings } = effectiveSettings([{ source: 'user file', values }]);
  const asked: string[] = [];
  const live = new AbortController().signal;
  const parts = partsFor(asked);
  const streams: AsyncIterable<StreamPart>[] = [];
  const named = JSON.parse(json);
  if (named.completion !== undefined) {
    const [model] = createFimModels(settings, parts).models;
    if (model !== undefined) streams.push(model.stream(fimCall(), live));
  }
  if (named.chat !== undefined)
    streams.push(createChatModel(settings.chat.model, settings, parts).stream(chatCall(), live));
  for (const stream of streams) expect(await hear(stream)).toMatchObject({ text: 'ok', finish: 'stop' });
  const [endpoint] = JSON.stringify(named.providers ?? {}).match(/https?:[^"]+/) ?? [''];
  for (const url of asked) expect(url.startsWith(endpoint)).toBe(true);
  expect(asked).toHaveLength(streams.length);
});

/** The JSON blocks of a page, each under the heading above it. */
function snippetsOf(text: string): readonly { readonly heading: string; readonly json: string }[] {
  return text
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const heading = section.slice(0, section.indexOf('\n'));
      const blocks = [...section.matchAll(/^```json\n([\s\S]*?)^```$/gm)];
      return blocks.map(([, json = ''], at) => ({ heading: at === 0 ? heading : `${heading}, again`, json }));
    });
}

function partsFor(asked: string[]): RegistryParts {
  // Every key is there, so that only the settings decide.
  const environment: Environment = { ...systemEnvironment(), variable: () => 'a-key' };
  const embedded: FimModel = { id: 'ngram', dialect: 'native', remote: false, stream: () => noParts() };
  return {
    environment,
    keys: new KeyFinder(environment, systemFiles, systemClock),
    clock: systemClock,
    log: silentLogger,
    embedded,
    guard: () => ({
      learn: () => {},
      wrap: (model) => model,
      wrapChat: (model) => model,
      readyInMs: () => 0,
      spacingMs: () => 0,
    }),
    fetch: async (url) => {
      asked.push(url);
      const answer = answers.find(([end]) => url.endsWith(end));
      return new Response(answer?.[2] ?? '', {
        status: answer === undefined ? 404 : 200,
        headers: { 'content-type': answer?.[1] ?? 'text/plain' },
      });
    },
  };
}

async function* noParts(): AsyncGenerator<StreamPart> {}

function sse(chunk: object): string {
  return `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`;
}
