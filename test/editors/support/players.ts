// Actions and chats as a user of each editor has them, behind one interface, so that a test is told once and played in each.
import type { Emacs } from './emacs.ts';
import type { Helix } from './helix.ts';
import {
  emacsEndpoint,
  emacsSetUp,
  helixEndpoint,
  neovimEndpoint,
  neovimSetUp,
  openEmacs,
  openHelix,
  openNeovim,
} from './setUps.ts';
import type { FakeStage } from './stage.ts';
import { waitFor } from './waitFor.ts';

/** The line that `typeAbove` types. */
export const typed = '// mine\n';
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
export interface Player {
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

export interface EditorUnderTest {
  readonly name: string;
  open(stage: FakeStage, file: string): Promise<Player>;
}

export const editors: readonly EditorUnderTest[] = [
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
