// A language server that stands for the one a language has anyway: it completes any word with `Regular`, knows one hover and one code action, and reports the word `wrong`.
import { FrameReader, frame } from './frames.ts';

interface Position {
  readonly line: number;
  readonly character: number;
}

interface Request {
  readonly id?: number | string;
  readonly method: string;
  readonly params: {
    readonly position: Position;
    readonly textDocument: { readonly uri: string; readonly version?: number; readonly text?: string };
    readonly range: { readonly start: Position };
    readonly arguments: readonly unknown[];
  };
}

const capabilities = {
  textDocumentSync: { openClose: true, change: 2 },
  completionProvider: { triggerCharacters: ['.'] },
  hoverProvider: true,
  codeActionProvider: true,
  executeCommandProvider: { commands: ['regular.addLine'] },
};

/** The newest version of each document. */
const versions = new Map<string, number>();

const reader = new FrameReader((message) => {
  const { id, method, params } = message as Request;
  if (method === 'exit') process.exit(0);
  if (method === 'textDocument/didOpen' || method === 'textDocument/didChange') {
    versions.set(params.textDocument.uri, params.textDocument.version ?? 0);
  }
  if (method === 'textDocument/didOpen') report(params.textDocument.uri, params.textDocument.text ?? '');
  if (id === undefined || method === undefined) return;
  send({ id, result: answer(method, params) });
  if (method === 'workspace/executeCommand') addLine(params.arguments[0] as CommandArgument);
});
process.stdin.on('data', (bytes: Buffer) => reader.push(bytes));
process.stdin.on('end', () => process.exit(0));

interface CommandArgument {
  readonly uri: string;
  readonly line: number;
  /** Added to the document's version, to play an edit that comes too late. */
  readonly lateBy: number;
}

function answer(method: string, params: Request['params']): unknown {
  switch (method) {
    case 'initialize':
      return { capabilities, serverInfo: { name: 'regular-server' } };
    case 'textDocument/completion':
      return { isIncomplete: false, items: [{ label: 'totalRegular', insertText: 'totalRegular' }] };
    case 'textDocument/hover':
      return { contents: `regular hover at line ${params.position.line}` };
    case 'textDocument/codeAction':
      return [action('Add a line', params, 0), action('Add a line too late', params, -1)];
    default:
      return null;
  }
}

function action(title: string, params: Request['params'], lateBy: number) {
  const argument: CommandArgument = { uri: params.textDocument.uri, line: params.range.start.line, lateBy };
  return { title, kind: 'refactor', command: { title, command: 'regular.addLine', arguments: [argument] } };
}

function addLine({ uri, line, lateBy }: CommandArgument): void {
  const at = { line, character: 0 };
  const edits = [
    { range: { start: at, end: at }, newText: '// 🎉 added\n' },
    { range: { start: { line, character: 0 }, end: { line, character: 5 } }, newText: 'let' },
  ];
  const version = (versions.get(uri) ?? 0) + lateBy;
  const edit = { documentChanges: [{ textDocument: { uri, version }, edits }] };
  send({ id: `edit-${line}-${version}`, method: 'workspace/applyEdit', params: { edit } });
}

function report(uri: string, text: string): void {
  const diagnostics = text.split('\n').flatMap((line, index) => {
    const from = line.indexOf('wrong');
    if (from < 0) return [];
    const range = { start: { line: index, character: from }, end: { line: index, character: from + 5 } };
    return [{ range, severity: 1, source: 'linter', message: 'this is wrong' }];
  });
  send({ method: 'textDocument/publishDiagnostics', params: { uri, diagnostics } });
}

function send(message: Readonly<Record<string, unknown>>): void {
  process.stdout.write(frame({ jsonrpc: '2.0', ...message }));
}
