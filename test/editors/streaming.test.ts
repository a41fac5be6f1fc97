// Edits that arrive line by line: one step of undo in the editors that can, one edit in the others, and the user's typing in neither.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../support/fakeMistral.ts';
import { installEditors } from './support/editors.ts';
import type { Player } from './support/player.ts';
import { editors } from './support/players.ts';
import { emacsEndpoint, emacsSetUp, neovimEndpoint, neovimSetUp, openEmacs, openNeovim } from './support/setUps.ts';
import type { FakeStage } from './support/stage.ts';
import { stageWithFake } from './support/testStage.ts';
import { waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

const asked = 'const first = 0;\n\n// AI: make them bigger\nlet a = 1;\nlet b = 2;\nlet c = 3;\n\nconst last = 9;\n';
const rewritten = 'const first = 0;\n\nlet a = 10;\nlet b = 20;\nlet c = 30;\n\nconst last = 9;\n';
const lines = ['```javascript\n', 'let a = 10;\n', 'let b = 20;\n', 'let c = 30;\n', '```\n'];
const place = { from: 4, to: 6 };
const title = 'Rewrite: make them bigger';

/** Lets the model say the lines of its answer one after the other. */
class Dictation {
  readonly #lines: readonly string[];
  #said = 0;
  #wake: () => void = () => {};

  constructor(answer: readonly string[]) {
    this.#lines = answer;
  }

  /** From now on the model may say all up to and with this line. */
  upTo(part: string): void {
    this.#allow(this.#lines.findIndex((line) => line.includes(part)) + 1);
  }

  toTheEnd(): void {
    this.#allow(Number.POSITIVE_INFINITY);
  }

  get answer(): Answer {
    return { tokens: this.#lines, before: (token) => this.#until(token) };
  }

  #allow(count: number): void {
    this.#said = count;
    this.#wake();
  }

  async #until(token: number): Promise<void> {
    while (token >= this.#said) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

async function dictated(answer = lines) {
  const stage = await stageWithFake();
  const dictation = new Dictation(answer);
  // Completions are asked for while the user types.
  stage.fake.answerWith(({ path }) => (path.includes('chat') ? dictation.answer : ''));
  return { stage, dictation, file: stage.sandbox.write('numbers.js', asked) };
}

async function see(text: () => string | Promise<string>, expected: string | RegExp): Promise<string> {
  const look = async () => {
    const now = await text();
    const seen = typeof expected === 'string' ? now === expected : expected.test(now);
    if (!seen) throw new Error(`the text is ${JSON.stringify(now)}`);
    return now;
  };
  return waitFor(look, { what: `text ${expected}` });
}

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

  test('the cursor stays on its line, and moving it parts no step', async () => {
    const { stage, dictation, file } = await dictated();
    const player = await open(stage, file);
    await player.choose(place, title);
    dictation.upTo('a = 10');
    await see(() => player.text(), /let a = 10;/);
    await player.goToLastLine?.();
    await see(() => player.line?.() ?? '', 'const last = 9;');
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

describe('words typed before and after a line arrives', () => {
  test('are steps of their own in Neovim, within one visit to insert mode', async () => {
    const { stage, dictation, file } = await dictated();
    const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url));
    await neovim.press(':4,6Codestral edit bigger<CR>');
    await stage.fake.received(1);
    await neovim.press('Go// before');
    dictation.upTo('a = 10');
    await see(() => neovim.text(), /let a = 10;[\s\S]*\/\/ before\n$/);
    await neovim.press(' after');
    await see(() => neovim.text(), /let a = 10;[\s\S]*\/\/ before after\n$/);
    await neovim.press('<Esc>u');

    expect(await see(() => neovim.text(), /\/\/ before\n$/)).toContain('let a = 10;');
    await neovim.press('u');
    expect(await see(() => neovim.text(), /let a = 1;/)).toMatch(/\/\/ before\n$/);
  });

  test('make Neovim refuse an edit that they have crossed, without a word, and it comes again', async () => {
    const { stage, dictation, file } = await dictated();
    // Neovim tells the server of changes only after a second, so that an edit for the text before them is on its way.
    const late = `vim.lsp.config('codestral', { flags = { debounce_text_changes = 1000 } })\n`;
    const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url) + late);
    await neovim.press(':4,6Codestral edit bigger<CR>');
    await stage.fake.received(1);
    // The first change is told at once, those within a second later.
    await neovim.press('ggO// mine<Esc>');
    await stage.server.awaitSent('textDocument/didChange');
    await neovim.press('yyp');
    dictation.toTheEnd();
    await see(() => neovim.text(), `// mine\n// mine\n${rewritten}`);

    const answers = stage.server
      .told('workspace/applyEdit')
      .map(({ id = '' }) => stage.server.editorAnswer(id)?.result);
    expect(answers).toContainEqual({ applied: false, failureReason: 'The text has changed meanwhile' });
    expect(await neovim.messages()).not.toContain('newer than edits');
  });

  test('are steps of their own in Emacs, where typing is one step otherwise', async () => {
    const { stage, dictation, file } = await dictated();
    const emacs = await openEmacs(stage, file, emacsSetUp + emacsEndpoint(stage.fake.url));
    emacs.press('M-<', 'C-n', 'C-n', 'C-n', 'C-Space', 'C-n', 'C-n', 'C-n', 'M-x');
    emacs.type('codestral-lsp-edit\rbigger\r');
    await stage.fake.received(1);
    emacs.press('M->');
    emacs.type('ab');
    dictation.upTo('a = 10');
    await see(() => emacs.text(), /let a = 10;[\s\S]*ab$/);
    emacs.type('cd');
    await see(() => emacs.text(), /let a = 10;[\s\S]*abcd$/);
    emacs.press('C-_');

    expect(await see(() => emacs.text(), /ab$/)).toContain('let a = 10;');
    emacs.press('C-_');
    expect(await see(() => emacs.text(), /let a = 1;/)).toMatch(/ab$/);
  });
});
