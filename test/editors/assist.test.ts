// What must hold for every action and chat, in each editor: undo in one step, three turns with a tool. See everyAction.test.ts for cancel, failure and typing meanwhile.
import { beforeAll, describe, expect, test } from 'vitest';
import { installEditors } from './support/editors.ts';
import type { Player } from './support/player.ts';
import { editors } from './support/players.ts';
import { stageWithFake } from './support/testStage.ts';
import { waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

const asked = 'const one = 1;\n\n// AI: make it two\nconst two = 3;\n';
const rewritten = 'const one = 1;\n\nconst two = 2;\n';
const answer = { text: '```javascript\nconst two = 2;\n```\n' };

async function seeText(player: Player, expected: string): Promise<void> {
  await waitFor(
    async () => {
      const text = await player.text();
      if (text !== expected) throw new Error(`the text is ${JSON.stringify(text)}`);
      return true;
    },
    { what: `text ${JSON.stringify(expected)}` },
  );
}

describe.each(editors)('$name', ({ open }) => {
  async function begin() {
    const stage = await stageWithFake();
    const file = stage.sandbox.write('numbers.js', asked);
    return { stage, file, player: await open(stage, file) };
  }

  test('an action changes the lines, and one undo brings them back', async () => {
    const { stage, player } = await begin();
    stage.fake.answer(answer);
    await player.choose(4, 'Rewrite: make it two');
    await seeText(player, rewritten);
    await player.undo();
    await seeText(player, asked);
  });

  test('a chat of three turns, the first with a tool call', async () => {
    const stage = await stageWithFake();
    stage.sandbox.write('a.txt', 'hello from disk\n');
    const file = stage.sandbox.write('talk.md', '## You\n\n');
    const player = await open(stage, file);
    const call = { id: 'abc123def', name: 'read_file', arguments: '{"path":"a.txt"}' };
    const turns = [{ toolCalls: [call] }, 'It says hello.', 'Second answer.', 'Third answer.'];
    // Completions are asked for while the question is typed.
    stage.fake.answerWith(({ path }) => (path.includes('chat') ? (turns.shift() ?? '') : ''));
    for (const [question, words] of [
      ['What is in it?', 'It says hello.'],
      ['And then?', 'Second answer.'],
      ['And last?', 'Third answer.'],
    ] as const) {
      await player.ask(question);
      await waitFor(
        async () => new RegExp(`${words.replaceAll('.', '\\.')}\\s+## You\\s*$`).test(await player.text()),
        {
          what: `answer ${words}`,
        },
      );
      await stage.server.awaitAllAnswered();
    }
    expect(JSON.stringify(stage.fake.requests)).toContain('hello from disk');
    expect(await player.text()).toMatch(
      /What is in it\?\s+## Assistant\s+It says hello\.\s+## You\s+And then\?\s+## Assistant\s+Second answer\.\s+## You\s+And last\?/,
    );
  });
});
