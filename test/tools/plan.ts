// The plan of the house as data: which room may know which, and through which doors. To add a dependency, edit this table.

/** Files directly in server/, above all rooms. */
export const roof = ['main.ts', 'compose.ts', 'composeModels.ts', 'composeAssist.ts', 'composeWorld.ts'] as const;

const ground = ['text', 'async', 'world', 'log'];
const craft = ['fim', 'chat', 'edits', 'model'];

/** Which other rooms a room may import, types included. The roof and `cli` may import everything. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  text: [],
  async: [],
  // The clock rejects with the abort error.
  world: ['async'],
  log: ['text', 'async', 'world'],
  model: ['text'],
  fim: ['model', 'text', 'async'],
  chat: ['model', 'text', 'async'],
  edits: ['model', 'text', 'async'],
  usage: ['fim', 'chat', 'model', ...ground],
  limits: ['usage', 'fim', 'chat', 'model', ...ground],
  settings: ['fim', 'chat', 'model', ...ground],
  providers: ['settings', 'fim', 'chat', 'model', ...ground],
  completion: [...craft, ...ground],
  assist: [...craft, ...ground],
  lsp: ['completion', 'assist', 'settings', 'usage', ...craft, ...ground],
  cli: [
    'compose.ts',
    'composeModels.ts',
    'composeAssist.ts',
    'composeWorld.ts',
    'lsp',
    'completion',
    'assist',
    'settings',
    'usage',
    'limits',
    'providers',
    ...craft,
    ...ground,
  ],
};

/** Same input, same output: no clock, no log, no chance. */
export const pureRooms: readonly string[] = ['text', 'async', 'model', 'fim', 'chat', 'edits'];

/** Rooms whose files are all open to others. */
export const libraries: readonly string[] = ['text', 'async', 'world', 'model'];

/** The only files of the other rooms that another room may import. */
export const doors: readonly string[] = [
  'log/logger.ts',
  'log/redact.ts',
  'log/sinks.ts',
  'fim/request.ts',
  'fim/gate.ts',
  'fim/snippets.ts',
  'fim/budget.ts',
  'fim/prompt.ts',
  'fim/hole.ts',
  'fim/resolve.ts',
  'fim/formats.ts',
  'chat/prompts.ts',
  'chat/history.ts',
  'chat/transcript.ts',
  'chat/fences.ts',
  'chat/tools.ts',
  'edits/session.ts',
  'edits/apply.ts',
  'edits/locate.ts',
  'settings/schema.ts',
  'settings/jsonSchema.ts',
  'settings/read.ts',
  'settings/load.ts',
  'settings/store.ts',
  'settings/apiKey.ts',
  'settings/exclusion.ts',
  'providers/registry.ts',
  'providers/http.ts',
  'providers/models.ts',
  'providers/mistralHosts.ts',
  'providers/ngram/ngram.ts',
  'providers/ngram/workspace.ts',
  'providers/ngram/ignoreRules.ts',
  'limits/accounts.ts',
  'limits/wrap.ts',
  'usage/estimate.ts',
  'usage/ledger.ts',
  'usage/lineWriter.ts',
  'usage/pricing.ts',
  'usage/report.ts',
  'usage/reportText.ts',
  'usage/days.ts',
  'completion/engine.ts',
  'completion/triggerMemory.ts',
  'completion/context/gather.ts',
  'assist/host.ts',
  'assist/actions.ts',
  'assist/editTask.ts',
  'assist/chatTask.ts',
  'assist/assistance.ts',
  'assist/workspace.ts',
  'assist/ownDocuments.ts',
  'assist/place.ts',
  'lsp/server.ts',
  'cli/run.ts',
];

/** Which rooms may import a package or a module of Node; what is not listed is free. A trailing * stands for any ending. */
export const restricted: Readonly<Record<string, readonly string[]>> = {
  'vscode-*': ['lsp'],
  '@mistralai/*': ['providers'],
  undici: ['providers'],
  'eventsource-parser*': ['providers'],
  valibot: ['settings'],
  '@valibot/*': ['settings'],
  'node:fs*': ['world'],
  'node:child_process': ['world'],
  'node:os': ['world'],
  'node:process': ['world'],
  'node:timers*': ['world'],
  'node:perf_hooks': ['world'],
  'node:worker_threads': ['world'],
  'node:http*': ['providers'],
  'node:net': ['providers'],
  'node:tls': ['providers'],
  'node:dns*': ['providers'],
};

/** What must not be loaded before the first request: reached from main.ts by dynamic import only. */
export const loadedLate: readonly string[] = [
  '@mistralai/*',
  'undici',
  '@valibot/*',
  'cli/*',
  'compose.ts',
  'composeAssist.ts',
  'assist/*',
  'lsp/desk.ts',
  'providers/ngram/workspace.ts',
];
