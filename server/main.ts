#!/usr/bin/env node
// The program: arguments to a command; the only place that ends the process.
import manifest from '../package.json' with { type: 'json' };
import { createCompletions, createLoggers, createWorld } from './compose.ts';
import { startServer } from './lsp/server.ts';

const { version } = manifest;

if (process.argv.slice(2).includes('--stdio')) serve();
else await runCommand();

function serve(): void {
  const world = createWorld();
  const loggers = createLoggers(world);
  const { log } = startServer({
    input: process.stdin,
    output: process.stdout,
    clock: world.clock,
    settings: world.settings,
    version,
    createLogger: loggers,
    createSession: ({ client, log }) => {
      const completions = createCompletions(world, {
        log,
        say: (kind, type, message) => client.messageOnce(kind, type, message),
      });
      const closing = new AbortController();
      return {
        engine: completions.engine,
        opened: ({ snapshot }) => completions.opened(snapshot),
        changed: ({ snapshot, changes }) => completions.changed(snapshot, changes),
        closed: (uri) => completions.closed(uri),
        openFolders: async (folders) => {
          await completions.load(folders);
          void completions.learnWorkspace(folders, closing.signal).catch(() => {});
        },
        close: () => {
          closing.abort();
          completions.engine.reset();
          void completions.flush();
        },
      };
    },
    exit: (code) => process.exit(code),
  });
  process.on('SIGTERM', () => process.exit(0));
  process.on('SIGHUP', () => process.exit(0));
  process.on('SIGINT', () => process.exit(130));
  const survive = (error: unknown) =>
    log.error(`not handled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.on('unhandledRejection', survive);
  process.on('uncaughtException', survive);
}

async function runCommand(): Promise<void> {
  const { runCommandLine } = await import('./cli/run.ts');
  process.exitCode = await runCommandLine(process.argv.slice(2), createWorld(), version, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
  // Undici keeps idle connections, and p-debounce a timer: the command is done, so nothing is waited for.
  if (process.stdout.writableLength === 0) process.exit();
  process.stdout.once('drain', () => process.exit());
}
