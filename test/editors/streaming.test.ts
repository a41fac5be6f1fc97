// Edits that arrive line by line: one step of undo in the editors that can, one edit in the others.
import { beforeAll, describe, expect, test } from 'vitest';
import { asked, dictated, lines, place, rewritten, see, title } from './support/dictation.ts';
import { installEditors } from './support/editors.ts';
import type { Player } from './support/player.ts';
import { editors } from './support/players.ts';
import type { FakeStage } from './support/stage.ts';
import { waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

/** Undoes until the text is this, and gives all texts that were seen, without it. */
async function undoTo(player: Player, expected: string): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let now = await player.text(); now !== expected; ) {
    if (seen.length > 8) throw new Error(`undo went another way: ${JSON.stringify(seen)}`);
    seen.push(now);
    await player.undo();
    now = await waitFor(async () => (await player.text()) !== now && player.text(), { what: 'effect of undo' });
  }
  return seen;
}

function editsOf(stage: FakeStage): number {
  return stage.server.told('workspace/applyEdit').length;
}

describe.each(editors.filter((one) => one.groupsUndo))('$name', ({ open }) => {
  test('lines appear one by one, and one undo takes them all back', async () => {
    const { stage, dictation, file } = await dictated();
    const player = await open(stage, file);
    await player.choose(place, title);
    dictation.upTo('a = 10');
    await see(() => player.text(), /let a = 10;\n(?!let b = 20)/);
    dictation.upTo('b = 20');
    await see(() => player.text(), /let a = 10;\nlet b = 20;\n(?!let c = 30)/);
    dictation.toTheEnd();
    await see(() => player.text(), rewritten);

    expect(editsOf(stage)).toBeGreaterThan(2);
    await stage.server.awaitText(file, rewritten);
    await player.undo();
    await see(() => player.text(), asked);
  });

  test('what is typed elsewhere meanwhile is a step of its own', async () => {
    const { stage, dictation, file } = await dictated();
    const player = await open(stage, file);
    await player.choose(place, title);
    dictation.upTo('a = 10');
    const half = await see(() => player.text(), /let a = 10;\n(?!let b = 20)/);
    await player.typeAbove('// mine');
    await see(() => player.text(), `// mine\n${half}`);
    dictation.upTo('b = 20');
    await see(() => player.text(), /let b = 20;\n(?!let c = 30)/);
    dictation.toTheEnd();
    await see(() => player.text(), `// mine\n${rewritten}`);

    const seen = await undoTo(player, asked);
    expect(seen.slice(0, 2)).toEqual([`// mine\n${rewritten}`, `// mine\n${half}`]);
    expect(seen.at(-1)).toBe(half);
  });

  test('the cursor stays on its line, and neither moving it nor saving parts the step', async () => {
    const { stage, dictation, file } = await dictated();
    const player = await open(stage, file);
    await player.choose(place, title);
    dictation.upTo('a = 10');
    await see(() => player.text(), /let a = 10;/);
    await player.goToLastLine?.();
    await see(() => player.line?.() ?? '', 'const last = 9;');
    await player.save();
    dictation.toTheEnd();
    await see(() => player.text(), rewritten);

    expect(await player.line?.()).toBe('const last = 9;');
    await player.undo();
    await see(() => player.text(), asked);
  });

  test('two actions after each other are two steps', async () => {
    const { stage, dictation, file } = await dictated();
    const player = await open(stage, file);
    dictation.toTheEnd();
    await player.choose(place, title);
    await see(() => player.text(), rewritten);
    const once = lines.map((line) => line.replace('0;', '00;'));
    stage.fake.answer({ tokens: once });
    await player.choose({ from: 3, to: 5 }, 'Refactor the selection');
    await see(() => player.text(), rewritten.replaceAll('0;\nlet', '00;\nlet').replace('30;', '300;'));

    expect((await undoTo(player, asked)).slice(1)).toEqual([rewritten]);
  });

  test('one undo takes back the answer of a chat, and not the question', async () => {
    const { stage, dictation } = await dictated(['One.\n', 'Two.\n', 'Three.\n']);
    const file = stage.sandbox.write('talk.md', '## You\n\n');
    const player = await open(stage, file);
    await player.ask('What?');
    dictation.upTo('One');
    await see(() => player.text(), /One\./);
    dictation.upTo('Two');
    await see(() => player.text(), /Two\./);
    dictation.toTheEnd();
    const answered = await see(() => player.text(), /Three\.\s+## You\s*$/);
    await stage.server.awaitText(file, answered);
    await player.undo();

    await see(() => player.text(), /^## You\s+What\?\s*$/);
  });

  test('who undoes while lines arrive has the text as it was, and the whole answer beside it', async () => {
    const { stage, dictation, file } = await dictated();
    const player = await open(stage, file);
    await player.choose(place, title);
    dictation.upTo('b = 20');
    await see(() => player.text(), /let b = 20;\n(?!let c = 30)/);
    await player.undo();
    await see(() => player.text(), asked);
    await stage.server.awaitText(file, asked);
    dictation.toTheEnd();
    await player.seeShown('let c = 30;');

    expect(stage.server.textOf(file)).toBe(asked);
  });

  test('a cancelled action takes its lines back', async () => {
    const { stage, dictation, file } = await dictated();
    const player = await open(stage, file);
    await player.choose(place, title);
    dictation.upTo('b = 20');
    await see(() => player.text(), /let b = 20;/);
    await player.cancel();

    await see(() => player.text(), asked);
    expect((await stage.fake.closed(1)).closedBy).toBe('client');
  });

  test('a failure in the middle takes the lines back as well', async () => {
    const { stage, dictation, file } = await dictated();
    stage.fake.answer({ ...dictation.answer, end: 'reset', tokens: lines.slice(0, 3), finishReason: null });
    const player = await open(stage, file);
    await player.choose(place, title);
    dictation.upTo('a = 10');
    await see(() => player.text(), /let a = 10;/);
    dictation.toTheEnd();

    await see(() => player.text(), asked);
    await player.seeMessage(/cannot be reached/);
  });

  test('lines that are kept of a cancelled action are one step too', async () => {
    const { stage, dictation, file } = await dictated();
    stage.sandbox.writeHome('.config/codestral-lsp/settings.json', '{ "chat": { "unfinishedEdits": "keep" } }');
    const player = await open(stage, file);
    await player.choose(place, title);
    dictation.upTo('a = 10');
    await see(() => player.text(), /let a = 10;/);
    dictation.upTo('b = 20');
    const kept = await see(() => player.text(), /let b = 20;/);
    await player.cancel();
    await stage.fake.closed(1);

    expect(await player.text()).toBe(kept);
    await player.undo();
    await see(() => player.text(), asked);
  });
});

describe.each(editors.filter((one) => !one.groupsUndo))('$name', ({ open }) => {
  test('the lines come in one edit', async () => {
    const { stage, dictation, file } = await dictated();
    const player = await open(stage, file);
    await player.choose(place, title);
    dictation.toTheEnd();
    await see(() => player.text(), rewritten);

    expect(editsOf(stage)).toBe(1);
    await player.undo();
    await see(() => player.text(), asked);
  });
});
