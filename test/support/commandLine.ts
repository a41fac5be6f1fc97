// The command line as a user runs it: the built program in an empty home, with a workspace of its own.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { serverPath } from './rpcProcess.ts';

export interface CommandResult {
  readonly out: string;
  readonly err: string;
  /** Exit code, or the name of the signal. */
  readonly code: number | string | null;
}

export interface CommandLineOptions {
  /** Files of the workspace. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** The user's settings file, as text or as a value to be written as JSON. */
  readonly settings?: unknown;
  readonly env?: NodeJS.ProcessEnv;
}

/** A place to run commands in; everything is removed when the test ends. */
export class CommandLine {
  readonly folder: string;
  readonly home: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(options: CommandLineOptions = {}) {
    this.home = mkdtempSync(join(tmpdir(), 'codestral-lsp-cli-'));
    this.folder = join(this.home, 'workspace');
    mkdirSync(this.folder);
    onTestFinished(() => rmSync(this.home, { recursive: true, force: true, maxRetries: 3 }));
    // The nearest folder with a project file is the workspace.
    const files = { 'package.json': '{}', ...options.files };
    for (const [name, content] of Object.entries(files)) write(join(this.folder, name), content);
    const { settings } = options;
    if (settings !== undefined) {
      const text = typeof settings === 'string' ? settings : JSON.stringify(settings);
      write(join(this.home, 'config', 'codestral-lsp', 'settings.json'), text);
    }
    this.#env = {
      PATH: process.env.PATH,
      HOME: this.home,
      XDG_CONFIG_HOME: join(this.home, 'config'),
      XDG_STATE_HOME: join(this.home, 'state'),
      ...options.env,
    };
  }

  /** Runs `codestral-lsp` with these arguments in the workspace. */
  run(...args: readonly string[]): Promise<CommandResult> {
    return this.start(args).result;
  }

  /** The same for a command that is given something on standard input, or is stopped on its way. */
  start(
    args: readonly string[],
    piped = '',
  ): { readonly result: Promise<CommandResult>; readonly signal: (name: NodeJS.Signals) => void } {
    const child = spawn(process.execPath, [serverPath, ...args], { env: this.#env, cwd: this.folder });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.stdin.end(piped);
    const result = new Promise<CommandResult>((done, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => done({ out, err, code: code ?? signal }));
    });
    return { result, signal: (name) => child.kill(name) };
  }
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
