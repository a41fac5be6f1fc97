import { expect, test } from 'vitest';
import { textsOf } from '../support/fakeEditor.ts';
import { wireFailures } from '../support/fakeMistral.ts';
import { startWithMistral } from '../support/mistralEditor.ts';

const text = 'const items = [1, 2, 3];\nconst total = sumˇ\n';

test('a superseded request is answered empty at once and its socket is closed', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.answer({ text: 'zebra();', end: 'hang' });
  mistral.answer('items);');
  editor.open('main.ts', text);
  editor.type('(');
  const first = editor.inlineCompletion();
  await mistral.received(1);
  editor.type('x');
  expect(await first).toEqual({ items: [] });
  const second = editor.inlineCompletion();
  expect((await mistral.closed(1)).closedBy).toBe('client');
  expect(textsOf(await second)).toEqual(['items);']);
});

test('a request is joined to the stream that agrees with what was typed meanwhile', async () => {
  const { editor, mistral } = await startWithMistral({ mistral: { firstTokenMs: 60, perTokenMs: 5 } });
  mistral.answer('items);');
  editor.open('main.ts', text);
  editor.type('(');
  const first = editor.inlineCompletion();
  await mistral.received(1);
  editor.type('it');
  expect(await first).toEqual({ items: [] });
  expect(textsOf(await editor.inlineCompletion())).toEqual(['ems);']);
  expect(mistral.requests).toHaveLength(1);
});

test('$/cancelRequest is answered with RequestCancelled and closes the socket', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.fail({ kind: 'hang', after: 'request' });
  editor.open('main.ts', text);
  editor.type('(');
  const asked = editor.askInline();
  await mistral.received(1);
  editor.cancel(asked.id);
  expect((await asked.answer).error?.code).toBe(-32800);
  const closed = await mistral.closed(1);
  expect(closed.closedBy).toBe('client');
});

test('two requests for one position share one stream', async () => {
  const { editor, mistral } = await startWithMistral({ mistral: { firstTokenMs: 30 } });
  mistral.answer('items);');
  editor.open('main.ts', text);
  editor.type('(');
  const [ghost, menu] = await Promise.all([editor.inlineCompletion(), editor.completion()]);
  expect(textsOf(ghost)).toEqual(['items);']);
  expect(menu.items).toHaveLength(1);
  expect(mistral.requests).toHaveLength(1);
});

test('a cancelled waiter does not take the stream from another one', async () => {
  const { editor, mistral } = await startWithMistral({ mistral: { firstTokenMs: 80 } });
  mistral.answer('items);');
  editor.open('main.ts', text);
  editor.type('(');
  const stays = editor.inlineCompletion();
  const leaves = editor.askMenu();
  await mistral.received(1);
  editor.cancel(leaves.id);
  expect((await leaves.answer).error?.code).toBe(-32800);
  expect(textsOf(await stays)).toEqual(['items);']);
});

test('N requests in, N answers out: typing, cancelling and failures all at once', async () => {
  const { editor, mistral } = await startWithMistral({ completion: { debounceMs: 5 } });
  let count = 0;
  mistral.answerWith(() => {
    count++;
    if (count % 4 === 0) return { failure: wireFailures.rateLimited };
    if (count % 4 === 1) return { failure: { kind: 'reset' } };
    return { answer: { text: 'items);', firstTokenMs: count % 7, perTokenMs: 1 } };
  });
  editor.open('main.ts', text);
  const answers: Promise<unknown>[] = [];
  for (let round = 0; round < 120; round++) {
    if (round % 3 === 0) editor.type('ab('[round % 9 === 0 ? 2 : 0] ?? 'a');
    if (round % 17 === 16) editor.backspace(2);
    const asked = round % 2 === 0 ? editor.askInline() : editor.askMenu();
    if (round % 5 === 0) editor.cancel(asked.id);
    answers.push(asked.answer);
    if (round % 10 === 9) await asked.answer;
  }
  const all = await Promise.all(answers);
  expect(all).toHaveLength(120);
  expect(editor.server.unanswered).toBe(0);
  expect(editor.server.unexpectedAnswers).toEqual([]);
});

