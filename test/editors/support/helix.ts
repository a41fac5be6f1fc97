// Drives Helix in a terminal. What is in its buffer is read from the screen, from the file it writes, or from the server's copy.
import { editor } from './editors.ts';
import type { Stage } from './stage.ts';
import { Terminal } from './terminal.ts';
import { waitFor } from './waitFor.ts';

export interface HelixOptions {
  /** The file to open, absolute. */
  readonly file: string;
  /** The user's languages.toml and config.toml. */
  readonly languages: string;
  readonly config: string;
  readonly columns?: number;
  readonly rows?: number;
}

export class Helix {
  readonly terminal: Terminal;

  private constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  /** Opens a file with the stage's environment. Helix ends with the test. */
  static async open(
    { sandbox, environment, atEnd }: Stage,
    { file, languages, config, ...size }: HelixOptions,
  ): Promise<Helix> {
    sandbox.writeHome('.config/helix/languages.toml', languages);
    sandbox.writeHome('.config/helix/config.toml', config);
    const terminal = new Terminal({
      socket: sandbox.path('tmux.sock'),
      command: [editor('hx'), file],
      environment,
      folder: sandbox.project,
      ...size,
    });
    atEnd({ explain: () => terminal.screen(), release: () => terminal.close() });
    await terminal.see(/NOR/);
    return new Helix(terminal);
  }

  press(...keys: string[]): void {
    this.terminal.press(...keys);
  }

  type(text: string): void {
    this.terminal.type(text);
  }

  /** Opens a line below the last one, in insert mode. */
  async openLine(): Promise<void> {
    this.terminal.type('geo');
    await this.terminal.see(/^ INS /m);
  }

  /** Runs a typed command such as `:w`, from normal mode. */
  command(text: string): void {
    this.terminal.type(text);
    this.terminal.press('Enter');
  }

  /** Leaves insert mode, writes the file and waits until `look` accepts what it holds. */
  async save(look: () => boolean, what: string): Promise<void> {
    await this.normalMode();
    this.command(':w');
    await waitFor(look, { what });
  }

  async normalMode(): Promise<void> {
    // Not twice: an Escape whose effect is not awaited makes an Alt key of what is typed next.
    if (/^ NOR /m.test(this.terminal.screen())) return;
    this.terminal.press('Escape');
    await this.terminal.see(/^ NOR /m);
  }

  async quit(): Promise<void> {
    await this.normalMode();
    this.command(':qa!');
    await this.terminal.ended();
  }
}
