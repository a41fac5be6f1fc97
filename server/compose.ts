// The composition root: the only place where the rooms are wired together.
import { relative } from 'node:path';
import { ContextGatherer, sourceNames } from './completion/context/gather.ts';
import { CompletionEngine, type CompletionOptions } from './completion/engine.ts';
import { createLogger, type Logger, type LogSink } from './log/logger.ts';
import { combineSinks, fileSink } from './log/sinks.ts';
import { ModelError } from './model/errors.ts';
import type { FimModel } from './model/fim.ts';
import { createFetch } from './providers/http.ts';
import { NgramModel } from './providers/ngram/ngram.ts';
import { createFimModels } from './providers/registry.ts';
import { KeyFinder } from './settings/apiKey.ts';
import { Exclusion } from './settings/exclusion.ts';
import type { Settings } from './settings/schema.ts';
import { SettingsStore } from './settings/store.ts';
import { baseName, type DocumentSnapshot, pathOfUri } from './text/document.ts';
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

/** How a session speaks to its user. */
export interface Voice {
  readonly log: (room: string) => Logger;
  /** Says something once per kind. */
  readonly say: (kind: string, type: 'warning' | 'info', message: string) => void;
}

/** One change of a document: its zero-based line, and what was replaced by what. */
export interface Edit {
  readonly line: number;
  readonly inserted: string;
  readonly removed: string;
}

/** The completion engine with all it needs, for the server and for `codestral-lsp complete`. */
export interface Completions {
  readonly engine: CompletionEngine;
  readonly exclusion: Exclusion;
  /** Who is asked, in this order. */
  models(): readonly FimModel[];
  /** An open document, told before the engine is asked about it. Costs nothing until then. */
  opened(snapshot: DocumentSnapshot): void;
  changed(snapshot: DocumentSnapshot, edits: readonly Edit[]): void;
  closed(uri: string): void;
  /** Reads the settings and ignore files of these folders. */
  load(folders: readonly string[]): Promise<void>;
  /** Learns the files of these folders; ends early when aborted. */
  learnWorkspace(folders: readonly string[], signal: AbortSignal): Promise<void>;
}

export function createCompletions(world: World, voice: Voice): Completions {
  const { clock, files, environment, settings } = world;
  const exclusion = new Exclusion(files, () => settings.current().completion.exclude);
  const embedded = new NgramModel({ clock, log: voice.log('ngram') });
  const keys = new KeyFinder(environment, files, clock);
  const fetch = createFetch();
  const log = voice.log('completion');
  let folders: readonly string[] = [];
  let serial = 0;

  const modelsOf = remembered((current: Settings): readonly FimModel[] => {
    try {
      const found = createFimModels(current, {
        environment,
        keys,
        clock,
        log: voice.log('providers'),
        fetch,
        embedded,
      });
      if (found.notice !== undefined) voice.say('choice', 'info', found.notice);
      return found.models;
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      voice.say('choice', 'warning', error.hint);
      return [embedded];
    }
  });

  const context = new ContextGatherer({
    files,
    clock,
    log: voice.log('context'),
    excluded: (path) => exclusion.excludes(path),
    folders: () => folders,
    pathOf: (uri) => pathFor(uri, folders),
    sources: () => sourceNames.filter((name) => settings.current().completion.context[name]),
  });
  const engine = new CompletionEngine({
    clock,
    log,
    options: () => optionsOf(settings.current(), exclusion),
    models: () => modelsOf(settings.current()),
    context,
    pathOf: (uri) => pathFor(uri, folders),
    failed: (model, error) => {
      log.warn(`${model} failed kind=${error.kind}: ${error.message}`);
      voice.say(error.kind, 'warning', error.hint);
    },
    outcome: (outcome) => log.debug(`outcome kind=${outcome.kind}`),
    newId: () =>
      `${environment.processId.toString(36)}-${(serial++).toString(36)}-${Math.random().toString(36).slice(2, 8)}`,
  });

  const learn = ({ uri, text }: DocumentSnapshot) => {
    if (!exclusion.excludes(uri)) embedded.learnDocument(uri, text);
  };

  return {
    engine,
    exclusion,
    models: () => modelsOf(settings.current()),
    opened: (snapshot) => {
      learn(snapshot);
      context.opened(snapshot);
    },
    changed: (snapshot, edits) => {
      learn(snapshot);
      context.changed(snapshot, edits);
    },
    closed: (uri) => {
      embedded.forgetDocument(uri);
      context.closed(uri);
    },
    load: async (next) => {
      folders = next;
      await Promise.all([settings.load(next), exclusion.load(next)]);
      keys.forget();
    },
    learnWorkspace: async (roots, signal) => {
      const { learnWorkspace } = await import('./providers/ngram/workspace.ts');
      await learnWorkspace(
        embedded,
        { files, clock, log: voice.log('ngram'), roots, excluded: (path) => exclusion.excludes(path) },
        signal,
      );
    },
  };
}

function optionsOf(settings: Settings, exclusion: Exclusion): CompletionOptions {
  const { enabled, trigger, debounceMs, maxTokens, contextTokens, multiline, deadlineMs } = settings.completion;
  const excluded = (uri: string) => exclusion.excludes(uri);
  return { enabled, trigger, excluded, debounceMs, maxTokens, contextTokens, multiline, deadlineMs };
}

/** What the model reads as a document's path: from the workspace's root, else its name. Never a folder of the user's machine. */
function pathFor(uri: string, folders: readonly string[]): string {
  const path = pathOfUri(uri);
  const folder = folders.find((candidate) => path.startsWith(`${candidate}/`));
  return folder === undefined ? baseName(path) : relative(folder, path).replaceAll('\\', '/');
}

/** Remembers the last result: settings snapshots are frozen and replaced as a whole. */
function remembered<A, R>(make: (value: A) => R): (value: A) => R {
  let last: { readonly value: A; readonly result: R } | undefined;
  return (value) => {
    if (last?.value !== value) last = { value, result: make(value) };
    return last.result;
  };
}
