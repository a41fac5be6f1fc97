// One line per decision: `room: fact key=value`. Prompts, buffer text and keys never come here (see redact.ts).
import { redact } from './redact.ts';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** From the most to the least important. */
export const logLevels: readonly LogLevel[] = ['error', 'warn', 'info', 'debug', 'trace'];

export interface Logger {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
  trace(message: string): void;
}

/** Receives finished lines. */
export type LogSink = (level: LogLevel, line: string) => void;

/** A logger whose lines begin with `room` and are written when their level is at least `level()`. */
export function createLogger(room: string, level: () => LogLevel, sink: LogSink): Logger {
  const at = (own: LogLevel) => (message: string) => {
    if (logLevels.indexOf(own) > logLevels.indexOf(level())) return;
    sink(own, `${room}: ${redact(message)}`);
  };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug'), trace: at('trace') };
}

/** A logger that writes nothing. */
export const silentLogger: Logger = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
