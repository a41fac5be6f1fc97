// The connection of one editor: lifecycle, and which file answers which method.
import {
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  type Connection,
  createConnection,
  ErrorCodes,
  ExecuteCommandRequest,
  type InitializeParams,
  type InitializeResult,
  InlineCompletionRequest,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { untilAborted } from '../async/abort.ts';
import type { CompletionEngine } from '../completion/engine.ts';
import type { Logger, LogLevel, LogSink } from '../log/logger.ts';
import type { SettingsStore } from '../settings/store.ts';
import { pathOfUri } from '../text/document.ts';
import type { Clock } from '../world/clock.ts';
import { capabilitiesFor } from './capabilities.ts';
import { EditorClient } from './client.ts';
import { clientOf } from './clientProfile.ts';
import { completionHandler } from './completion.ts';
import { ClientSettings } from './configuration.ts';
import type { AssistDesk } from './desk.ts';
import { type DocumentEvent, Documents } from './documents.ts';
import { executeCommandHandler } from './executeCommand.ts';
import { createGuard } from './guard.ts';
import { inlineCompletionHandler } from './inlineCompletion.ts';
import { LateSession } from './lateSession.ts';
import { alreadyInitialized, cancelledBeforeDispatch, refusal, type State } from './lifecycle.ts';
import { ProgressDesk } from './progress.ts';
import type { Session, SessionHost } from './session.ts';

export interface ServerParts {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly clock: Clock;
  readonly settings: SettingsStore;
  readonly version: string;
  readonly createLogger: (room: string, sink: LogSink) => Logger;
  /** Called after initialize was answered: loading the engines takes longer than a client should wait for that. */
  readonly createSession: (host: SessionHost) => Promise<Session>;
  /** Called when the client has gone: 0 after an orderly shutdown, 1 otherwise. */
  readonly exit: (code: 0 | 1) => void;
}

/** Serves one editor until it goes. */
export function startServer(parts: ServerParts): { readonly log: Logger } {
  const reader = new StreamMessageReader(parts.input);
  const writer = new StreamMessageWriter(parts.output);
  const connection: Connection = createConnection(reader, writer, {
    connectionStrategy: { cancelUndispatched: cancelledBeforeDispatch },
  });
  const editor = new EditorClient(connection);
  const sink = (level: LogLevel, line: string) => editor.log(level, line);
  const log = parts.createLogger('lsp', sink);
  let state: State = 'new';

  const leave = () => parts.exit(state === 'shut down' ? 0 : 1);
  reader.onClose(leave);
  writer.onError(leave);

  const guard = createGuard(
    log,
    () => refusal(state),
    () => {},
  );
  connection.onInitialize((params) => {
    if (state !== 'new') return alreadyInitialized();
    state = 'running';
    return initialize(params);
  });
  connection.onShutdown(() => {
    state = 'shut down';
  });
  connection.onRequest(
    (method) =>
      refusal(state) ?? new ResponseError(ErrorCodes.MethodNotFound, `codestral-lsp does not serve ${method}`),
  );
  connection.listen();
  return { log };

  function initialize(params: InitializeParams): InitializeResult {
    const client = clientOf(params);
    editor.introduce(client.profile);
    const documents = new Documents(parts.clock);
    const session = new LateSession(() =>
      parts.createSession({ client: editor, log: (room) => parts.createLogger(room, sink) }),
    );
    const settings = new ClientSettings(parts.settings, connection);
    settings.initialize(params.initializationOptions);
    let folders = foldersOf(params);
    let ready: Promise<void> | undefined;
    const openFolders = async () => {
      await (await session.load()).openFolders(folders).catch(failed('reading the settings files'));
    };

    parts.settings.onChange(() => {
      editor.forget();
      session.use(({ engine }) => engine.reset());
    });
    documents.listen({
      opened: (event) => session.use((loaded) => loaded.opened(event)),
      changed: (event) =>
        session.use((loaded) => {
          loaded.changed(event);
          loaded.engine.changed(describeChange(event));
        }),
      closed: (uri) =>
        session.use((loaded) => {
          loaded.closed(uri);
          loaded.engine.closed(uri);
        }),
    });

    connection.onDidOpenTextDocument((event) => documents.open(event));
    connection.onDidChangeTextDocument((event) => documents.change(event));
    connection.onDidCloseTextDocument((event) => documents.close(event));
    connection.onDidChangeConfiguration((event) => settings.push(event, client).then(reportIssues, failed('settings')));
    connection.onShutdown(async () => {
      state = 'shut down';
      progress.cancelAll();
      await session.close();
    });
    connection.onInitialized(() => {
      if (client.workspaceFolders) {
        connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
          const gone = new Set(removed.map(({ uri }) => pathOfUri(uri)));
          folders = [...folders.filter((folder) => !gone.has(folder)), ...added.map(({ uri }) => pathOfUri(uri))];
          ready = openFolders();
        });
      }
      void settings.pull(client).then(reportIssues, failed('workspace/configuration'));
    });

    const progress = new ProgressDesk(connection, parts.clock, client.workDoneProgress);
    let loadingDesk: Promise<AssistDesk> | undefined;
    const desk = () => {
      loadingDesk ??= openDesk();
      return loadingDesk;
    };
    const forget = async () => {
      await (await session.load()).forgetHabits();
      editor.message('info', 'Forgotten what was learned about when to offer completions.');
    };
    const complete = completionHandler(documents, client, parts.clock);
    const completeInline = inlineCompletionHandler(documents, parts.clock);
    connection.onRequest(
      CompletionRequest.type,
      guard(CompletionRequest.method, { isIncomplete: true, items: [] }, whenReady(complete)),
    );
    connection.onRequest(
      InlineCompletionRequest.type,
      guard(InlineCompletionRequest.method, { items: [] }, whenReady(completeInline)),
    );
    connection.onRequest(
      ExecuteCommandRequest.type,
      guard(ExecuteCommandRequest.method, null, whenReady(executeCommandHandler({ progress, desk, forget }))),
    );
    connection.onRequest(
      CodeActionRequest.type,
      guard(
        CodeActionRequest.method,
        [],
        whenReady(async (_engine, request) => (await desk()).codeActions(request)),
      ),
    );
    connection.onRequest(
      CodeLensRequest.type,
      guard(CodeLensRequest.method, [], async ({ textDocument: { uri } }) => {
        const snapshot = documents.get(uri);
        return snapshot === undefined ? [] : (await import('./codeLens.ts')).codeLenses(snapshot);
      }),
    );

    log.info(
      `started version=${parts.version} client=${client.name} inline=${client.inline} folders=${folders.length}`,
    );
    return { capabilities: capabilitiesFor(client), serverInfo: { name: 'codestral-lsp', version: parts.version } };

    /** Nothing is sent anywhere before the settings and ignore files say that it may be. */
    function whenReady<P, R>(handler: (engine: CompletionEngine, params: P, signal: AbortSignal) => Promise<R> | R) {
      return async (request: P, signal: AbortSignal): Promise<R> => {
        ready ??= openFolders();
        await untilAborted(ready, signal);
        const { engine } = await session.load();
        return handler(engine, request, signal);
      };
    }

    async function openDesk(): Promise<AssistDesk> {
      const [{ AssistDesk }, assistance] = await Promise.all([
        import('./desk.ts'),
        session.load().then((loaded) => loaded.assistance()),
      ]);
      const { clock } = parts;
      return new AssistDesk({
        editor,
        client,
        documents,
        progress,
        assistance,
        clock,
        log: parts.createLogger('assist', sink),
      });
    }

    async function reportIssues(): Promise<void> {
      ready ??= openFolders();
      await ready;
      const issues = parts.settings.issues();
      if (issues.length > 0) editor.messageOnce('settings', 'warning', issues.map(({ message }) => message).join('\n'));
    }
  }

  function failed(what: string): (error: unknown) => void {
    return (error) => log.warn(`${what} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Where the cursor stands after a change: behind the last text that was put in. */
function describeChange({ snapshot, changes }: DocumentEvent): Parameters<CompletionEngine['changed']>[0] {
  const last = changes.at(-1) ?? { offset: 0, inserted: '', removed: '' };
  return {
    uri: snapshot.uri,
    text: snapshot.text,
    languageId: snapshot.languageId,
    offset: last.offset + last.inserted.length,
    inserted: last.inserted,
    removed: last.removed,
  };
}

function foldersOf(params: InitializeParams): readonly string[] {
  const folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
  return folders.filter((uri) => uri.startsWith('file:')).map((uri) => pathOfUri(uri).replace(/\/+$/, ''));
}
