// The part of the composition root that everything stands on; light, because the server starts with it.
import { createLogger, type Logger, type LogSink } from './log/logger.ts';
import { combineSinks, fileSink } from './log/sinks.ts';
import { SettingsStore } from './settings/store.ts';
import { type Clock, systemClock } from './world/clock.ts';
import { type Environment, systemEnvironment } from './world/environment.ts';
import { type Files, systemFiles } from './world/files.ts';

/** What everything below stands on. */
export interface World {
  readonly clock: Clock;
  readonly files: Files;
  readonly environment: Environment;
  readonly settings: SettingsStore;
}

export function createWorld(): World {
  const environment = systemEnvironment();
  return { clock: systemClock, files: systemFiles, environment, settings: new SettingsStore(systemFiles, environment) };
}

/** Loggers that write to `sink`, and to the file that `log.file` names. */
export function createLoggers(world: World): (room: string, sink: LogSink) => Logger {
  const file = fileSink(world.files, world.clock, () => world.settings.current().log.file);
  return (room, sink) => createLogger(room, () => world.settings.current().log.level, combineSinks(sink, file));
}
