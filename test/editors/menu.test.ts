// From the menu of code actions to the changed file on disk, in each editor.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { installEditors } from './support/editors.ts';
import type { Lines } from './support/player.ts';
import { editors } from './support/players.ts';
import type { FakeStage } from './support/stage.ts';
import { stageWithFake } from './support/testStage.ts';
import { waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

const code = 'const one = 1;\n\nfunction area(r) {\n  return 3 * r * r;\n}\n';
const area: Lines = { from: 3, to: 5 };

function answering(stage: FakeStage, lines: string): void {
  // Completions may be asked for beside it.
  stage.fake.answerWith(({ path }) => (path.includes('chat') ? { text: `\`\`\`js\n${lines}\n\`\`\`\n` } : ''));
}

async function onDisk(path: string, expected: RegExp | string): Promise<void> {
  await waitFor(
    () => {
      const text = readFileSync(path, 'utf8');
      if (typeof expected === 'string' ? text === expected : expected.test(text)) return true;
      throw new Error(`on disk is ${JSON.stringify(text)}`);
    },
    { what: `file with ${expected}` },
  );
}

describe.each(editors)('$name', ({ open }) => {
  test.each([
    ['Refactor the selection', 'function area(r) {\n  return 3 * r ** 2;\n}'],
    ['Document', '/** Area of a circle. */\nfunction area(r) {\n  return 3 * r * r;\n}'],
  ])('"%s" changes the file', async (title, lines) => {
    const stage = await stageWithFake();
    const file = stage.sandbox.write('area.js', code);
    const player = await open(stage, file);
    answering(stage, lines);
    await player.choose(area, title);
    const after = `const one = 1;\n\n${lines}\n`;
    await waitFor(async () => (await player.text()) === after, { what: 'changed text' });
    await player.save();
    await onDisk(file, after);
  });

  test('"Implement what is missing" fills an empty body at the cursor', async () => {
    const stage = await stageWithFake();
    const file = stage.sandbox.write('area.js', 'const one = 1;\n\nfunction area(r) {\n}\n');
    const player = await open(stage, file);
    answering(stage, 'function area(r) {\n  return 3 * r * r;\n}');
    await player.choose(3, 'Implement what is missing');
    await waitFor(async () => (await player.text()) === code, { what: 'changed text' });
    await player.save();
    await onDisk(file, code);
  });

  test.each(['Explain', 'Review'])('"%s" answers in a chat, which can be saved', async (title) => {
    const stage = await stageWithFake();
    const player = await open(stage, stage.sandbox.write('area.js', code));
    stage.fake.answerWith(({ path }) => (path.includes('chat') ? 'It is a circle.' : ''));
    await player.choose(area, title);
    const [shown] = await stage.server.awaitTold('window/showDocument');
    const chat = fileURLToPath(shown?.params.uri);
    const done = /function area[\s\S]*## Assistant\s+It is a circle\.\s+## You\s*$/;
    await waitFor(() => done.test(stage.server.textOf(chat) ?? ''), { what: 'answer in the chat' });
    await player.save();
    await onDisk(chat, done);
  });

  test('a translation opens beside the code, which stays', async () => {
    const stage = await stageWithFake();
    const asked = code.replace('function', '// AI: to Python\nfunction');
    const file = stage.sandbox.write('area.js', asked);
    const player = await open(stage, file);
    const python = 'def area(r):\n    return 3 * r * r';
    stage.fake.answerWith(({ path }) => (path.includes('chat') ? `\`\`\`python\n${python}\n\`\`\`\n` : ''));
    await player.choose({ from: 4, to: 6 }, 'Translate to another language: to Python');
    const [shown] = await stage.server.awaitTold('window/showDocument');
    await onDisk(fileURLToPath(shown?.params.uri), `${python}\n`);
    await player.seeShown(python);
    expect(stage.server.textOf(file)).toBe(asked);
  });

  test('the commit message is written into the buffer of git', async () => {
    const stage = await stageWithFake();
    stage.sandbox.write('area.js', code);
    stage.sandbox.git('add', 'area.js');
    const template = '\n# Please enter the commit message.\n';
    const file = stage.sandbox.write('.git/COMMIT_EDITMSG', template);
    const player = await open(stage, file);
    answering(stage, 'Add the area of a circle');
    await player.choose(1, 'Write the commit message');
    const after = `Add the area of a circle${template}`;
    await waitFor(async () => (await player.text()) === after, { what: 'message' });
    await player.save();
    await onDisk(file, after);
  });
});

describe.each(editors)('$name', ({ open, selectsWords }) => {
  test('a cursor on a word is offered what suits its block, a selected word what suits a selection', async () => {
    const stage = await stageWithFake();
    const player = await open(stage, stage.sandbox.write('area.js', code));
    const titles = async (count: number) => {
      const request = (await stage.server.awaitSent('textDocument/codeAction', count))[count - 1];
      const answer = await waitFor(() => request && stage.server.answerTo(request), { what: `menu ${count}` });
      return (answer.result as readonly { readonly title: string }[]).map(({ title }) => title);
    };
    await player.choose(3, 'Document');
    const atCursor = await titles(1);
    await player.askAboutWord(3);
    const atWord = await titles(2);
    expect(atCursor).toContain('Document');
    expect(atCursor).not.toContain('Explain');
    expect(atWord).toContain('Document');
    expect(atWord.includes('Explain')).toBe(selectsWords);
  });
});

describe.each(editors.filter(({ tellsProblems }) => tellsProblems))('$name', ({ open }) => {
  test('"Fix this problem" mends what another server reports', async () => {
    const stage = await stageWithFake();
    const file = stage.sandbox.write('area.js', 'const one = 1;\nconst wrong = 3;\n');
    const player = await open(stage, file, 'problem');
    answering(stage, 'const right = 2;');
    await player.choose({ from: 2, to: 2 }, 'Fix this problem');
    const after = 'const one = 1;\nconst right = 2;\n';
    await waitFor(async () => (await player.text()) === after, { what: 'changed text' });
    expect(JSON.stringify(stage.fake.requests)).toContain('area.js:2: error: this is wrong');
    await player.save();
    await onDisk(file, after);
  });
});

describe.each(editors.filter(({ asksWords }) => asksWords))('$name', ({ open }) => {
  test('a rewrite without a comment asks what to do', async () => {
    const stage = await stageWithFake();
    const file = stage.sandbox.write('area.js', code);
    const player = await open(stage, file);
    answering(stage, 'function area(r) {\n  return Math.PI * r * r;\n}');
    await player.choose(area, 'Rewrite with an instruction');
    await player.reply('be exact');
    const after = code.replace('3 *', 'Math.PI *');
    await waitFor(async () => (await player.text()) === after, { what: 'changed text' });
    expect(JSON.stringify(stage.fake.requests)).toContain("The user's instruction: be exact");
    await player.save();
    await onDisk(file, after);
  });

  test('"@selection" in a chat is what was selected in the file before', async () => {
    const stage = await stageWithFake();
    const talk = stage.sandbox.write('talk.md', '## You\n\n');
    const player = await open(stage, stage.sandbox.write('area.js', code));
    stage.fake.answerWith(({ path }) => (path.includes('chat') ? 'It is a circle.' : ''));
    await player.selectAndOpen?.(area, talk);
    await stage.server.awaitSent('textDocument/didOpen', 2);
    await player.ask('What is @selection?');
    await waitFor(async () => (await player.text()).includes('It is a circle.'), { what: 'answer' });
    expect(JSON.stringify(stage.fake.requests)).toContain(
      JSON.stringify('Selected in area.js:\n\n```javascript\nfunction area(r) {\n  return 3 * r * r;\n}').slice(1, -1),
    );
  });
});
