import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { FakeEditor } from '../support/fakeEditor.ts';
import { RpcProcess } from '../support/rpcProcess.ts';

test('initialize answers with utf-16, incremental sync and the name of the server', async () => {
  const editor = await FakeEditor.start();
  expect(editor.capabilities).toMatchObject({
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: 2 },
  });
});

test('shutdown and exit end the process with 0', async () => {
  const editor = await FakeEditor.start();
  expect(await editor.shutDown()).toBe(0);
});

test('exit without shutdown ends the process with 1', async () => {
  const editor = await FakeEditor.start();
  editor.server.notify('exit', undefined);
  expect(await editor.server.exited).toBe(1);
});

test.each(['SIGTERM', 'SIGHUP'] as const)('%s ends the process in order', async (signal) => {
  const editor = await FakeEditor.start();
  editor.server.kill(signal);
  expect(await editor.server.exited).toBe(0);
});

test('the end of stdin ends the process', async () => {
  const editor = await FakeEditor.start();
  editor.server.closeInput();
  expect(await editor.server.exited).toBe(1);
});

test('the server ends when the process that started it is gone', async () => {
  const parent = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  const editor = await FakeEditor.start();
  const other = new RpcProcess({ env: process.env, cwd: editor.folder });
  await other.request('initialize', { processId: parent.pid, rootUri: null, capabilities: {} }).answer;
  parent.kill('SIGKILL');
  expect(await other.exited).toBe(1);
});

test('a request before initialize is refused, and the server goes on', async () => {
  const editor = await FakeEditor.start();
  const server = new RpcProcess({ env: process.env, cwd: editor.folder });
  const params = {
    textDocument: { uri: 'file:///a' },
    position: { line: 0, character: 0 },
    context: { triggerKind: 2 },
  };
  expect((await server.request('textDocument/inlineCompletion', params).answer).error?.code).toBe(-32002);
  const answer = await server.request('initialize', { processId: null, rootUri: null, capabilities: {} }).answer;
  expect(answer.error).toBeUndefined();
  server.kill();
  await server.exited;
});

test('a second initialize is refused', async () => {
  const editor = await FakeEditor.start();
  const answer = await editor.server.request('initialize', { processId: null, rootUri: null, capabilities: {} }).answer;
  expect(answer.error?.code).toBe(-32600);
});

test('a request after shutdown is refused', async () => {
  const editor = await FakeEditor.start();
  editor.open('a.ts', 'const a = 1;ˇ');
  await editor.server.request('shutdown', undefined).answer;
  expect((await editor.askInline().answer).error?.code).toBe(-32600);
});

test('an unknown request is answered with MethodNotFound', async () => {
  const editor = await FakeEditor.start();
  expect((await editor.server.request('textDocument/hover', {}).answer).error?.code).toBe(-32601);
});

test('the menu is offered to clients without ghost text, ghost text to the others', async () => {
  const helix = await FakeEditor.start({ client: 'helix', inline: false });
  expect(helix.capabilities).toHaveProperty('completionProvider');
  expect(helix.capabilities).not.toHaveProperty('inlineCompletionProvider');
  const neovim = await FakeEditor.start({ client: 'Neovim', inline: true });
  expect(neovim.capabilities).toHaveProperty('inlineCompletionProvider');
  expect(neovim.capabilities).not.toHaveProperty('completionProvider');
  const neovim011 = await FakeEditor.start({ client: 'Neovim', inline: false });
  expect(neovim011.capabilities).toHaveProperty('completionProvider');
});

test('messages name the server where the editor does not', async () => {
  const settings = { completion: { debounceMs: 'fast' } };
  const neovim = await FakeEditor.start({ client: 'Neovim', settings });
  expect(await neovim.message(/debounceMs/)).not.toContain('codestral-lsp');
  const helix = await FakeEditor.start({ client: 'helix', settings });
  expect(await helix.message(/debounceMs/)).toMatch(/^codestral-lsp: /);
});
