// What goes wrong or crosses an action, for every action in every editor: cancel, failure, typing meanwhile.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../support/fakeMistral.ts';
import { asked, awaitAsked, held, onDisk, seeText, visit } from './support/asking.ts';
import { installEditors } from './support/editors.ts';
import type { Lines } from './support/player.ts';
import { editors } from './support/players.ts';
import type { FakeStage } from './support/stage.ts';
import { stageWithFake } from './support/testStage.ts';
import { waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

const code = `const one = 1;

// AI: to Python
function area(r) {
  // TODO
  return 3 * r * r;
}
`;
const area: Lines = { from: 4, to: 7 };
const changed = 'function area(r) {\n  return Math.PI * r * r;\n}';
const answer = `\`\`\`js\n${changed}\n\`\`\`\n`;
const replacing = ['Rewrite: to Python', 'Refactor the selection', 'Implement what', 'Document', 'Add logging'];
const beside = ['Write tests', 'Translate to another language'];
const template = '\n# Please enter the commit message.\n';

async function prepared(): Promise<FakeStage> {
  const stage = await stageWithFake();
  const own = { id: 'log', title: 'Add logging', prompt: 'Log each decision.' };
  stage.sandbox.writeHome('.config/codestral-lsp/settings.json', JSON.stringify({ chat: { actions: [own] } }));
  return stage;
}

/** Something to commit, and the file that git would open for its message. */
function commitFile({ sandbox }: FakeStage): string {
  sandbox.git('add', 'area.js');
  return sandbox.write('.git/COMMIT_EDITMSG', template);
}

describe.each(editors)('$name', ({ open }) => {
  test('each action can be cancelled, and leaves the text as it was', async () => {
    const stage = await prepared();
    const player = await open(stage, stage.sandbox.write('area.js', code));
    stage.fake.answerWith(({ path }) =>
      path.includes('chat') ? { text: answer, before: () => new Promise(() => {}) } : '',
    );
    let count = 0;
    const cancel = async (place: Lines | number, title: string) => {
      await player.choose(place, title);
      count += 1;
      await awaitAsked(stage, count);
      await player.cancel();
      await waitFor(() => asked(stage)[count - 1]?.closedBy === 'client', { what: `end of the question of ${title}` });
    };
    for (const title of [...replacing, ...beside]) await cancel(area, title);
    expect(await player.text()).toBe(code);
    await visit(stage, player, commitFile(stage));
    await cancel(1, 'Write the commit message');
    expect(await player.text()).toBe(template);
    expect(stage.server.told('workspace/applyEdit')).toEqual([]);
    expect(stage.server.told('window/showMessage')).toEqual([]);
    await player.visit(stage.sandbox.file('area.js'));
    await cancel(area, 'Explain');
    const [shown] = await stage.server.awaitTold('window/showDocument');
    const chat = fileURLToPath(shown?.params.uri);
    const unsent = readFileSync(chat, 'utf8');
    expect(unsent).not.toContain('## Assistant');
    await stage.server.awaitText(chat, unsent);
    expect(stage.server.textOf(stage.sandbox.file('area.js'))).toBe(code);
  });

  test('each action tells of its failure and the cure, and leaves the text as it was', async () => {
    const stage = await prepared();
    const player = await open(stage, stage.sandbox.write('area.js', code));
    const fail = async (place: Lines | number, title: string, status: number, cure: RegExp) => {
      stage.fake.answerWith(() => ({ failure: { status, body: { message: 'down' } } }));
      await player.forgetMessages();
      await player.choose(place, title);
      await player.seeMessage(cure);
    };
    for (const title of [...replacing, ...beside]) await fail(area, title, 500, /Try again later/);
    expect(await player.text()).toBe(code);
    await visit(stage, player, commitFile(stage));
    await fail(1, 'Write the commit message', 500, /Try again later/);
    expect(await player.text()).toBe(template);
    expect(stage.server.told('workspace/applyEdit')).toEqual([]);
    await player.visit(stage.sandbox.file('area.js'));
    await fail(area, 'Explain', 401, /Check the key/);
    expect(stage.server.textOf(stage.sandbox.file('area.js'))).toBe(code);
  });

  test('what is typed while an action runs stays, and the edit lands on its lines', async () => {
    const stage = await prepared();
    const player = await open(stage, stage.sandbox.write('area.js', code));
    for (const [index, title] of replacing.entries()) {
      const begin = held(stage, answer);
      const file = stage.sandbox.write(`area${index}.js`, code);
      await visit(stage, player, file);
      await player.choose(area, title);
      await awaitAsked(stage, index + 1);
      await player.typeAbove('// mine');
      await stage.server.awaitText(file, `// mine\n${code}`);
      begin();
      await seeText(player, `// mine\nconst one = 1;\n\n${changed}\n`);
      await player.save();
      await onDisk(file, `// mine\nconst one = 1;\n\n${changed}\n`);
    }
  });

  test('what is typed while an answer goes elsewhere stays too', async () => {
    const stage = await prepared();
    const file = stage.sandbox.write('area.js', code);
    const tests = stage.sandbox.write('area.test.js', '');
    const player = await open(stage, file);
    const beginTranslation = held(stage, '```python\ndef area(r):\n```\n');
    await player.choose(area, 'Translate to another language');
    await awaitAsked(stage, 1);
    await player.typeAbove('one()');
    await stage.server.awaitText(file, `one()\n${code}`);
    beginTranslation();
    await player.seeShown('def area(r):');
    expect(await player.text()).toBe(`one()\n${code}`);
    await player.visit(file);
    await player.save();

    const edit = { path: 'area.test.js', oldText: '', newText: 'test();\n' };
    const call = { id: 'edit00000', name: 'edit_file', arguments: JSON.stringify(edit) };
    const turns: Answer[] = [{ toolCalls: [call] }, { text: 'I wrote one test.' }];
    let write = () => {};
    const after = new Promise<void>((resolve) => {
      write = resolve;
    });
    stage.fake.answerWith(({ path }) => (path.includes('chat') ? { ...turns.shift(), before: () => after } : ''));
    await player.choose({ from: 5, to: 8 }, 'Write tests');
    await awaitAsked(stage, 2);
    await player.typeAbove('two()');
    await stage.server.awaitText(file, `two()\none()\n${code}`);
    write();
    await player.pick('Allow once');
    await player.seeMessage(/I wrote one test/);
    await player.saveAll();
    await onDisk(tests, 'test();\n');
    await onDisk(file, `two()\none()\n${code}`);

    const beginChat = held(stage, 'It is a circle.');
    await player.choose({ from: 6, to: 9 }, 'Explain');
    await awaitAsked(stage, 4);
    const shown = stage.server.told('window/showDocument').at(-1);
    const chat = fileURLToPath(shown?.params.uri);
    await waitFor(() => stage.server.textOf(chat)?.includes('## Assistant'), { what: 'place for the answer' });
    await player.typeAbove('Mine.');
    await waitFor(() => stage.server.textOf(chat)?.startsWith('Mine.\n'), { what: 'typed line in the chat' });
    beginChat();
    const done = /^Mine\.\n[\s\S]*## Assistant\s+It is a circle\.\s+## You\s*$/;
    const look = () => {
      const text = stage.server.textOf(chat) ?? '';
      if (!done.test(text)) throw new Error(`the chat is ${JSON.stringify(text)}`);
      return true;
    };
    await waitFor(look, { what: 'answer in the chat' });
  });

  test('who types in the same lines keeps them, and finds the answer beside them', async () => {
    const stage = await prepared();
    const file = stage.sandbox.write('area.js', code);
    const player = await open(stage, file);
    const cross = async (given: { file: string; text: string; place: Lines | number; line: number }, title: string) => {
      const count = asked(stage).length;
      await player.choose(given.place, title);
      await awaitAsked(stage, count + 1);
      await player.typeBehind(given.line, ' mine');
      const lines = given.text.split('\n');
      const mine = lines.map((line, at) => (at === given.line - 1 ? `${line} mine` : line)).join('\n');
      await stage.server.awaitText(given.file, mine);
      return mine;
    };
    const begin = held(stage, answer);
    const mine = await cross({ file, text: code, place: area, line: 6 }, 'Rewrite: to Python');
    begin();
    await player.seeMessage(/You changed the same lines/);
    await player.seeShown(changed);
    expect(stage.server.textOf(file)).toBe(mine);
    // The user is still where they were, except in Helix, which goes to what it is told to show.
    expect(await player.text()).toBe(mine);

    const commit = commitFile(stage);
    await player.visit(commit);
    await player.forgetMessages();
    const beginMessage = held(stage, '```\nAdd the area\n```\n');
    const message = await cross({ file: commit, text: template, place: 1, line: 1 }, 'Write the commit message');
    beginMessage();
    await player.seeMessage(/You changed the same lines/);
    await player.seeShown('Add the area');
    expect(stage.server.textOf(commit)).toBe(message);
  });
});

describe.each(editors.filter(({ tellsProblems }) => tellsProblems))('$name', ({ open }) => {
  test('"Fix this problem" is cancelled, fails and waits for its user like the others', async () => {
    const stage = await prepared();
    const wrong = 'const one = 1;\nconst wrong = 3;\n';
    const file = stage.sandbox.write('wrong.js', wrong);
    const player = await open(stage, file, 'problem');
    const line = { from: 2, to: 2 };
    held(stage, '');
    await player.choose(line, 'Fix this problem');
    await awaitAsked(stage, 1);
    await player.cancel();
    await waitFor(() => asked(stage)[0]?.closedBy === 'client', { what: 'end of the question' });

    stage.fake.answerWith(() => ({ failure: { status: 500, body: { message: 'down' } } }));
    await player.choose(line, 'Fix this problem');
    await player.seeMessage(/Try again later/);
    expect(await player.text()).toBe(wrong);
    expect(stage.server.told('workspace/applyEdit')).toEqual([]);

    const count = asked(stage).length;
    const begin = held(stage, '```js\nconst right = 2;\n```\n');
    await player.choose(line, 'Fix this problem');
    await awaitAsked(stage, count + 1);
    await player.typeAbove('one()');
    await stage.server.awaitText(file, `one()\n${wrong}`);
    begin();
    await seeText(player, 'one()\nconst one = 1;\nconst right = 2;\n');
    await player.save();
    await onDisk(file, 'one()\nconst one = 1;\nconst right = 2;\n');
  });
});
