// The composition root: the only place where the rooms are wired together.
import { join, relative } from 'node:path';
import { isTranscript } from './chat/transcript.ts';
import { ContextGatherer, sourceNames } from './completion/context/gather.ts';
import { CompletionEngine, type CompletionOptions } from './completion/engine.ts';
import { TriggerMemory } from './completion/triggerMemory.ts';
import { createModels } from './composeModels.ts';
import type { World } from './composeWorld.ts';
import { type NoneReason, reasonOf } from './fim/request.ts';
import type { Logger } from './log/logger.ts';
import type { ChatModel } from './model/chat.ts';
import type { FimModel } from './model/fim.ts';
import { NgramModel } from './providers/ngram/ngram.ts';
import { Exclusion } from './settings/exclusion.ts';
import type { Settings } from './settings/schema.ts';
import { baseName, type DocumentSnapshot, pathOfUri } from './text/document.ts';
import type { Ledger } from './usage/ledger.ts';

/** How a session speaks to its user. */
export interface Voice {
  readonly log: (room: string) => Logger;
  /** Says something once per kind. */
  readonly say: (kind: string, type: 'warning' | 'info', message: string) => void;
  /** Tells how the model answers now, and what today has cost in US dollars; for a status line. */
  readonly status?: (state: 'idle' | NoneReason, todayUsd: number) => void;
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
  /** The model that edits and chats: `provider/model`, or the one of the settings. Throws `ModelError`. */
  chatModel(id: string | undefined): ChatModel;
  /** Hears in a sentence why a chat waits, about once a second. Returns what ends that. */
  onChatWait(hear: (reason: string) => void): () => void;
  readonly ledger: Ledger;
  /** The workspace folders. */
  folders(): readonly string[];
  /** What was learned about when to ask is forgotten, on disk too. */
  forgetHabits(): Promise<void>;
  /** Resolves when what is known of limits, costs and habits is on disk. */
  flush(): Promise<void>;
  /** Learns the files of these folders; ends early when aborted. */
  learnWorkspace(folders: readonly string[], signal: AbortSignal): Promise<void>;
}

