// llama.cpp: its request bodies and the meaning of its errors.
import { afterEach, expect, test } from 'vitest';
import { silentLogger } from '../../../server/log/logger.ts';
import { createFetch } from '../../../server/providers/http.ts';
import { infillBody, llamaCppFim, templateBody } from '../../../server/providers/llamaCpp.ts';
import { systemClock } from '../../../server/world/clock.ts';
import { type Failure, playFailure } from '../../support/fakeMistral/failures.ts';
import { Loopback } from '../../support/loopback.ts';
import { failureOfStream, fimCall } from '../../support/streams.ts';

const live = new AbortController().signal;
const snippets = [{ path: 'a.ts', text: 'const a = 1;', source: 'sibling', score: 1 }] as const;
let server: Loopback | undefined;
afterEach(() => server?.stop());

async function hintOf(failure: Failure): Promise<string> {
  server = await Loopback.start((exchange) => playFailure(exchange, failure));
  const parts = { fetch: createFetch(), clock: systemClock, log: silentLogger };
  const model = llamaCppFim({ ...parts, model: 'local', endpoint: server.url, fim: 'infill', tools: false });
  return (await failureOfStream(model.stream(fimCall(), live))).hint;
}

test('/infill gets the text around the cursor, and related code as files', () => {
  expect(infillBody(fimCall({ snippets, stop: ['\n\n'] }))).toEqual({
    input_prefix: 'const total = sum(',
    input_suffix: ');\n',
    input_extra: [{ filename: 'a.ts', text: 'const a = 1;' }],
    prompt: '',
    n_predict: 64,
    temperature: 0,
    stop: ['\n\n'],
    stream: true,
    cache_prompt: true,
  });
});

test('a named family gets its layout in the prompt of /completion', () => {
  expect(templateBody(fimCall(), 'codestral')).toMatchObject({
    prompt: '[SUFFIX]);\n[PREFIX]const total = sum(',
    stop: ['[PREFIX]', '[SUFFIX]', '\n+++++ ', '</s>'],
  });
});

test('a model without tokens for filling in names the setting', async () => {
  const message = 'Infill is not supported by this model: prefix token is missing. ';
  const body = { error: { code: 501, message, type: 'not_supported_error' } };
  expect(await hintOf({ status: 501, body })).toContain('providers.llamaCpp.fim');
});

test('a model that is still loading is said to be', async () => {
  const body = { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } };
  expect(await hintOf({ status: 503, body })).toContain('still loading');
});
