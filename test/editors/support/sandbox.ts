// A project and a home folder for one test: nothing of the user's own configuration is read, and all of it is removed.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { repository } from './editors.ts';
import { Recording } from './recording.ts';

export class Sandbox {
  /** Short, because the sockets in it may have at most about 100 bytes. */
  readonly folder = mkdtempSync(join(tmpdir(), 'cl-'));
  /** A git repository, because that is what the editors take for a project. */
  readonly project = join(this.folder, 'project');
  readonly home = join(this.folder, 'home');

  constructor() {
    for (const folder of [this.project, this.home, this.path('bin')]) mkdirSync(folder);
    execFileSync('git', ['init', '-q', this.project], { stdio: 'ignore' });
  }

  /** The environment of the editor: our `codestral-lsp` is found on its PATH like one installed by npm. */
  environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    const path = [this.path('bin'), dirname(process.execPath), process.env.PATH ?? ''].join(':');
    const { home } = this;
    return {
      PATH: path,
      HOME: home,
      LANG: 'C.UTF-8',
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_DATA_HOME: join(home, '.local/share'),
      XDG_STATE_HOME: join(home, '.local/state'),
      XDG_CACHE_HOME: join(home, '.cache'),
      XDG_RUNTIME_DIR: this.folder,
      ...more,
    };
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** The absolute path of a file of the project. */
  file(name: string): string {
    return join(this.project, name);
  }

  read(name: string): string {
    return readFileSync(this.file(name), 'utf8');
  }

  write(name: string, text: string): string {
    return put(this.file(name), text);
  }

  /** Copies a file of this repository into the project, under the same name. */
  copy(name: string): string {
    mkdirSync(dirname(this.file(name)), { recursive: true });
    cpSync(join(repository, name), this.file(name));
    return this.file(name);
  }

  /** Runs git in the project. */
  git(...words: readonly string[]): void {
    execFileSync('git', ['-C', this.project, ...words], { stdio: 'ignore' });
  }

  writeHome(name: string, text: string): string {
    return put(join(this.home, name), text);
  }

  /** Puts `codestral-lsp` (the built server) on the editor's PATH and records what it and the editor say to each other. */
  installServer(): Recording {
    return this.install('codestral-lsp', join(repository, 'dist/main.js'));
  }

  /** Puts a small server that stands for a language's own one on the PATH, recorded too; see regularServer.ts. */
  installRegularServer(): Recording {
    return this.install('regular-server', this.bundle('regularServer'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private install(name: string, script: string): Recording {
    const log = this.path(`${name}.log`);
    const words = [process.execPath, this.bundle('recorder'), log, process.execPath, script];
    const program = put(this.path(`bin/${name}`), `#!/bin/sh\nexec ${words.map(quote).join(' ')} "$@"\n`);
    chmodSync(program, 0o755);
    return new Recording(name, log);
  }

  private bundle(name: 'recorder' | 'regularServer'): string {
    const outfile = this.path(`${name}.mjs`);
    const entry = join(repository, `test/editors/support/${name}.ts`);
    buildSync({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20' });
    return outfile;
  }
}

function put(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