export function createCompletions(world: World, voice: Voice): Completions {
  const { clock, files, environment, settings } = world;
  const exclusion = new Exclusion(files, () => settings.current().completion.exclude);
  const embedded = new NgramModel({ clock, log: voice.log('ngram') });
  const log = voice.log('completion');
  const habits = new TriggerMemory(files, join(environment.directories.state, 'trigger.json'));
  const open = new Set<string>();
  /** Open chats: a conversation is neither completed nor learned from. */
  const chats = new Set<string>();
  const withheld = (uriOrPath: string) => chats.has(uriOrPath) || exclusion.excludes(uriOrPath);
  let folders: readonly string[] = [];
  let serial = 0;
  let loads = 0;
  /** Before the ignore files are read nobody knows which files may be read and sent, so related code is not collected yet. */
  let ready = false;

  /** Kept as long as the settings: a model remembers which host takes the key. */
  let chatModels = { settings: settings.current(), byId: new Map<string | undefined, ChatModel>() };
  const waiting = new Set<(reason: string) => void>();
  const onChatWait = (_ms: number, reason: string) => {
    for (const hear of waiting) hear(reason);
  };
  const models = createModels({ world, log: voice.log, say: voice.say, embedded, onChatWait });
  settings.onChange(() => models.reset());
  const context = new ContextGatherer({
    files,
    clock,
    log: voice.log('context'),
    excluded: withheld,
    folders: () => folders,
    pathOf: (uri) => pathFor(uri, folders),
    sources: () => sourceNames.filter((name) => settings.current().completion.context[name]),
  });
  const engine = new CompletionEngine({
    clock,
    log,
    options: () => optionsOf(settings.current(), withheld),
    models: () => models.fim(settings.current()).models,
    readyInMs: (tokens) => models.fim(settings.current()).readyInMs(tokens),
    spacingMs: () => models.fim(settings.current()).spacingMs(),
    habits,
    context: {
      collect: async (place) => {
        if (ready) await context.collect(place);
      },
      first: (place, signal) => context.first(place, signal),
      take: (uri, window, budget) => context.take(uri, window, budget),
      deleted: (uri) => context.deleted(uri),
    },
    pathOf: (uri) => pathFor(uri, folders),
    failed: (model, error) => {
      log.warn(`${model} failed kind=${error.kind}: ${error.message}`);
      voice.say(error.kind, 'warning', error.hint);
      voice.status?.(reasonOf(error.kind), models.ledger.todayUsd());
    },
    noted: (call, fact, model) => {
      models.ledger.note(call, fact.kind === 'shown' ? 'shown' : `dropped:${fact.reason}`);
      // An answer of the stand-in says nothing about the model it stands in for.
      if (models.fim(settings.current()).models[0]?.id === model) voice.status?.('idle', models.ledger.todayUsd());
    },
    outcome: (outcome, call) => {
      log.debug(`outcome kind=${outcome.kind}`);
      if (call !== undefined && outcome.kind !== 'typed-past') models.ledger.note(call, outcome.kind);
    },
    newId: () =>
      `${environment.processId.toString(36)}-${(serial++).toString(36)}-${Math.random().toString(36).slice(2, 8)}`,
  });

  const look = (snapshot: DocumentSnapshot) => {
    if (!isTranscript(snapshot)) chats.delete(snapshot.uri);
    else if (!chats.has(snapshot.uri)) {
      chats.add(snapshot.uri);
      embedded.forgetDocument(snapshot.uri);
    }
  };
  const learn = ({ uri, text }: DocumentSnapshot) => {
    if (!withheld(uri)) embedded.learnDocument(uri, text);
  };

  return {
    engine,
    exclusion,
    models: () => models.fim(settings.current()).models,
    opened: (snapshot) => {
      open.add(snapshot.uri);
      look(snapshot);
      learn(snapshot);
      context.opened(snapshot);
      void models.preload(settings.current());
    },
    changed: (snapshot, edits) => {
      look(snapshot);
      learn(snapshot);
      context.changed(snapshot, edits);
    },
    closed: (uri) => {
      open.delete(uri);
      chats.delete(uri);
      embedded.forgetDocument(uri);
      context.closed(uri);
    },
    load: async (next) => {
      ready = false;
      loads += 1;
      const load = loads;
      await Promise.all([settings.load(next), exclusion.load(next), habits.load()]);
      // Of overlapping loads the last one counts.
      if (load !== loads) return;
      folders = next;
      ready = true;
      for (const uri of open) if (exclusion.excludes(uri)) embedded.forgetDocument(uri);
      models.reset();
    },
    chatModel: (id) => {
      const current = settings.current();
      if (chatModels.settings !== current) chatModels = { settings: current, byId: new Map() };
      const model = chatModels.byId.get(id) ?? models.chat(id ?? current.chat.model, current);
      chatModels.byId.set(id, model);
      return model;
    },
    onChatWait: (hear) => {
      waiting.add(hear);
      return () => waiting.delete(hear);
    },
    ledger: models.ledger,
    folders: () => folders,
    flush: async () => {
      await Promise.all([models.flush(), habits.save()]);
    },
    forgetHabits: () => habits.forget(),
    learnWorkspace: async (roots, signal) => {
      const { learnWorkspace } = await import('./providers/ngram/workspace.ts');
      await learnWorkspace(
        embedded,
        {
          files,
          clock,
          log: voice.log('ngram'),
          roots,
          excluded: (path) => exclusion.excludes(path),
          near: [...open].map(pathOfUri),
          restMs: models.fim(settings.current()).models[0]?.remote === true ? restMs : 0,
        },
        signal,
      );
    },
  };
}

/** Three quarters of the time are left to a remote model's first answers. */
const restMs = 12;

function optionsOf(settings: Settings, excluded: (uri: string) => boolean): CompletionOptions {
  const { enabled, trigger, debounceMs, maxTokens, contextTokens, multiline, deadlineMs, patienceMs } =
    settings.completion;
  return { enabled, trigger, excluded, debounceMs, maxTokens, contextTokens, multiline, deadlineMs, patienceMs };
}

/** What the model reads as a document's path: from the workspace's root, else its name. Never a folder of the user's machine. */
function pathFor(uri: string, folders: readonly string[]): string {
  const path = pathOfUri(uri);
  const folder = folders.find((candidate) => path.startsWith(`${candidate}/`));
  return folder === undefined ? baseName(path) : relative(folder, path).replaceAll('\\', '/');
}
