// The editors as one user plays them: each method is done by the keys and commands of that editor.
import type { Emacs } from './emacs.ts';
import type { Helix } from './helix.ts';
import type { Neovim } from './neovim.ts';
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

/** Lines counted from 1, both belonging to it. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

/** What an editor must be able to do; each test is told once and played in each. */
export interface Player {
  text(): string | Promise<string>;
  /** Chooses an action by its title in the menu of code actions: for selected lines, or from the line of the cursor. */
  choose(place: Lines | number, title: string): Promise<void>;
  /** Answers what the editor asks. */
  reply(words: string): Promise<void>;
  undo(): Promise<void>;
  /** Types a line at the very beginning. */
  typeAbove(line: string): Promise<void>;
  cancel(): Promise<void>;
  /** Writes at the end of the chat that is open, and sends it. */
  ask(question: string): Promise<void>;
  /** Selects lines, opens another file, and leaves the selection behind. */
  selectAndOpen?(lines: Lines, file: string): Promise<void>;
  /** Writes the document at hand to disk. */
  save(): Promise<void>;
  /** Waits until the user can read this. */
  seeMessage(pattern: RegExp): Promise<void>;
}

export interface EditorUnderTest {
  readonly name: string;
  /** Opens a file; `problem`: with something that reports the word `wrong`, where this editor tells our server of it. */
  open(stage: FakeStage, file: string, problem?: 'problem'): Promise<Player>;
  /** False where our server hears of no other server's problems. */
  readonly tellsProblems: boolean;
  /** Asks for the words of an action by itself. */
  readonly asksWords: boolean;
}

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

export const editors: readonly EditorUnderTest[] = [
  {
    name: 'Neovim',
    tellsProblems: true,
    asksWords: true,
    async open(stage, file, problem) {
      const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url));
      if (problem !== undefined) await neovim.lua(neovimProblem);
      return neovimPlayer(neovim);
    },
  },
  {
    name: 'Helix',
    tellsProblems: true,
    asksWords: false,
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
    tellsProblems: true,
    asksWords: true,
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
    tellsProblems: false,
    asksWords: false,
    async open(stage, file) {
      const settings = `(setq-default eglot-workspace-configuration '(:codestral (:providers (:mistral (:endpoint "${stage.fake.url}")))))\n`;
      return eglotPlayer(await openEmacs(stage, file, textMode + eglotForAll + settings));
    },
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

function neovimPlayer(neovim: Neovim): Player {
  return {
    text: () => neovim.text(),
    async choose(place, title) {
      // A picker, as many have one, that takes the entry it was told.
      await neovim.lua(
        `local title = ...
        vim.ui.select = function(items, options, choose)
          for index, item in ipairs(items) do
            if options.format_item(item):find(title, 1, true) then return choose(item, index) end
          end
          error('no entry ' .. title)
        end`,
        title,
      );
      const [from, to] = typeof place === 'number' ? [place, undefined] : [place.from, place.to];
      await neovim.press(`<Esc>${from}G`);
      await neovim.press(to === undefined ? ':Codestral actions<CR>' : `:${from},${to}Codestral actions<CR>`);
    },
    async reply(words) {
      await waitFor(async () => ((await neovim.call('nvim_get_mode')) as { mode?: string }).mode === 'c', {
        what: 'question of Neovim',
      });
      await neovim.press(`${words}<CR>`);
    },
    undo: () => neovim.press('u'),
    typeAbove: (line) => neovim.press(`ggO${line}<Esc>`),
    cancel: () => neovim.press(':Codestral cancel<CR>'),
    async ask(question) {
      await neovim.press('<Esc>G');
      await neovim.press(`o${question}<Esc>`);
      await neovim.press(':Codestral send<CR>');
    },
    async selectAndOpen({ from, to }, file) {
      await neovim.press(`${from}GV${to}G<Esc>`);
      await neovim.press(`:edit ${file}<CR>`);
      await neovim.ready();
    },
    save: () => neovim.save(),
    async seeMessage(pattern) {
      await waitFor(async () => pattern.test(await neovim.messages()), { what: `message ${pattern}` });
    },
  };
}

/** Titles as they begin in the menu, to find out how far down one is. */
const titles =
  /(?:^|[│|\s])(Send the|Fix this|Rewrite|Refactor the|Implement what|Document|Write|Explain|Review|Translate)(?=[\s:]|$)/;

function helixPlayer(helix: Helix, stage: FakeStage, file: string): Player {
  return {
    // The server's copy is the buffer: the protocol tests and the drivers hold that.
    text: () => stage.server.textOf(file) ?? '',
    async choose(place, title) {
      const { from, to } = typeof place === 'number' ? { from: place, to: undefined } : place;
      helix.type(`${from}gg`);
      if (to !== undefined) helix.type('x'.repeat(to - from + 1));
      helix.type(' a');
      const screen = await helix.terminal.see(new RegExp(title));
      const menu = screen.split('\n').filter((line) => titles.test(line) || line.includes(title));
      for (let down = menu.findIndex((line) => line.includes(title)); down > 0; down--) helix.press('Down');
      helix.press('Enter');
    },
    async reply() {
      throw new Error('Helix asks nothing');
    },
    async undo() {
      helix.type('u');
    },
    async typeAbove(line) {
      helix.type('ggO');
      await helix.terminal.see(/^ INS /m);
      helix.type(line);
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
    async save() {
      await helix.normalMode();
      helix.command(':w');
    },
    async seeMessage(pattern) {
      await helix.terminal.see(pattern);
    },
  };
}

function emacsPlayer(emacs: Emacs, menu = { command: 'codestral-lsp-actions', question: /Action:/ }): Player {
  const run = (command: string) => {
    emacs.press('M-x');
    emacs.type(`${command}\r`);
  };
  const select = ({ from, to }: Lines) => {
    emacs.press('M-<', ...Array<string>(from - 1).fill('C-n'), 'C-Space', ...Array<string>(to - from + 1).fill('C-n'));
  };
  return {
    text: () => emacs.text(),
    async choose(place, title) {
      if (typeof place === 'number') emacs.press('M-<', ...Array<string>(place - 1).fill('C-n'));
      else select(place);
      run(menu.command);
      await emacs.terminal.see(menu.question);
      emacs.type(`${title}\r`);
    },
    async reply(words) {
      await emacs.terminal.see(/instruction:\s*$/);
      emacs.type(`${words}\r`);
    },
    async undo() {
      emacs.press('C-_');
    },
    async typeAbove(line) {
      emacs.press('M-<');
      emacs.type(`${line}\r`);
    },
    async cancel() {
      run('codestral-lsp-stop');
    },
    async ask(question) {
      emacs.press('M->');
      emacs.type(question);
      run('codestral-lsp-send');
    },
    async selectAndOpen(lines, file) {
      select(lines);
      emacs.press('C-x', 'C-f');
      emacs.type(`${file.slice(file.lastIndexOf('/') + 1)}\r`);
    },
    save: () => emacs.save(),
    async seeMessage(pattern) {
      await waitFor(() => pattern.test(emacs.messages()), { what: `message ${pattern}` });
    },
  };
}

function eglotPlayer(emacs: Emacs): Player {
  const execute = (command: string) =>
    emacs.value(`(progn (eglot-execute (eglot-current-server) '(:title "x" :command "${command}" :arguments [])) t)`);
  const { selectAndOpen: _, ...player } = emacsPlayer(emacs, {
    command: 'eglot-code-actions',
    question: /Pick an action/,
  });
  return {
    ...player,
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
