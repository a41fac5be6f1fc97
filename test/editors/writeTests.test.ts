// "Write tests", from the menu to the test file on disk: the one action that changes other files than the one at hand.
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { onDisk } from './support/asking.ts';
import { installEditors } from './support/editors.ts';
import { editors } from './support/players.ts';
import type { FakeStage } from './support/stage.ts';
import { stageWithFake } from './support/testStage.ts';

beforeAll(installEditors);

const code = 'export function area(r) {\n  return 3 * r * r;\n}\n';
const lines = { from: 1, to: 3 };
const made = "import { area } from '../area.js';\n\ntest('area', () => {});\n";
const there = "import { area } from '../area.js';\n\ntest('one', () => {});\n";
const question = 'window/showMessageRequest';

/** The model calls for one change of the test file, and then says something. */
function editing(stage: FakeStage, edit: { readonly oldText: string; readonly newText: string }, said: string): void {
  const call = {
    id: 'edit00000',
    name: 'edit_file',
    arguments: JSON.stringify({ path: 'test/area.test.js', ...edit }),
  };
  const turns = [{ toolCalls: [call] }, said];
  stage.fake.answerWith(({ path }) => (path.includes('chat') ? (turns.shift() ?? '') : ''));
}

describe.each(editors)('$name', ({ open }) => {
  test('a new test file is made in a new folder after a yes, and none after a no', async () => {
    const stage = await stageWithFake();
    const file = stage.sandbox.write('area.js', code);
    const player = await open(stage, file);
    editing(stage, { oldText: '', newText: made }, 'So I wrote none.');
    await player.choose(lines, 'Write tests');
    await player.pick('Refuse');
    await player.seeMessage(/So I wrote none/);
    expect(stage.server.told('workspace/applyEdit')).toEqual([]);
    expect(existsSync(stage.sandbox.file('test'))).toBe(false);
    expect(JSON.stringify(stage.fake.requests.at(-1)?.body)).toContain('The user does not want');

    editing(stage, { oldText: '', newText: made }, 'I wrote one test.');
    await player.choose(lines, 'Write tests');
    await player.pick('Allow once');
    await player.seeMessage(/Changed, not saved yet: test\/area\.test\.js\. I wrote one test/);
    expect(stage.server.told(question)).toHaveLength(2);
    await player.saveAll();
    await onDisk(stage.sandbox.file('test/area.test.js'), made);
    expect(stage.sandbox.read('area.js')).toBe(code);
  });

  test('a test is added to the file that is there, after one question', async () => {
    const stage = await stageWithFake();
    const file = stage.sandbox.write('area.js', code);
    const tests = stage.sandbox.write('test/area.test.js', there);
    const player = await open(stage, file);
    const oldText = "test('one', () => {});";
    editing(stage, { oldText, newText: `${oldText}\ntest('two', () => {});` }, 'I added one test.');
    await player.choose(lines, 'Write tests');
    await player.pick('Allow once');
    await player.seeMessage(/I added one test/);
    await player.saveAll();
    await onDisk(tests, `${there}test('two', () => {});\n`);
    expect(stage.server.told(question)).toHaveLength(1);
    expect(stage.sandbox.read('area.js')).toBe(code);
  });
});