test('requests cancelled in the same write are answered without running', async () => {
  const { editor, mistral } = await startWithMistral();
  editor.open('main.ts', text);
  editor.type('(');
  const position = { line: 1, character: 18 };
  const params = { textDocument: { uri: editor.uri }, position, context: { triggerKind: 2 } };
  const ids = [9001, 9002, 9003];
  editor.server.send(
    ...ids.flatMap((id) => [
      { jsonrpc: '2.0' as const, id, method: 'textDocument/inlineCompletion', params },
      { jsonrpc: '2.0' as const, method: '$/cancelRequest', params: { id } },
    ]),
  );
  for (const id of ids) {
    const answer = await editor.server.received((message) => message.id === id && message.method === undefined);
    expect(answer.error?.code).toBe(-32800);
  }
  expect(mistral.requests).toHaveLength(0);
});

test('a hanging provider does not hold a request beyond its deadline', async () => {
  const { editor, mistral } = await startWithMistral({ completion: { deadlineMs: 1500 } });
  mistral.fail({ kind: 'hang', after: 'request' });
  editor.open('main.ts', text);
  editor.type('(');
  expect(await editor.inlineCompletion()).toEqual({ items: [] });
  expect((await mistral.closed(1)).closedBy).toBe('client');
});

test.each([
  ['unauthorized', /key/i],
  ['invalidModel', /completion\.model|model/i],
] as const)('after %s the user is told once what to do, and the server goes on', async (name, words) => {
  const { editor, mistral } = await startWithMistral();
  mistral.fail(wireFailures[name]);
  mistral.fail(wireFailures[name]);
  editor.open('main.ts', text);
  editor.type('(');
  expect(await editor.inlineCompletion()).toEqual({ items: [] });
  expect(await editor.message(words)).not.toContain('test-key-of-mistral');
  editor.type('x');
  await editor.inlineCompletion();
  expect(editor.messages).toHaveLength(1);
});

test('a failed answer is not kept: the same place asks again', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.fail({ kind: 'reset' });
  mistral.answer('items);');
  editor.open('main.ts', text);
  editor.type('(');
  expect(await editor.inlineCompletion()).toEqual({ items: [] });
  expect(textsOf(await editor.inlineCompletion())).toEqual(['items);']);
});

test('while the model fails the embedded engine stands in', async () => {
  const { editor, mistral } = await startWithMistral({ completion: { fallback: 'ngram' } });
  mistral.fail({ kind: 'reset' });
  editor.open('main.ts', `${'registerHandler("alpha", alphaHandler);\n'.repeat(4)}registerHandˇ\n`);
  expect(textsOf(await editor.inlineCompletion())[0]).toMatch(/^ler\(/);
});

test('a client with a status line is told how the model answers, and when that changes', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.fail(wireFailures.unauthorized);
  editor.open('main.ts', text);
  editor.type('(');
  await editor.inlineCompletion();
  const status = await editor.server.received(({ method }) => method === 'codestral-lsp/status');
  expect(status.params).toEqual({ state: 'no-key', text: 'no-key', todayUsd: 0 });
});

test('many documents at once get an answer each, with one request each', async () => {
  const { editor, mistral } = await startWithMistral({ mistral: { firstTokenMs: 40 } });
  mistral.answerWith(() => 'items);');
  const answers = ['a', 'b', 'c', 'd', 'e'].map((name) => {
    editor.open(`${name}.ts`, text);
    editor.type('(');
    return editor.inlineCompletion();
  });
  expect((await Promise.all(answers)).map(textsOf)).toEqual(Array(5).fill(['items);']));
  expect(mistral.requests).toHaveLength(5);
});
