#!/usr/bin/env node
// The program: arguments to a command; the only place that ends the process.
import manifest from '../package.json' with { type: 'json' };
import { createLoggers, createWorld } from './composeWorld.ts';
import { startServer } from './lsp/server.ts';

const { version } = manifest;
/** How long the end of the process may take. */
const longestFarewellMs = 500;

if (process.argv.slice(2).includes('--stdio')) serve();
else await runCommand();

function serve(): void {
  const world = createWorld();
  const loggers = createLoggers(world);
  let close = () => Promise.resolve();
  /** Ends the process as soon as the ledger is on disk, but soon: a client that goes waits for nobody. */
  const leave = (code: number) => {
    void Promise.race([close(), world.clock.sleep(longestFarewellMs)]).finally(() => process.exit(code));
  };
  const { log } = startServer({
    input: process.stdin,
    output: process.stdout,
    clock: world.clock,
    settings: world.settings,
    version,
    createLogger: loggers,
    createSession: async ({ client, log }) => {
      const { createCompletions } = await import('./compose.ts');
      const completions = createCompletions(world, {
        log,
        say: (kind, type, message) => client.messageOnce(kind, type, message),
        status: (state, todayUsd) => client.status(state, todayUsd),
      });
      const closing = new AbortController();
      close = async () => {
        closing.abort();
        completions.engine.reset();
        await completions.flush();
      };
      return {
        engine: completions.engine,
        opened: ({ snapshot }) => completions.opened(snapshot),
        changed: ({ snapshot, changes }) => completions.changed(snapshot, changes),
        closed: (uri) => completions.closed(uri),
        openFolders: async (folders) => {
          await completions.load(folders);
          void completions.learnWorkspace(folders, closing.signal).catch(() => {});
        },
        assistance: async () => (await import('./composeAssist.ts')).createAssistance(world, completions),
        forgetHabits: () => completions.forgetHabits(),
        close,
      };
    },
    exit: leave,
  });
  process.on('SIGTERM', () => leave(0));
  process.on('SIGHUP', () => leave(0));
  process.on('SIGINT', () => leave(130));
  const survive = (error: unknown) =>
    log.error(`not handled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.on('unhandledRejection', survive);
  process.on('uncaughtException', survive);
}

async function runCommand(): Promise<void> {
  const { runCommandLine } = await import('./cli/run.ts');
  const world = createWorld();
  const interrupted = new AbortController();
  process.once('SIGINT', () => {
    interrupted.abort();
    void world.clock.sleep(longestFarewellMs).finally(() => process.exit(130));
  });
  const { stdin, stdout, stderr } = process;
  const output = {
    out: (text: string) => stdout.write(text),
    err: (text: string) => stderr.write(text),
    ...(stderr.isTTY ? { status: (text: string) => stderr.write(`\r\u001b[K${text}`) } : {}),
  };
  const input = {
    text: async () => (stdin.isTTY ? undefined : Buffer.concat(await stdin.toArray()).toString()),
    interrupted: interrupted.signal,
  };
  process.exitCode = await runCommandLine(process.argv.slice(2), world, version, output, input);
  // Undici keeps idle connections, and p-debounce a timer: the command is done, so nothing is waited for.
  if (stdout.writableLength === 0) process.exit();
  stdout.once('drain', () => process.exit());
}
