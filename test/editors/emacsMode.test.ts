// The Emacs mode beyond completing: settings, life of the server, messages, commands.
import { beforeAll, describe, expect, test } from 'vitest';
import { installEditors } from './support/editors.ts';
import { Emacs } from './support/emacs.ts';
import { emacsEndpoint, emacsSetUp, openEmacs } from './support/setUps.ts';
import type { FakeStage } from './support/stage.ts';
import { stageWithFake, stageWithoutKey } from './support/testStage.ts';
import { pauseOfAPerson, waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

/** An Emacs with one small file, point at its end. */
async function openSmall(stage: FakeStage, init = '') {
  const file = stage.sandbox.write('small.js', 'const small = 1;\n');
  const emacs = await openEmacs(stage, file, emacsSetUp + emacsEndpoint(stage.fake.url) + init);
  return { emacs, file };
}

describe('settings', () => {
  test('settings that are sent while the server runs have their effect', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'remote();');
    const { emacs } = await openSmall(stage);

    emacs.value(
      `(progn (setq codestral-lsp-settings '(:completion (:model "ngram"))) (codestral-lsp-send-settings) t)`,
    );
    await stage.server.awaitSent('workspace/didChangeConfiguration');
    emacs.type('const small = 1;\nconst sm');

    expect(await emacs.seeGhost()).toMatch(/^all/);
    expect(stage.fake.requests).toHaveLength(0);
  });

  test('without automatic completions a command asks for one', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'now();');
    const { emacs } = await openSmall(stage, '(setq codestral-lsp-automatic nil)\n');

    emacs.type('const value = ');
    await pauseOfAPerson();
    expect(stage.server.sent('textDocument/inlineCompletion')).toHaveLength(0);
    emacs.press('M-x');
    emacs.type('codestral-lsp-complete\r');

    await emacs.seeGhost('now();');
  });
});

test('several answers to one question can be looked through', async () => {
  const stage = await stageWithFake();
  const answers = ['first();', 'second();', 'third();'];
  stage.fake.answerWith(() => answers.shift() ?? '');
  const { emacs } = await openSmall(stage, '(setq codestral-lsp-automatic nil)\n');

  emacs.type('const value = ');
  await emacs.seeText('const small = 1;\nconst value = ');
  await stage.server.awaitSent('textDocument/didChange');
  await pauseOfAPerson('look');
  emacs.press('M-x');
  emacs.type('codestral-lsp-complete\r');
  await emacs.seeGhost('first();');
  emacs.press('M-]');
  expect(await waitFor(() => emacs.ghost() !== 'first();' && emacs.ghost(), { what: 'another one' })).toMatch(
    /second|third/,
  );
  emacs.press('M-]', 'M-]');

  await emacs.seeGhost('first();');
});

describe('life of the server', () => {
  test('a killed server starts again with the next edit', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'back();');
    const { emacs, file } = await openSmall(stage, '(setq codestral-lsp-restart-interval 0)\n');

    const [first = 0] = stage.server.processes();
    process.kill(first, 'SIGKILL');
    await waitFor(() => /has ended/.test(emacs.messages()), { what: 'message about the end' });
    emacs.type('const value = ');
    await stage.server.awaitSent('textDocument/didOpen', 2);
    emacs.type('1 + ');
    await emacs.seeGhost('back();');

    await stage.server.awaitText(file, 'const small = 1;\nconst value = 1 + ');
  });

  test('a server can be started again by hand', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'again();');
    const { emacs } = await openSmall(stage);

    emacs.press('M-x');
    emacs.type('codestral-lsp-restart\r');
    await stage.server.awaitSent('textDocument/didOpen', 2);
    emacs.type('const value = ');
    await emacs.seeGhost('again();');

    expect(new Set(stage.server.processes()).size).toBe(2);
  });

  test('leaving the mode takes the ghost text away and closes the document', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'unwanted();');
    const { emacs } = await openSmall(stage);

    emacs.type('const value = ');
    await emacs.seeGhost('unwanted();');
    emacs.value('(progn (codestral-lsp-mode -1) t)');

    await stage.server.awaitSent('textDocument/didClose');
    expect(emacs.ghost()).toBeUndefined();
  });

  test('quitting ends the server in the way of the protocol', async () => {
    const stage = await stageWithFake();
    const { emacs } = await openSmall(stage);

    await emacs.quit();

    await stage.server.awaitEnd();
    expect(stage.server.sent('shutdown')).toHaveLength(1);
  });
});

