// Helix: type, see the menu, accept an entry, compare the file on disk.
import { beforeAll, describe, expect, test } from 'vitest';
import { installEditors } from './support/editors.ts';
import { helixEndpoint as endpoint, openHelix as open } from './support/setUps.ts';
import { stageWithFake, stageWithoutKey, stageWithWrongKey } from './support/testStage.ts';

beforeAll(installEditors);

describe('with Codestral', () => {
  test('an accepted completion is in the file that Helix writes', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => "'dist/main.js');");
    const file = stage.sandbox.copy('esbuild.config.mjs');
    const before = stage.sandbox.read('esbuild.config.mjs');
    const helix = await open(stage, file, endpoint(stage.fake.url));

    await helix.openLine();
    helix.type('process.stdout.write(');
    await helix.terminal.see(/'dist\/main\.js'\);/);
    helix.press('Tab');
    await helix.terminal.see(/^ *\d+ +process\.stdout\.write\('dist\/main\.js'\);/m);
    helix.press('Enter');
    const after = `${before}process.stdout.write('dist/main.js');\n`;
    await stage.server.awaitText(file, after);
    await helix.save(() => stage.sandbox.read('esbuild.config.mjs') === after, 'file with the completion');
  });

  test('several lines are inserted with their indentation', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => '\n  for (const word of words) {\n    print(word);\n  }\n}');
    const file = stage.sandbox.write('words.mjs', 'const words = [];\n');
    const helix = await open(stage, file, endpoint(stage.fake.url));

    await helix.openLine();
    helix.type('function printAll(words) {');
    // Helix has put the closing brace behind the cursor by itself; the popup beside the menu shows the whole code.
    await helix.terminal.see(/…/);
    helix.press('Tab');
    await helix.terminal.see(/mistral[\s\S]*for \(const word/);
    helix.press('Enter');

    const body = 'function printAll(words) {\n  for (const word of words) {\n    print(word);\n  }\n}\n';
    const after = `const words = [];\n${body}`;
    await helix.save(() => stage.sandbox.read('words.mjs') === after, 'file with the completion');
  });

  test('columns are right behind an emoji', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'UpperCase();');
    const file = stage.sandbox.write('party.mjs', 'const party = 1;\n');
    const helix = await open(stage, file, endpoint(stage.fake.url));

    await helix.openLine();
    helix.type("const cheer = '🎉🎉é'.to");
    await helix.terminal.see(/toUpperCase\(\);/);
    helix.press('Tab');
    helix.press('Enter');

    const after = "const party = 1;\nconst cheer = '🎉🎉é'.toUpperCase();\n";
    await stage.server.awaitText(file, after);
    await helix.save(() => stage.sandbox.read('party.mjs') === after, 'file with the completion');
  });

  test('leaving the menu without an entry leaves the buffer alone, and a key asks again', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'unwanted();');
    const file = stage.sandbox.write('away.mjs', 'const away = 1;\n');
    const helix = await open(stage, file, endpoint(stage.fake.url));

    await helix.openLine();
    helix.type('const value = get');
    await helix.terminal.see(/getunwanted\(\); text/);
    helix.press('Tab');
    await helix.terminal.see(/const value = getunwanted\(\);/);
    helix.press('C-c');

    const after = 'const away = 1;\nconst value = get\n';
    await stage.server.awaitText(file, after);
    helix.press('M-a');
    await helix.terminal.see(/getunwanted\(\); text/);
    await helix.save(() => stage.sandbox.read('away.mjs') === after, 'file without the completion');
  });

  test('a slow answer is shown when it comes', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => ({ text: 'e(1);', firstTokenMs: 1500 }));
    const file = stage.sandbox.write('slow.mjs', 'const slow = 1;\n');
    const helix = await open(stage, file, endpoint(stage.fake.url));

    await helix.openLine();
    helix.type('const value = lat');
    await helix.terminal.see(/late\(1\);/);
    helix.press('Tab');
    helix.press('Enter');

    const after = 'const slow = 1;\nconst value = late(1);\n';
    await helix.save(() => stage.sandbox.read('slow.mjs') === after, 'file with the completion');
  });

  test('typing on while the answer is awaited shows a completion for the newest text only', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(({ body }) => {
      const { prompt } = body as { readonly prompt: string };
      return { text: prompt.endsWith('oth') ? 'erValue();' : 'ale();', firstTokenMs: 700 };
    });
    const file = stage.sandbox.write('typing.mjs', 'const typing = 1;\n');
    const helix = await open(stage, file, endpoint(stage.fake.url));

    await helix.openLine();
    helix.type('const value = o');
    await stage.fake.received(1);
    // Helix asks again only with the first character behind an answer, so one character overtakes and the next one asks.
    helix.type('t');
    await stage.server.awaitAllAnswered();
    helix.type('h');
    const screen = await helix.terminal.see(/otherValue\(\);/);
    expect(screen).not.toContain('ale();');
    helix.press('Tab');
    helix.press('Enter');

    const after = 'const typing = 1;\nconst value = otherValue();\n';
    await helix.save(() => stage.sandbox.read('typing.mjs') === after, 'file with the completion');
    await stage.server.awaitAllAnswered();
  });

  test('a refused key is told in words that say what to do', async () => {
    const stage = await stageWithWrongKey();
    const file = stage.sandbox.write('key.mjs', 'const key = 1;\n');
    const helix = await open(stage, file, endpoint(stage.fake.url));

    await helix.openLine();
    helix.type('const value = compute');

    await helix.terminal.see(/refused the API key/);
  });

  test('the language has its own server beside ours, and its entries come first', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'Sum();');
    const regular = stage.sandbox.installRegularServer();
    const file = stage.sandbox.write('two.mjs', 'const two = 1;\n');
    const own = '\n[language-server.typescript-language-server]\ncommand = "regular-server"\n';
    const helix = await open(stage, file, endpoint(stage.fake.url) + own);
    await regular.awaitSent('textDocument/didOpen');

    await helix.openLine();
    helix.type('const t = total');
    await helix.terminal.see(/totalRegular[\s\S]*totalSum\(\);/);
    helix.press('Tab');
    helix.press('Tab');
    await helix.terminal.see(/const t = totalSum\(\);/);
    helix.press('Enter');

    const after = 'const two = 1;\nconst t = totalSum();\n';
    await stage.server.awaitText(file, after);
    await regular.awaitText(file, after);
    await helix.save(() => stage.sandbox.read('two.mjs') === after, 'file with the completion');
  });
});

describe('without a key', () => {
  test('the embedded engine completes what the file repeats', async () => {
    const stage = stageWithoutKey();
    const file = stage.sandbox.copy('esbuild.config.mjs');
    const helix = await open(stage, file);

    await helix.openLine();
    helix.type('plugin.onResolve({ filter: /^@open');
    await helix.terminal.see(/opentelemetry\S* text/);
    const [said] = await stage.server.awaitTold('window/showMessage');
    expect(said?.params.message).toMatch(/No key in MISTRAL_API_KEY/);
    helix.press('Tab');
    helix.press('Enter');

    const repeated = /\nplugin\.onResolve\(\{ filter: \/\^@opentelemetry\S+/;
    await helix.save(() => repeated.test(stage.sandbox.read('esbuild.config.mjs')), 'file with the completion');
  });
});
