// Emacs as a user plays it, with our own mode and with Eglot.
import type { Emacs } from './emacs.ts';
import type { Lines, Player } from './player.ts';
import { waitFor } from './waitFor.ts';

const textsOfWindows = `
  (mapconcat (lambda (window)
               (with-current-buffer (window-buffer window)
                 (buffer-substring-no-properties (point-min) (point-max))))
             (window-list) "\\n")`;

export function emacsPlayer(emacs: Emacs, menu = { command: 'codestral-lsp-actions', question: /Action:/ }): Player {
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
    async askAboutWord(line) {
      emacs.press('M-<', ...Array<string>(line - 1).fill('C-n'), 'C-Space', 'M-f');
      run(menu.command);
    },
    async reply(words) {
      await emacs.terminal.see(/instruction:\s*$/);
      emacs.type(`${words}\r`);
    },
    async pick(answer) {
      await emacs.terminal.see(/wants to change/);
      emacs.type(`${answer}\r`);
    },
    async undo() {
      emacs.press('C-_');
    },
    async typeAbove(line) {
      emacs.press('M-<');
      emacs.type(`${line}\r`);
    },
    async goToLastLine() {
      emacs.press('M->', 'C-p');
    },
    line: () => String(emacs.value('(buffer-substring-no-properties (pos-bol) (pos-eol))')),
    async typeBehind(line, text) {
      emacs.press('M-<', ...Array<string>(line - 1).fill('C-n'), 'C-e');
      emacs.type(text);
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
    async visit(file) {
      emacs.press('C-x', 'C-f');
      emacs.type(`${file}\r`);
      await waitFor(() => emacs.value('buffer-file-name') === file, { what: `buffer of ${file}` });
    },
    save: () => emacs.save(),
    async saveAll() {
      emacs.press('C-x', 's');
      await emacs.terminal.see(/Save file/);
      emacs.press('!');
    },
    async seeShown(text) {
      await waitFor(() => String(emacs.value(textsOfWindows)).includes(text), {
        what: `${JSON.stringify(text)} in a window`,
      });
    },
    async seeMessage(pattern) {
      await waitFor(() => pattern.test(emacs.messages()), { what: `message ${pattern}` });
    },
    async forgetMessages() {
      emacs.value('(with-current-buffer "*Messages*" (let ((inhibit-read-only t)) (erase-buffer)) t)');
    },
  };
}

export function eglotPlayer(emacs: Emacs): Player {
  const execute = (command: string) =>
    emacs.value(`(progn (eglot-execute (eglot-current-server) '(:title "x" :command "${command}" :arguments [])) t)`);
  const { selectAndOpen: _, ...player } = emacsPlayer(emacs, {
    command: 'eglot-code-actions',
    question: /Pick an action/,
  });
  return {
    ...player,
    async pick(answer) {
      await emacs.terminal.see(/wants to change.*Allow once/s);
      // The first answer stands there already.
      emacs.press('C-a', 'C-k');
      emacs.type(`${answer}\r`);
      if (answer === 'Refuse') return;
      // Eglot asks by itself before it changes a file that has no buffer.
      await emacs.terminal.see(/Server wants to edit[\s\S]*Proceed\?/);
      emacs.type('y');
    },
    async saveAll() {
      await player.saveAll();
      let answered = false;
      const look = () => {
        const unsaved = emacs.value(
          '(seq-count (lambda (one) (and (buffer-file-name one) (buffer-modified-p one))) (buffer-list))',
        );
        if (unsaved !== 0 && !answered && /does not exist; create\?/.test(emacs.terminal.screen())) {
          answered = true;
          emacs.type('y');
        }
        return unsaved === 0;
      };
      await waitFor(look, { what: 'saved buffers' });
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
