// Drives Emacs in a terminal: keys go through the terminal, questions through emacsclient.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { editor } from './editors.ts';
import type { Stage } from './stage.ts';
import { Terminal } from './terminal.ts';
import { waitFor } from './waitFor.ts';

export interface EmacsOptions {
  /** The file to open, absolute. */
  readonly file: string;
  /** The user's init.el. */
  readonly init: string;
  readonly columns?: number;
  readonly rows?: number;
}

export class Emacs {
  readonly terminal: Terminal;
  private readonly socket: string;
  private readonly environment: Readonly<Record<string, string>>;

  private constructor(terminal: Terminal, socket: string, environment: Readonly<Record<string, string>>) {
    this.terminal = terminal;
    this.socket = socket;
    this.environment = environment;
  }

  /** Opens a file with the stage's environment. Emacs ends with the test. */
  static async open({ sandbox, environment, atEnd }: Stage, { file, init, ...size }: EmacsOptions): Promise<Emacs> {
    const own = sandbox.writeHome('test.el', serverLisp(sandbox.folder));
    const user = sandbox.writeHome('init.el', init);
    const socket = sandbox.path('emacs.sock');
    const terminal = new Terminal({
      socket: sandbox.path('tmux.sock'),
      command: [editor('emacs'), '-nw', '-Q', '-l', own, '-l', user, file],
      environment,
      folder: sandbox.project,
      ...size,
    });
    atEnd({ explain: () => terminal.screen(), release: () => terminal.close() });
    const emacs = new Emacs(terminal, socket, environment);
    await waitFor(() => existsSync(socket) && emacs.value('t') === true, { what: 'server of Emacs' });
    return emacs;
  }

  press(...keys: string[]): void {
    this.terminal.press(...keys);
  }

  type(text: string): void {
    this.terminal.type(text);
  }

  /** The value of a Lisp expression in the buffer of the selected window. It must be representable in JSON. */
  value(expression: string): unknown {
    const printed = this.evaluate(
      `(with-current-buffer (window-buffer (selected-window)) (test-to-json ${expression}))`,
    );
    // A Lisp string whose characters are ASCII, so its printed form is a JSON string too.
    return JSON.parse(JSON.parse(printed));
  }

  text(): string {
    return String(this.value('(buffer-substring-no-properties (point-min) (point-max))'));
  }

  /** The ghost text that is shown, or `undefined`. */
  ghost(): string | undefined {
    const found = this.value('(codestral-lsp-ghost-text)');
    return typeof found === 'string' ? found : undefined;
  }

  /** Waits for ghost text; for this one when given. */
  async seeGhost(expected?: string): Promise<string> {
    const look = (): string | false => {
      const ghost = this.ghost();
      if (expected !== undefined && ghost !== expected) throw new Error(`ghost text is ${JSON.stringify(ghost)}`);
      return ghost ?? false;
    };
    return waitFor(look, { what: `ghost text ${expected ?? ''}` });
  }

  /** Waits until the buffer's text is this. */
  async seeText(expected: string): Promise<void> {
    const look = (): boolean => {
      const text = this.text();
      if (text !== expected) throw new Error(`the text ends with ${JSON.stringify(text.slice(-300))}`);
      return true;
    };
    await waitFor(look, { what: `text that ends with ${JSON.stringify(expected.slice(-100))}` });
  }

  /** What was shown in the echo area so far. */
  messages(): string {
    return String(this.value('(with-current-buffer "*Messages*" (buffer-string))'));
  }

  /** Writes the file by the user's key. */
  async save(): Promise<void> {
    this.press('C-x', 'C-s');
    await waitFor(() => this.value('(buffer-modified-p)') !== true, { what: 'saved buffer' });
  }

  async quit(): Promise<void> {
    this.press('C-x', 'C-c');
    await this.terminal.ended();
  }

  private evaluate(expression: string): string {
    return execFileSync(editor('emacsclient'), ['-s', this.socket, '-e', expression], {
      env: this.environment,
      encoding: 'utf8',
      timeout: 15_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }
}

/** What Emacs loads before the user's init file: a server to ask, and no files beside the edited one. */
function serverLisp(folder: string): string {
  return `
(setq server-socket-dir "${folder}" server-name "emacs.sock"
      make-backup-files nil auto-save-default nil create-lockfiles nil
      ring-bell-function 'ignore inhibit-startup-screen t
      ;; While Emacs shows such a hint, keys that come without a pause can be lost.
      suggest-key-bindings nil extended-command-suggest-shorter nil)
(require 'server)
(require 'json)
(server-start)
(defun test-to-json (value)
  (let ((json-encoding-pretty-print nil))
    (replace-regexp-in-string "[^[:ascii:]]"
      (lambda (char) (mapconcat (lambda (unit) (format "\\\\u%04x" unit))
        (let ((code (string-to-char char)))
          (if (< code #x10000) (list code)
            (list (+ #xd800 (ash (- code #x10000) -10)) (+ #xdc00 (logand (- code #x10000) #x3ff)))))
        "")) (json-encode value) t t)))
`;
}
