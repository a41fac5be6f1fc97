// What the operating system tells us: variables, folders, platform, other programs.
import { execFile } from 'node:child_process';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';

export interface Environment {
  /** Value of an environment variable; `undefined` when unset or empty. */
  variable(name: string): string | undefined;
  /** Runs a program without a shell and gives what it wrote to stdout. Rejects with a sentence that names the program. */
  run(command: readonly string[], options: RunOptions, signal?: AbortSignal): Promise<string>;
  readonly directories: Directories;
  readonly platform: NodeJS.Platform;
  /** Version of Node, such as `20.19.0`. */
  readonly nodeVersion: string;
  readonly processId: number;
}

export interface RunOptions {
  readonly timeoutMs: number;
  readonly cwd?: string;
}

/** Where the platform wants a program's files. */
export interface Directories {
  readonly home: string;
  /** Settings of the user: `$XDG_CONFIG_HOME/codestral-lsp`, `%APPDATA%\codestral-lsp`, or the macOS folder. */
  readonly config: string;
  /** Ledger, logs, limits shared between processes. */
  readonly state: string;
}

/** The environment of this process. */
export function systemEnvironment(): Environment {
  return {
    variable: (name) => process.env[name] || undefined,
    run: runProgram,
    directories: directoriesOf((name) => process.env[name] || undefined, platform(), homedir()),
    platform: platform(),
    nodeVersion: process.versions.node,
    processId: process.pid,
  };
}

/** The folders for a platform; exported for its tests. */
export function directoriesOf(
  variable: (name: string) => string | undefined,
  system: NodeJS.Platform,
  home: string,
): Directories {
  const name = 'codestral-lsp';
  const xdgConfig = variable('XDG_CONFIG_HOME');
  const xdgState = variable('XDG_STATE_HOME');
  if (system === 'win32') {
    const local = variable('LOCALAPPDATA') ?? join(home, 'AppData', 'Local');
    const roaming = variable('APPDATA') ?? join(home, 'AppData', 'Roaming');
    return { home, config: join(xdgConfig ?? roaming, name), state: join(xdgState ?? local, name) };
  }
  if (system === 'darwin') {
    const support = join(home, 'Library', 'Application Support');
    return { home, config: join(xdgConfig ?? support, name), state: join(xdgState ?? support, name) };
  }
  return {
    home,
    config: join(xdgConfig ?? join(home, '.config'), name),
    state: join(xdgState ?? join(home, '.local', 'state'), name),
  };
}

function runProgram(command: readonly string[], options: RunOptions, signal?: AbortSignal): Promise<string> {
  const [program, ...args] = command;
  if (program === undefined) return Promise.reject(new Error('the command is empty'));
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { timeout: options.timeoutMs, maxBuffer: 4 * 1024 * 1024, windowsHide: true, cwd: options.cwd, signal },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(explainFailure(program, options.timeoutMs, error, stderr)));
      },
    );
    child.stdin?.end();
  });
}

function explainFailure(
  program: string,
  timeoutMs: number,
  error: Error & { code?: unknown; killed?: boolean },
  stderr: string,
): string {
  if (error.code === 'ENOENT') return `the program ${program} was not found`;
  if (error.killed === true) return `${program} gave no answer within ${timeoutMs / 1000} s`;
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return `${program} failed (exit ${String(error.code)})${said === '' ? '' : `: ${said}`}`;
}
