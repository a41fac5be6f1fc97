// Where log lines go: a file, stderr, or whatever function the protocol gives.
import type { Clock } from '../world/clock.ts';
import type { Files } from '../world/files.ts';
import { type LogLevel, type LogSink, logLevels } from './logger.ts';

/** Appends lines to the file that `path()` names at that moment; nothing while it names none. Writing never delays the caller. */
export function fileSink(files: Files, clock: Clock, path: () => string | null): LogSink {
  let last: Promise<void> = Promise.resolve();
  return (level, line) => {
    const file = path();
    if (file === null) return;
    const text = `${new Date(clock.now()).toISOString()} ${level} ${line}\n`;
    last = last.then(() => files.append(file, text)).catch(() => {});
  };
}

/** Gives each line to all of `sinks`, but to none of them a line below its own level. */
export function combineSinks(...sinks: readonly LogSink[]): LogSink {
  return (level, line) => {
    for (const sink of sinks) sink(level, line);
  };
}

/** Lets through only what is at least as important as `least`. */
export function atLeast(least: LogLevel, sink: LogSink): LogSink {
  return (level, line) => {
    if (logLevels.indexOf(level) <= logLevels.indexOf(least)) sink(level, line);
  };
}
