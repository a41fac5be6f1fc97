// The clients as files: what Emacs' own checkers say about them, and what may stand in none of them.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { editor, elispFolders, installEditors, repository } from './support/editors.ts';
import { stageWithoutKey } from './support/testStage.ts';

beforeAll(installEditors);

describe('Emacs', () => {
  test('package-lint has nothing to complain about', () => {
    const stage = stageWithoutKey();
    const folder = join(repository, 'clients/emacs');
    const files = readdirSync(folder).filter((name) => name.endsWith('.el'));
    const folders = [...elispFolders(), folder].flatMap((path) => ['-L', path]);

    const said = spawnSync(
      editor('emacs'),
      [
        ...['-Q', '--batch', ...folders, '-l', 'package-lint'],
        ...[
          '--eval',
          '(setq package-lint-main-file "codestral-lsp.el")',
          '-f',
          'package-lint-batch-and-exit',
          ...files,
        ],
      ],
      { cwd: folder, env: stage.environment, encoding: 'utf8' },
    );

    expect({ output: said.stdout + said.stderr, status: said.status }).toEqual({ output: '', status: 0 });
  });

  test('every file compiles without a warning and has complete documentation strings', () => {
    const stage = stageWithoutKey();
    const folder = stage.sandbox.path('emacs');
    cpSync(join(repository, 'clients/emacs'), folder, { recursive: true });
    const files = readdirSync(folder).filter((name) => name.endsWith('.el'));
    const emacs = (...words: readonly string[]) =>
      execFileSync(editor('emacs'), ['-Q', '--batch', '-L', folder, ...words], {
        cwd: folder,
        env: stage.environment,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });

    emacs('--eval', '(setq byte-compile-error-on-warn t)', '-f', 'batch-byte-compile', ...files);
    const check = `(dolist (file command-line-args-left)
      (let ((checkdoc-diagnostic-buffer "*complaints*")) (checkdoc-file file)))`;
    const checked = emacs(
      '--eval',
      `(progn (require 'checkdoc) (advice-add 'warn :override (lambda (&rest words) (princ (apply #'format words)))) ${check} (kill-emacs 0))`,
      ...files,
    );

    expect(files).toContain('codestral-lsp.el');
    expect(checked).toBe('');
  });
});

test('no client knows a provider: what is asked of whom is for the server to say', () => {
  const clients = join(repository, 'clients');
  const files = readdirSync(clients, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));

  for (const name of files) {
    const text = readFileSync(join(clients, name), 'utf8');
    expect(text, name).not.toMatch(/mistral|openrouter|ollama|openai|llama|api.?key/i);
  }
  expect(files.length).toBeGreaterThan(15);
});
