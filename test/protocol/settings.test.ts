import { expect, test } from 'vitest';
import { FakeEditor, textsOf } from '../support/fakeEditor.ts';
import { startWithMistral } from '../support/mistralEditor.ts';

const text = 'const items = [1, 2, 3];\nconst total = sum(ˇ\n';

test('a wrong value falls back alone and is reported by its path', async () => {
  const editor = await FakeEditor.start({ settings: { completion: { debounceMs: 'fast', enabled: true } } });
  expect(await editor.message(/completion\.debounceMs/)).toMatch(/debounceMs/);
});

test('didChangeConfiguration takes effect with the next request', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.answerWith(() => 'items);');
  editor.open('main.ts', text);
  editor.server.notify('workspace/didChangeConfiguration', {
    settings: { codestral: { completion: { enabled: false } } },
  });
  expect((await editor.inlineCompletion()).items).toEqual([]);
  editor.server.notify('workspace/didChangeConfiguration', {
    settings: { codestral: { completion: { enabled: true } } },
  });
  expect(textsOf(await editor.inlineCompletion())).toEqual(['items);']);
});

test('settings are asked for with workspace/configuration', async () => {
  const editor = await FakeEditor.start({ configuration: { completion: { misspelt: 1 } } });
  expect(await editor.message(/misspelt/)).toMatch(/completion\.misspelt/);
});

test('a workspace file may not choose where the key goes', async () => {
  const { editor, mistral } = await startWithMistral({
    files: { '.codestral-lsp.json': JSON.stringify({ providers: { mistral: { endpoint: 'http://127.0.0.1:1' } } }) },
  });
  mistral.answer('items);');
  expect(await editor.message(/providers\.mistral\.endpoint/)).toMatch(/repository/);
  editor.open('main.ts', text);
  expect(textsOf(await editor.inlineCompletion())).toEqual(['items);']);
});

test('files named in .codestralignore are left alone', async () => {
  const { editor, mistral } = await startWithMistral({ files: { '.codestralignore': 'private/\n' } });
  editor.open('private/main.ts', text);
  expect((await editor.inlineCompletion()).items).toEqual([]);
  expect(mistral.requests).toHaveLength(0);
});

test('an unknown provider is a clear message, and the embedded engine goes on', async () => {
  const editor = await FakeEditor.start({ settings: { completion: { model: 'nonsense/model' } } });
  editor.open('main.ts', `${'registerHandler("alpha", alphaHandler);\n'.repeat(4)}registerHandˇ\n`);
  expect(textsOf(await editor.inlineCompletion())[0]).toMatch(/^ler\(/);
  expect(await editor.message(/nonsense/)).toMatch(/completion\.model/);
});
