// One row per client: what it does differently, as tested in the real editors (facts/editors.md sections 0 and 2).
import type { InitializeParams } from 'vscode-languageserver/node';

export interface ClientProfile {
  /** How several lines go into a menu item: `snippet` with relative indentation where plain text is cut to its first line. */
  readonly multiline: 'plain' | 'snippet';
  /** False where the menu waits for its slowest server, so that items beside ghost text would hold it up. */
  readonly menuBesideInline: boolean;
  /** True where a menu item's range may reach past the cursor and its tail is deleted. */
  readonly rangePastCursor: boolean;
  /** True where `takeFocus: false` takes the focus, and leaving it out does not. */
  readonly focusLeftOut: boolean;
  /** True where a new document's text must not end in a line break, because its buffer adds the last one when it is saved. */
  readonly addsLastLineBreak: boolean;
  /**
   * What the editor sends as the range when nothing is selected: the empty one at the cursor, or the word there. Eglot sends the symbol
   * at point. In Helix there is always a selection, and a motion by words leaves one word selected.
   */
  readonly rangeOfCursor: 'empty' | 'word';
  /** True where the editor takes no keys for a second after it has shown an error; a warning does not stop it. */
  readonly stopsForErrors: boolean;
  /** True where messages are shown with the server's name before them; naming it again makes them longer than a line. */
  readonly namesServer: boolean;
}

const standard: ClientProfile = {
  multiline: 'plain',
  menuBesideInline: true,
  rangePastCursor: false,
  focusLeftOut: false,
  addsLastLineBreak: false,
  rangeOfCursor: 'word',
  stopsForErrors: false,
  namesServer: false,
};

/** By `clientInfo.name`. Neovim cuts plain multi-line items to their first line and waits for every server. */
const profiles: Readonly<Record<string, ClientProfile>> = {
  Neovim: {
    ...standard,
    multiline: 'snippet',
    menuBesideInline: false,
    addsLastLineBreak: true,
    rangeOfCursor: 'empty',
    stopsForErrors: true,
    namesServer: true,
  },
  helix: { ...standard, rangePastCursor: true },
  Eglot: { ...standard, focusLeftOut: true },
  'codestral-emacs': { ...standard, menuBesideInline: false, rangeOfCursor: 'empty' },
};

export interface Client {
  readonly name: string;
  readonly profile: ClientProfile;
  /** The client shows ghost text (`textDocument/inlineCompletion`). */
  readonly inline: boolean;
  /** The client inserts snippets in menu items. */
  readonly snippets: boolean;
  readonly configuration: boolean;
  readonly workspaceFolders: boolean;
  readonly workDoneProgress: boolean;
  readonly showDocument: boolean;
  /** The client understands code actions, not commands alone. */
  readonly codeActions: boolean;
  readonly codeLens: boolean;
  /** The client can create files in an edit. */
  readonly createsFiles: boolean;
  /** The client asks its user for the instruction of an action by itself (`experimental.codestralInstruction`). */
  readonly asksInstruction: boolean;
  /** The client makes all edits of one task one step of its undo (`experimental.codestralGroupsUndo`). */
  readonly groupsUndo: boolean;
}

type Experimental = { readonly codestralInstruction?: unknown; readonly codestralGroupsUndo?: unknown };

/** What the client told about itself at initialize. */
export function clientOf(params: InitializeParams): Client {
  const { capabilities } = params;
  const name = params.clientInfo?.name ?? 'unknown';
  const textDocument: object = capabilities.textDocument ?? {};
  const experimental: Experimental | undefined = capabilities.experimental;
  return {
    name,
    profile: (Object.hasOwn(profiles, name) ? profiles[name] : undefined) ?? standard,
    // lsp-mode 10 sends `null` although it implements it: the key counts, not its value.
    inline: 'inlineCompletion' in textDocument,
    snippets: capabilities.textDocument?.completion?.completionItem?.snippetSupport === true,
    configuration: capabilities.workspace?.configuration === true,
    workspaceFolders: capabilities.workspace?.workspaceFolders === true,
    workDoneProgress: capabilities.window?.workDoneProgress === true,
    showDocument: capabilities.window?.showDocument?.support === true,
    codeActions: capabilities.textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    codeLens: capabilities.textDocument?.codeLens !== undefined,
    createsFiles: capabilities.workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
    asksInstruction: experimental?.codestralInstruction === true,
    groupsUndo: experimental?.codestralGroupsUndo === true,
  };
}
