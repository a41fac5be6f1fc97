// What must hold for every action and chat, in the three editors: undo in one step, typing meanwhile, cancel, failure, three turns with a tool.
import { beforeAll, describe, expect, test } from 'vitest';
import { installEditors } from './support/editors.ts';
import type { Emacs } from './support/emacs.ts';
import type { Helix } from './support/helix.ts';
import {
  emacsEndpoint,
  emacsSetUp,
  helixEndpoint,
  neovimEndpoint,
  neovimSetUp,
  openEmacs,
  openHelix,
  openNeovim,
} from './support/setUps.ts';
import type { FakeStage } from './support/stage.ts';
import { stageWithFake } from './support/testStage.ts';
import { waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

const asked = 'const one = 1;\n\n// AI: make it two\nconst two = 3;\n';
const rewritten = 'const one = 1;\n\nconst two = 2;\n';
const answer = { text: '```javascript\nconst two = 2;\n```\n' };
const typed = '// mine\n';
const markdown = '\n[[language]]\nname = "markdown"\nlanguage-servers = ["codestral-lsp"]\n';

/** Emacs has no mode for Markdown of its own, and knows no file without a mode as text. */
const textMode = "(add-to-list 'auto-mode-alist '(\"\\\\.md\\\\'\" . text-mode))\n";

/** What the documentation says about Eglot alone, for the modes of these tests. */
const eglotForAll = `
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '((js-mode text-mode) . ("codestral-lsp" "--stdio"))))
(add-hook 'js-mode-hook #'eglot-ensure)
(add-hook 'text-mode-hook #'eglot-ensure)
`;

/** What an editor must be able to do; each test below is told once and played in each. */
interface Player {
  text(): string | Promise<string>;
  /** Chooses "Rewrite: make it two" in the menu of code actions, from the line below the comment. */
  rewrite(): Promise<void>;
  undo(): Promise<void>;
  /** Types a line at the very beginning. */
  typeAbove(): Promise<void>;
  cancel(): Promise<void>;
  /** Writes at the end of the chat that is open, and sends it. */
  ask(question: string): Promise<void>;
  /** Waits until the user can read this. */
  seeMessage(pattern: RegExp): Promise<void>;
}

interface EditorUnderTest {
  readonly name: string;
  open(stage: FakeStage, file: string): Promise<Player>;
}

const editors: readonly EditorUnderTest[] = [
  {
    name: 'Neovim',
    async open(stage, file) {
      const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url));
      return {
        text: () => neovim.text(),
        async rewrite() {
          await neovim.call('nvim_win_set_cursor', 0, [4, 0]);
          await neovim.lua(`vim.lsp.buf.code_action({
            apply = true,
            filter = function(action) return action.title:find('^Rewrite') ~= nil end,
          })`);
        },
        undo: () => neovim.press('u'),
        typeAbove: () => neovim.press(`ggO${typed.trimEnd()}<Esc>`),
        cancel: () => neovim.press(':Codestral cancel<CR>'),
        async ask(question) {
          await neovim.press('<Esc>G');
          await neovim.press(`o${question}<Esc>`);
          await neovim.press(':Codestral send<CR>');
        },
        async seeMessage(pattern) {
          await waitFor(async () => pattern.test(await neovim.messages()), { what: `message ${pattern}` });
        },
      };
    },
  },
  {
    name: 'Helix',
    async open(stage, file) {
      const helix = await openHelix(stage, file, markdown + helixEndpoint(stage.fake.url));
      return helixPlayer(helix, stage, file);
    },
  },
  {
    name: 'Emacs',
    async open(stage, file) {
      const emacs = await openEmacs(stage, file, textMode + emacsSetUp + emacsEndpoint(stage.fake.url));
      return emacsPlayer(emacs);
    },
  },
  {
    name: 'Eglot',
    async open(stage, file) {
      const settings = `(setq-default eglot-workspace-configuration '(:codestral (:providers (:mistral (:endpoint "${stage.fake.url}")))))\n`;
      const emacs = await openEmacs(stage, file, textMode + eglotForAll + settings);
      return eglotPlayer(emacs);
    },
  },
];

