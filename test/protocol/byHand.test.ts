import { expect, test } from 'vitest';
import { textsOf } from '../support/fakeEditor.ts';
import { startWithMistral } from '../support/mistralEditor.ts';

const text = 'const items = [1, 2, 3];\nconst total = sum(ˇ\n';

test('by hand up to three different answers come, the most likely first', async () => {
  const { editor, mistral } = await startWithMistral();
  const answers = ['items);', 'items[0]);', 'items);'];
  mistral.answerWith((request) => answers[request.number - 1] ?? '');
  editor.open('main.ts', text);
  const list = await editor.inlineCompletion(1);
  expect(textsOf(list)[0]).toBe('items);');
  expect(new Set(textsOf(list))).toEqual(new Set(['items);', 'items[0]);']));
  expect(mistral.requests).toHaveLength(3);
  const temperatures = mistral.requests.map(({ body }) => (body as { temperature: number }).temperature);
  expect(temperatures[0]).toBe(0);
  expect(Math.min(...temperatures.slice(1))).toBeGreaterThan(0);
});

test('an answer that does not come in time does not hold back the others', async () => {
  const { editor, mistral } = await startWithMistral({ completion: { deadlineMs: 1500 } });
  mistral.answerWith((request) => (request.number === 1 ? 'items);' : { text: 'items', end: 'hang' }));
  editor.open('main.ts', text);
  expect(textsOf(await editor.inlineCompletion(1))).toEqual(['items);']);
  expect((await mistral.closed(3)).closedBy).toBe('client');
});

test('right behind a keystroke one answer is enough, whatever trigger kind the client sends', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.answerWith(() => 'items);');
  editor.open('main.ts', 'const items = [1, 2, 3];\nconst total = sumˇ\n');
  editor.type('(');
  expect((await editor.inlineCompletion(1)).items).toHaveLength(1);
  expect(mistral.requests).toHaveLength(1);
});

test('the rate budget is not spent on further answers', async () => {
  const { editor, mistral } = await startWithMistral({ usage: { requestsPerSecond: 1 } });
  mistral.answerWith(() => 'items);');
  editor.open('main.ts', text);
  expect((await editor.inlineCompletion(1)).items).toHaveLength(1);
  expect(mistral.requests).toHaveLength(1);
});

test('ghost text begins with what the editor’s menu has selected', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.answer('(items);');
  editor.open('main.ts', 'const items = [1, 2, 3];\nconst total = suˇ\n');
  editor.type('m');
  const answer = await editor.server.request('textDocument/inlineCompletion', {
    textDocument: { uri: editor.uri },
    position: { line: 1, character: 17 },
    context: {
      triggerKind: 2,
      selectedCompletionInfo: {
        range: { start: { line: 1, character: 14 }, end: { line: 1, character: 17 } },
        text: 'summarize',
      },
    },
  }).answer;
  expect(answer.result).toMatchObject({
    items: [
      {
        insertText: 'summarize(items);',
        range: { start: { line: 1, character: 14 }, end: { line: 1, character: 17 } },
      },
    ],
  });
  const asked = mistral.requests[0]?.body as { readonly prompt: string } | undefined;
  expect(asked?.prompt).toMatch(/summarize$/);
});
