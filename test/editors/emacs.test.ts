// Emacs: type, see the ghost text, accept it, compare the file on disk; beside Eglot, and through Eglot alone.
import { beforeAll, describe, expect, test } from 'vitest';
import { installEditors } from './support/editors.ts';
import { eglotSetUp, emacsEndpoint as endpoint, openEmacs as open, emacsSetUp as setUp } from './support/setUps.ts';
import { stageWithFake, stageWithoutKey, stageWithWrongKey } from './support/testStage.ts';
import { waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

describe('with Codestral', () => {
  test('an accepted completion is in the file that Emacs writes', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => "'dist/main.js');");
    const file = stage.sandbox.copy('esbuild.config.mjs');
    const before = stage.sandbox.read('esbuild.config.mjs');
    const emacs = await open(stage, file, setUp + endpoint(stage.fake.url));

    emacs.type('process.stdout.write(');
    await emacs.seeGhost("'dist/main.js');");
    await emacs.terminal.see(/write\('dist\/main\.js'\);/);
    emacs.press('Tab');
    await emacs.seeText(`${before}process.stdout.write('dist/main.js');`);
    await emacs.save();

    expect(stage.sandbox.read('esbuild.config.mjs')).toBe(`${before}process.stdout.write('dist/main.js');\n`);
    await stage.server.awaitSent('workspace/executeCommand');
  });

  test('several lines are shown and inserted with their indentation', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => '\n  for (const word of words) {\n    print(word);\n  }\n}');
    const file = stage.sandbox.write('words.js', 'const words = [];\n');
    const emacs = await open(stage, file, setUp + endpoint(stage.fake.url));

    emacs.type('function printAll(words) {');
    await emacs.seeGhost('\n  for (const word of words) {\n    print(word);\n  }\n}');
    emacs.press('Tab');

    const body = 'function printAll(words) {\n  for (const word of words) {\n    print(word);\n  }\n}';
    await emacs.seeText(`const words = [];\n${body}`);
  });

  test('columns are right behind an emoji', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'toUpperCase();');
    const file = stage.sandbox.write('party.js', 'const party = 1;\n');
    const emacs = await open(stage, file, setUp + endpoint(stage.fake.url));

    emacs.type("const cheer = '🎉🎉é'.");
    await emacs.seeGhost('toUpperCase();');
    emacs.press('Tab');
    const after = "const party = 1;\nconst cheer = '🎉🎉é'.toUpperCase();";
    await emacs.seeText(after);
    await emacs.save();

    expect(stage.sandbox.read('party.js')).toBe(`${after}\n`);
    await stage.server.awaitText(file, `${after}\n`);
  });

  test('typing what the ghost text says keeps it without asking again', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'resolve(folder);');
    const file = stage.sandbox.write('paths.js', 'const folder = 1;\n');
    const emacs = await open(stage, file, setUp + endpoint(stage.fake.url));

    emacs.type('const path = ');
    await emacs.seeGhost('resolve(folder);');
    const asked = stage.server.sent('textDocument/inlineCompletion').length;
    emacs.type('res');
    await emacs.seeGhost('olve(folder);');
    emacs.press('Tab');

    await emacs.seeText('const folder = 1;\nconst path = resolve(folder);');
    expect(stage.server.sent('textDocument/inlineCompletion')).toHaveLength(asked);
  });

  test('a word, then a line, then the rest of a completion can be accepted', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'first(one,\n  two,\n  three);');
    const file = stage.sandbox.write('parts.js', 'const parts = 1;\n');
    const emacs = await open(stage, file, setUp + endpoint(stage.fake.url));

    emacs.type('const value = ');
    await emacs.seeGhost('first(one,\n  two,\n  three);');
    emacs.press('M-f');
    await emacs.seeGhost('(one,\n  two,\n  three);');
    emacs.press('C-e');
    await emacs.seeGhost('\n  two,\n  three);');
    emacs.press('Tab');

    await emacs.seeText('const parts = 1;\nconst value = first(one,\n  two,\n  three);');
  });

  test('C-g takes the ghost text away and leaves the buffer alone', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'unwanted();');
    const file = stage.sandbox.write('away.js', 'const away = 1;\n');
    const emacs = await open(stage, file, setUp + endpoint(stage.fake.url));

    emacs.type('const value = ');
    await emacs.seeGhost('unwanted();');
    // C-g that arrives while Emacs answers the test's own question interrupts that answer, and is pressed again.
    await waitFor(
      () => {
        emacs.press('C-g');
        return emacs.ghost() === undefined;
      },
      { what: 'end of the ghost text' },
    );

    expect(emacs.text()).toBe('const away = 1;\nconst value = ');
  });

  test('a slow answer is shown when it comes', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => ({ text: 'late(1);', firstTokenMs: 1500 }));
    const file = stage.sandbox.write('slow.js', 'const slow = 1;\n');
    const emacs = await open(stage, file, setUp + endpoint(stage.fake.url));

    emacs.type('const value = ');
    await emacs.seeGhost('late(1);');
    emacs.press('Tab');

    await emacs.seeText('const slow = 1;\nconst value = late(1);');
  });

  test('typing on while the answer is awaited shows a completion for the newest text only', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(({ body }) => {
      const { prompt } = body as { readonly prompt: string };
      return { text: prompt.endsWith('other') ? 'Value();' : 'stale();', firstTokenMs: 700 };
    });
    const file = stage.sandbox.write('typing.js', 'const typing = 1;\n');
    const emacs = await open(stage, file, setUp + endpoint(stage.fake.url));

    emacs.type('const value = ');
    await stage.fake.received(1);
    emacs.type('other');
    await emacs.seeGhost('Value();');
    emacs.press('Tab');

    await emacs.seeText('const typing = 1;\nconst value = otherValue();');
    await stage.server.awaitAllAnswered();
  });

  test('a refused key is told in words that say what to do', async () => {
    const stage = await stageWithWrongKey();
    const file = stage.sandbox.write('key.js', 'const key = 1;\n');
    const emacs = await open(stage, file, setUp + endpoint(stage.fake.url));

    emacs.type('const value = ');

    await waitFor(() => /refused the API key/.test(emacs.messages()), { what: 'message about the key' });
  });

  test('Eglot and the language server of the language go on beside ours', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'Sum();');
    const regular = stage.sandbox.installRegularServer();
    const file = stage.sandbox.write('two.js', 'const two = 1;\n');
    const own = `
      (require 'eglot)
      (add-to-list 'eglot-server-programs '(js-mode . ("regular-server")))
      (add-hook 'js-mode-hook #'eglot-ensure)\n`;
    const emacs = await open(stage, file, setUp + endpoint(stage.fake.url) + own);
    await regular.awaitSent('textDocument/didOpen');

    emacs.type('const t = total');
    await emacs.seeGhost('Sum();');
    emacs.press('C-M-i');
    await emacs.seeText('const two = 1;\nconst t = totalRegular');
    emacs.press('C-/');
    await emacs.seeText('const two = 1;\nconst t = total');
    emacs.type(' + total');
    await emacs.seeGhost('Sum();');
    emacs.press('Tab');
    const after = 'const two = 1;\nconst t = total + totalSum();';
    await emacs.seeText(after);
    await emacs.save();

    // Emacs ends the file with a newline.
    expect(stage.sandbox.read('two.js')).toBe(`${after}\n`);
    await stage.server.awaitText(file, `${after}\n`);
    await regular.awaitText(file, `${after}\n`);
  });

  test('through Eglot alone, completion at point inserts the completion', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'e and warm.');
    const file = stage.sandbox.write('note.txt', 'A note.\n');
    const settings = `(setq-default eglot-workspace-configuration '(:codestral (:providers (:mistral (:endpoint "${stage.fake.url}")))))\n`;
    const emacs = await open(stage, file, eglotSetUp + settings);
    await stage.server.awaitTold('workspace/configuration');

    emacs.type('🎉 The sun is nic');
    emacs.press('C-M-i');
    const after = 'A note.\n🎉 The sun is nice and warm.';
    await emacs.seeText(after);
    await emacs.save();

    expect(stage.sandbox.read('note.txt')).toContain('🎉 The sun is nice and warm.');
  });
});

describe('without a key', () => {
  test('the embedded engine completes what the file repeats', async () => {
    const stage = stageWithoutKey();
    const file = stage.sandbox.copy('esbuild.config.mjs');
    const emacs = await open(stage, file, setUp);

    emacs.type('plugin.onResolve({ filter: /^@open');
    const ghost = await emacs.seeGhost();
    emacs.press('Tab');
    await emacs.save();

    expect(ghost).toContain('telemetry');
    expect(stage.sandbox.read('esbuild.config.mjs')).toContain(`\nplugin.onResolve({ filter: /^@open${ghost}`);
    expect(emacs.messages()).toMatch(/the embedded engine completes/);
  });
});
