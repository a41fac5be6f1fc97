// The editors that every test of actions and chats is played in, each set up as the documentation says.

import type { Emacs } from './emacs.ts';
import { eglotPlayer, emacsPlayer } from './emacsPlayer.ts';
import { helixPlayer } from './helixPlayer.ts';
import { neovimPlayer } from './neovimPlayer.ts';
import type { EditorUnderTest } from './player.ts';
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

/** As `codestral-lsp config helix` writes them. */
const prose = ['markdown', 'git-commit']
  .map((name) => `\n[[language]]\nname = "${name}"\nlanguage-servers = ["codestral-lsp"]\n`)
  .join('');

/** Emacs has no mode for Markdown of its own, and knows no file without a mode as text. */
const textMode = "(add-to-list 'auto-mode-alist '(\"\\\\(\\\\.md\\\\|COMMIT_EDITMSG\\\\)\\\\'\" . text-mode))\n";

/** What the documentation says about Eglot alone, for the modes of these tests. */
const eglotForAll = `
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '((js-mode text-mode) . ("codestral-lsp" "--stdio"))))
(add-hook 'js-mode-hook #'eglot-ensure)
(add-hook 'text-mode-hook #'eglot-ensure)
`;

/** Emacs with Eglot alone. */
export function openEglot(stage: FakeStage, file: string): Promise<Emacs> {
  const settings = `(setq-default eglot-workspace-configuration '(:codestral (:providers (:mistral (:endpoint "${stage.fake.url}")))))\n`;
  return openEmacs(stage, file, textMode + eglotForAll + settings);
}

export const editors: readonly EditorUnderTest[] = [
  {
    name: 'Neovim',
    selectsWords: true,
    tellsProblems: true,
    asksWords: true,
    groupsUndo: true,
    async open(stage, file, problem) {
      const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url));
      if (problem !== undefined) await neovim.lua(neovimProblem);
      return neovimPlayer(neovim);
    },
  },
  {
    name: 'Helix',
    selectsWords: false,
    tellsProblems: true,
    asksWords: false,
    groupsUndo: false,
    async open(stage, file, problem) {
      const regular = '\n[language-server.typescript-language-server]\ncommand = "regular-server"\n';
      if (problem !== undefined) stage.sandbox.installRegularServer();
      const more = prose + helixEndpoint(stage.fake.url) + (problem === undefined ? '' : regular);
      const helix = await openHelix(stage, file, more);
      if (problem !== undefined) await helix.terminal.see(/this is wrong/);
      return helixPlayer(helix, stage, file);
    },
  },
  {
    name: 'Emacs',
    selectsWords: true,
    tellsProblems: true,
    asksWords: true,
    groupsUndo: true,
    async open(stage, file, problem) {
      const emacs = await openEmacs(stage, file, textMode + emacsSetUp + emacsEndpoint(stage.fake.url));
      if (problem !== undefined) {
        emacs.value(emacsProblem);
        await waitFor(() => emacs.value('(length (flymake-diagnostics))') === 1, { what: 'problem of Flymake' });
      }
      return emacsPlayer(emacs);
    },
  },
  {
    name: 'Eglot',
    selectsWords: false,
    tellsProblems: false,
    asksWords: false,
    groupsUndo: false,
    open: async (stage, file) => eglotPlayer(await openEglot(stage, file)),
  },
];

const neovimProblem = `
  local line = vim.fn.search('wrong', 'nw') - 1
  vim.diagnostic.set(vim.api.nvim_create_namespace('linter'), 0, {
    { lnum = line, col = 6, end_col = 11, message = 'this is wrong', severity = 1, source = 'linter' },
  })`;

const emacsProblem = `
  (progn
    (add-hook 'flymake-diagnostic-functions
              (lambda (report &rest _)
                (save-excursion
                  (goto-char (point-min))
                  (search-forward "wrong")
                  (funcall report (list (flymake-make-diagnostic
                                         (current-buffer) (match-beginning 0) (match-end 0)
                                         :error "this is wrong")))))
              nil t)
    (flymake-mode 1)
    (flymake-start)
    t)`;
