// A terminal that a test drives: one window in a tmux server of its own.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { awaitEndOf, kill } from './processes.ts';
import { waitFor } from './waitFor.ts';

export interface TerminalOptions {
  /** Socket of the tmux server; a path of at most 100 bytes that does not exist yet. */
  readonly socket: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly columns?: number;
  readonly rows?: number;
}

export class Terminal {
  private readonly socket: string;
  private readonly environment: Readonly<Record<string, string>>;

  constructor({ socket, command, environment, folder, columns = 100, rows = 30 }: TerminalOptions) {
    this.socket = socket;
    this.environment = { ...environment, TERM: 'xterm-256color' };
    const options: readonly (readonly string[])[] = [
      ['set', '-g', 'default-terminal', 'tmux-256color'],
      // tmux would hold back Escape for half a second, to see whether an Alt key follows.
      ['set', '-s', 'escape-time', '0'],
      ['set', '-g', 'status', 'off'],
      ['set', '-g', 'remain-on-exit', 'on'],
      ['set', '-g', 'default-shell', '/bin/sh'],
    ];
    const size = ['-x', String(columns), '-y', String(rows)];
    this.tmux(
      '-f',
      '/dev/null',
      'start-server',
      ...options.flatMap((option) => [';', ...option]),
      ...[';', 'new-session', '-d', ...size, '-c', folder, '--', ...command],
    );
  }

  /** Presses keys by their tmux names: `Escape`, `C-x`, `Enter`, `Tab`, `M-f`. */
  press(...keys: string[]): void {
    this.tmux('send-keys', '--', ...keys);
  }

  /** Types text as it is. */
  type(text: string): void {
    this.tmux('send-keys', '-l', '--', text);
  }

  /** What is to be seen, one line per row; with `colours` the ANSI sequences and trailing blanks too. */
  screen(colours: 'plain' | 'colours' = 'plain'): string {
    return this.tmux('capture-pane', '-p', ...(colours === 'colours' ? ['-e', '-N'] : []));
  }

  /** Where the cursor is, from 0. */
  cursor(): { readonly column: number; readonly row: number } {
    const [column = 0, row = 0] = this.tmux('display-message', '-p', '#{cursor_x} #{cursor_y}')
      .trim()
      .split(' ')
      .map(Number);
    return { column, row };
  }

  /** Waits until the screen matches, and gives it. */
  async see(pattern: RegExp, timeoutMs = 10_000): Promise<string> {
    const look = (): string | false => {
      const screen = this.screen();
      return pattern.test(screen) && screen;
    };
    return waitFor(look, { what: `${pattern} on the screen`, timeoutMs }).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.screen()}`);
    });
  }

  /** Waits until the program in the terminal has ended. */
  async ended(): Promise<void> {
    await waitFor(() => this.tmux('list-panes', '-F', '#{pane_dead}').trim() === '1', { what: 'end of the program' });
  }

  /** Ends the program in the terminal and the tmux server, at once; resolves when they are gone. */
  async close(): Promise<void> {
    const program = Number(this.tmux('list-panes', '-F', '#{pane_pid}'));
    const dead = this.tmux('list-panes', '-F', '#{pane_dead}').trim() === '1';
    // Helix alone would take more than a second to end on SIGHUP.
    if (!dead) {
      kill(program);
      await awaitEndOf(program);
    }
    this.tmux('kill-server');
    rmSync(this.socket, { force: true });
  }

  private tmux(...words: string[]): string {
    return execFileSync('tmux', ['-S', this.socket, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: this.environment,
    });
  }
}
