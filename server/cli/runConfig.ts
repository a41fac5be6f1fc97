// Runs `codestral-lsp config`: prints the set-up of an editor.
import { fileURLToPath } from 'node:url';
import type { ConfigCommand } from './args.ts';
import { configText } from './config.ts';
import type { Output } from './output.ts';

/** The exit code: 0, or 2 for a language that is not known. */
export function runConfig({ editor, languages }: ConfigCommand, { out, err }: Output): number {
  // All chunks of the built program lie in `dist`, beside `clients`.
  const clients = fileURLToPath(new URL('../clients', import.meta.url));
  const config = configText({ editor, languages, clients });
  if ('problem' in config) {
    err(`codestral-lsp: ${config.problem}\n`);
    return 2;
  }
  out(config.text);
  return 0;
}
