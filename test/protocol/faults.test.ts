// The fault matrix through the whole server: every request answered, the user told once with a cure, the server alive, and the next healthy request works.
import { expect, test } from 'vitest';
import { textsOf } from '../support/fakeEditor.ts';
import { type Failure, wireFailures } from '../support/fakeMistral.ts';
import { startWithMistral, testKey } from '../support/mistralEditor.ts';

const text = 'const items = [1, 2, 3];\nconst total = sumˇ\n';
const chunk = '{"id":"1","model":"m","choices":[{"index":0,"delta":{"content":"it"},"finish_reason":null}]}';
const events = 'text/event-stream';

const failures: readonly (readonly [string, Failure])[] = [
  ...Object.entries(wireFailures),
  ['empty 200', { kind: 'raw', status: 200, contentType: events, pieces: [] }],
  [
    'empty choices',
    { kind: 'raw', contentType: events, pieces: ['data: {"id":"1","model":"m","choices":[]}\n\ndata: [DONE]\n\n'] },
  ],
  ['malformed JSON', { kind: 'raw', contentType: events, pieces: ['data: {"id":\n\n'] }],
  ['malformed SSE', { kind: 'raw', contentType: events, pieces: ['dat: nothing\n\n: comment\n\n'] }],
  [
    'error inside the stream',
    { kind: 'raw', contentType: events, pieces: ['data: {"object":"error","message":"x","code":"3000"}\n\n'] },
  ],
  ['reset before headers', { kind: 'reset' }],
  ['reset inside', { kind: 'raw', contentType: events, pieces: [`data: ${chunk}\n\n`], end: 'reset' }],
  ['hang before headers', { kind: 'hang', after: 'request' }],
  ['hang inside', { kind: 'raw', contentType: events, pieces: [`data: ${chunk}\n\n`], end: 'hang' }],
  ['slow loris', { kind: 'slow-loris', byteMs: 20 }],
  ['50 MB', { kind: 'flood', bytes: 50_000_000, as: 'one-event' }],
  ['a web page', { status: 200, body: '<html>Sign in</html>', contentType: 'text/html' }],
  ['a redirect to another host', { status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere' } }],
];

test.each(failures)('%s', async (_name, failure) => {
  const { editor, mistral } = await startWithMistral({ completion: { deadlineMs: 1500 } });
  mistral.fail(failure);
  editor.open('main.ts', text);
  editor.type('(');
  const startedAt = performance.now();
  await editor.inlineCompletion();
  expect(performance.now() - startedAt).toBeLessThan(5000);
  editor.type('x');
  await editor.inlineCompletion();
  expect(editor.server.unanswered).toBe(0);
  expect(editor.messages.length).toBeLessThanOrEqual(1);
  for (const message of editor.messages) expect(message).not.toContain(testKey);

  // New settings lift every pause; the same server goes on.
  mistral.forget();
  mistral.answerWith(() => 'items);');
  for (const enabled of [false, true]) {
    editor.server.notify('workspace/didChangeConfiguration', { settings: { codestral: { completion: { enabled } } } });
  }
  editor.open('other.ts', text);
  editor.type('(');
  expect(textsOf(await editor.inlineCompletion())).toEqual(['items);']);
});

test('a refused connection is told once, and the embedded engine stands in', async () => {
  const { editor, mistral } = await startWithMistral({ completion: { fallback: 'ngram' } });
  await mistral.stop();
  editor.open('main.ts', `${'registerHandler("alpha", alphaHandler);\n'.repeat(4)}registerHandˇ\n`);
  expect(textsOf(await editor.inlineCompletion())[0]).toMatch(/^ler\(/);
  editor.type('l');
  await editor.inlineCompletion();
  expect(editor.messages).toHaveLength(1);
});