function helixPlayer(helix: Helix, stage: FakeStage, file: string): Player {
  return {
    // The server's copy is the buffer: the protocol tests and the drivers hold that.
    text: () => stage.server.textOf(file) ?? '',
    async rewrite() {
      helix.type('gg');
      helix.type('3j');
      helix.type(' a');
      await helix.terminal.see(/Rewrite: make it two/);
      helix.press('Enter');
    },
    async undo() {
      helix.type('u');
    },
    async typeAbove() {
      helix.type('ggO');
      await helix.terminal.see(/^ INS /m);
      helix.type(typed.trimEnd());
      await helix.normalMode();
    },
    async cancel() {
      helix.type(' ix');
    },
    async ask(question) {
      await helix.openLine();
      helix.type(question);
      await helix.normalMode();
      helix.type(' is');
    },
    async seeMessage(pattern) {
      await helix.terminal.see(pattern);
    },
  };
}

function emacsPlayer(emacs: Emacs): Player {
  const run = (command: string) => {
    emacs.press('M-x');
    emacs.type(`${command}\r`);
  };
  return {
    text: () => emacs.text(),
    async rewrite() {
      emacs.value('(progn (goto-char (point-min)) (forward-line 3) t)');
      run('codestral-lsp-actions');
      await emacs.terminal.see(/Action:/);
      emacs.type('Rewrite: make it two\r');
    },
    async undo() {
      emacs.press('C-_');
    },
    async typeAbove() {
      emacs.press('M-<');
      emacs.type(typed.replace('\n', '\r'));
    },
    async cancel() {
      run('codestral-lsp-stop');
    },
    async ask(question) {
      emacs.press('M->');
      emacs.type(question);
      run('codestral-lsp-send');
    },
    async seeMessage(pattern) {
      await waitFor(() => pattern.test(emacs.messages()), { what: `message ${pattern}` });
    },
  };
}

function eglotPlayer(emacs: Emacs): Player {
  const execute = (command: string) =>
    emacs.value(`(progn (eglot-execute (eglot-current-server) '(:title "x" :command "${command}" :arguments [])) t)`);
  return {
    ...emacsPlayer(emacs),
    async rewrite() {
      emacs.value('(progn (goto-char (point-min)) (forward-line 3) t)');
      emacs.press('M-x');
      emacs.type('eglot-code-actions\r');
      await emacs.terminal.see(/Pick an action/);
      emacs.type('Rewrite: make it two\r');
    },
    async cancel() {
      execute('codestral.cancel');
    },
    async ask(question) {
      emacs.press('M->');
      emacs.type(question);
      await waitFor(() => emacs.text().endsWith(question), { what: 'question in the buffer' });
      execute('codestral.chat');
    },
  };
}

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
    await player.rewrite();
    await seeText(player, rewritten);
    await player.undo();
    await seeText(player, asked);
  });

  test('what is typed above meanwhile stays, and the edit lands on its lines', async () => {
    const { stage, player } = await begin();
    stage.fake.answer({ ...answer, firstTokenMs: 1500 });
    await player.rewrite();
    await stage.fake.received(1);
    await player.typeAbove();
    await seeText(player, typed + rewritten);
  });

  test('a cancelled action asks no further and changes nothing', async () => {
    const { stage, player } = await begin();
    stage.fake.answer({ ...answer, firstTokenMs: 20_000 });
    await player.rewrite();
    await stage.fake.received(1);
    await player.cancel();
    expect((await stage.fake.closed(1)).closedBy).toBe('client');
    expect(await player.text()).toBe(asked);
  });

  test('a failure is told, and changes nothing', async () => {
    const { stage, player } = await begin();
    stage.fake.answerWith(() => ({ failure: { status: 500, body: { message: 'down' } } }));
    await player.rewrite();
    await player.seeMessage(/Mistral/);
    expect(await player.text()).toBe(asked);
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