describe('actions', () => {
  /** Our mode over a server that has code actions of its own. */
  async function openWithActions() {
    const stage = stageWithoutKey();
    const regular = stage.sandbox.installRegularServer();
    const file = stage.sandbox.write('small.js', 'const small = 1;\n');
    const other = `(setq codestral-lsp-command '("regular-server"))\n`;
    const emacs = await Emacs.open(stage, { file, init: emacsSetUp + other });
    await regular.awaitSent('textDocument/didOpen');
    emacs.press('M-x');
    emacs.type('codestral-lsp-actions\r');
    await emacs.terminal.see(/Action:/);
    return { emacs, regular, file };
  }

  test('an action that is chosen changes the buffer, as one step of undo', async () => {
    const { emacs, regular, file } = await openWithActions();

    emacs.type('Add a line\r');
    await emacs.seeText('// 🎉 added\nlet small = 1;\n');
    await regular.awaitText(file, '// 🎉 added\nlet small = 1;\n');
    emacs.press('C-/');

    await emacs.seeText('const small = 1;\n');
  });

  test('an edit for an older text is refused', async () => {
    const { emacs, regular } = await openWithActions();

    emacs.type('Add a line too late\r');
    await regular.awaitTold('workspace/applyEdit');
    const refusal = await waitFor(() => regular.editorAnswer('edit-0--1'), { what: 'answer to the edit' });

    expect(refusal.result).toMatchObject({
      applied: false,
      failureReason: expect.stringContaining('changed meanwhile'),
    });
    expect(emacs.text()).toBe('const small = 1;\n');
  });
});

describe('messages', () => {
  test('the mode line shows why the model does not answer', async () => {
    const stage = await stageWithFake();
    stage.fake.fail({ status: 429, headers: { 'retry-after': '30' }, body: { message: 'Rate limit' } });
    const { emacs } = await openSmall(stage);

    emacs.type('const value = ');

    await emacs.terminal.see(/Codestral\[rate-limited\]/);
  });

  test('a rate limit is told once', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => ({
      failure: { status: 429, headers: { 'retry-after': '30' }, body: { message: 'Rate limit' } },
    }));
    const { emacs } = await openSmall(stage);

    emacs.type('const value = ');
    await stage.server.awaitTold('window/showMessage');
    emacs.type('other + ');
    await stage.server.awaitSent('textDocument/inlineCompletion', 2);
    await stage.server.awaitAllAnswered();

    expect(stage.server.told('window/showMessage')).toHaveLength(1);
    await waitFor(() => /wait|limit|too many/i.test(emacs.messages()), { what: 'message about the rate limit' });
  });

  test('a missing program is told with its cure, and the buffer stays usable', async () => {
    const stage = stageWithoutKey();
    const file = stage.sandbox.write('small.js', 'const small = 1;\n');
    const missing = `(setq codestral-lsp-command '("no-such-program" "--stdio"))\n`;
    const emacs = await Emacs.open(stage, { file, init: missing + emacsSetUp });

    expect(emacs.messages()).toMatch(/no-such-program: install it with .npm install -g codestral-lsp/);
    emacs.press('M->');
    emacs.type('x');
    await emacs.seeText('const small = 1;\nx');
  });
});

describe('commands about the server', () => {
  test('usage and doctor show what they are named after', async () => {
    const stage = await stageWithFake();
    const { emacs } = await openSmall(stage);

    emacs.press('M-x');
    emacs.type('codestral-lsp-usage\r');
    await waitFor(() => /today/i.test(emacs.messages()), { what: 'message about the use' });
    emacs.press('M-x');
    emacs.type('codestral-lsp-doctor\r');

    const report = '(with-current-buffer "*codestral-lsp doctor*" (buffer-string))';
    await waitFor(() => /Node/.test(String(emacs.value(report))), { what: 'report of the doctor' });
  });

  test('every option is in the customize group', async () => {
    const stage = await stageWithFake();
    const { emacs } = await openSmall(stage);

    const members = emacs.value(
      "(mapcar (lambda (entry) (symbol-name (car entry))) (get 'codestral-lsp 'custom-group))",
    );
    const options = emacs.value(
      `(let (found) (mapatoms (lambda (one) (and (custom-variable-p one) (string-prefix-p "codestral-lsp-" (symbol-name one))
         (not (string-suffix-p "-hook" (symbol-name one))) (push (symbol-name one) found)))) (vconcat found))`,
    );

    expect(options).toContain('codestral-lsp-delay');
    expect(members).toEqual(expect.arrayContaining(options as string[]));
  });
});
