// What a broken or hostile client may send: the server stays up, answers what can be answered, and completes afterwards.
import { expect, test } from 'vitest';
import { FakeEditor, resultOf, textsOf } from '../support/fakeEditor.ts';
import type { RpcMessage } from '../support/rpcProcess.ts';

/** The embedded engine knows how the last line goes on. */
const repeated = `${'registerHandler("alpha", alphaHandler);\n'.repeat(4)}registerHandˇ\n`;
const textMethods = ['textDocument/inlineCompletion', 'textDocument/completion'] as const;

/** Proves that the server still does its work. */
async function stillCompletes(editor: FakeEditor): Promise<void> {
  editor.open('after.ts', repeated);
  expect(textsOf(await editor.inlineCompletion())[0]).toMatch(/^ler\(/);
  expect(editor.server.unanswered).toBe(0);
  expect(editor.server.unexpectedAnswers).toEqual([]);
}

function itemsOf(message: RpcMessage): unknown {
  return resultOf<{ readonly items: unknown } | null>(message)?.items ?? [];
}

test.each(textMethods)('%s for a document that was never opened is empty', async (method) => {
  const editor = await FakeEditor.start();
  const params = { textDocument: { uri: 'file:///nowhere.ts' }, position: { line: 0, character: 0 } };
  const { answer } = editor.server.request(method, { ...params, context: { triggerKind: 1 } });
  expect(itemsOf(await answer)).toEqual([]);
  await stillCompletes(editor);
});

test.each([
  { line: 999, character: 0 },
  { line: 0, character: 99_999 },
  { line: 4_294_967_295, character: 4_294_967_295 },
  { line: -1, character: -1 },
  { line: 0.5, character: 0.5 },
])('a position outside of the document, $line:$character, is answered', async (position) => {
  const editor = await FakeEditor.start();
  editor.open('main.ts', repeated);
  for (const method of textMethods) {
    const params = { textDocument: { uri: editor.uri }, position, context: { triggerKind: 1 } };
    const message = await editor.server.request(method, params).answer;
    expect(message.error ?? itemsOf(message)).toBeDefined();
  }
  await stillCompletes(editor);
});

test.each([
  null,
  {},
  [],
  'text',
  { textDocument: null, position: null },
  { textDocument: { uri: 5 }, position: { line: 'a' } },
  { textDocument: { uri: 'not a uri' }, position: { line: 0, character: 0 }, context: null },
])('params that are %j are answered, with an error or with nothing', async (params) => {
  const editor = await FakeEditor.start();
  for (const method of [...textMethods, 'workspace/executeCommand']) {
    const message = await editor.server.request(method, params).answer;
    expect(message.error !== undefined || message.result !== undefined).toBe(true);
  }
  for (const method of ['textDocument/didOpen', 'textDocument/didChange', 'textDocument/didClose']) {
    editor.server.notify(method, params);
  }
  await stillCompletes(editor);
});

test('changes that do not fit their document do no harm', async () => {
  const editor = await FakeEditor.start();
  editor.open('main.ts', 'let a;ˇ\n');
  const far = { line: 900, character: 7 };
  for (const contentChanges of [
    [{ range: { start: far, end: far }, text: 'x' }],
    [{ range: { start: far, end: { line: 0, character: 0 } }, text: 'y' }],
    [{ text: null }],
    [null],
    null,
  ]) {
    editor.server.notify('textDocument/didChange', {
      textDocument: { uri: editor.uri, version: 2 },
      contentChanges,
    });
  }
  expect((await editor.askInline().answer).id).toBeDefined();
  await stillCompletes(editor);
});

test('an unknown method is refused as the specification says, an unknown notification ignored', async () => {
  const editor = await FakeEditor.start();
  editor.server.notify('nonsense/notification', {});
  editor.server.notify('$/nonsense', null);
  const { error } = await editor.server.request('nonsense/request', {}).answer;
  expect(error?.code).toBe(-32_601);
  await stillCompletes(editor);
});

test('an unknown command is refused with its name', async () => {
  const editor = await FakeEditor.start();
  const message = await editor.server.request('workspace/executeCommand', { command: 'codestral.nonsense' }).answer;
  expect(JSON.stringify(message.error ?? editor.messages)).toContain('codestral.nonsense');
  await stillCompletes(editor);
});

test('a frame that holds no JSON does not end the server', async () => {
  const editor = await FakeEditor.start();
  for (const body of ['{"jsonrpc": "2.0", ', 'null', '[]', '{}', '"text"', '{"id": 1}']) {
    editor.server.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
  editor.open('after.ts', repeated);
  expect(textsOf(await editor.inlineCompletion())[0]).toMatch(/^ler\(/);
});

test('settings that are no settings change nothing', async () => {
  const editor = await FakeEditor.start();
  for (const settings of [null, 'text', 5, [], { codestral: null }, { codestral: { completion: 'on' } }]) {
    editor.server.notify('workspace/didChangeConfiguration', { settings });
  }
  editor.server.notify('workspace/didChangeConfiguration', null);
  await stillCompletes(editor);
});

test('a document of 10 MB gets nothing, quickly, and the next one is served', async () => {
  const editor = await FakeEditor.start();
  editor.open('big.ts', `${'let x = 1;\n'.repeat(950_000)}let yˇ\n`);
  const startedAt = performance.now();
  expect((await editor.inlineCompletion()).items).toEqual([]);
  expect(performance.now() - startedAt).toBeLessThan(5000);
  editor.type('z');
  expect((await editor.inlineCompletion()).items).toEqual([]);
  await stillCompletes(editor);
});

test('a document with NUL, lone surrogates and no line break at all is answered', async () => {
  const editor = await FakeEditor.start();
  editor.open('odd.ts', `\u0000\ud800${'a'.repeat(200_000)}\udfff ˇ`);
  expect(Array.isArray((await editor.inlineCompletion()).items)).toBe(true);
  expect(Array.isArray((await editor.completion()).items)).toBe(true);
  await stillCompletes(editor);
});
