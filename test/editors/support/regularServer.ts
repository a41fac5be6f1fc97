// A language server that stands for the one a language has anyway: it completes any word with `Regular` and knows one hover.
import { FrameReader, frame } from './frames.ts';

interface Request {
  readonly id?: number | string;
  readonly method: string;
  readonly params: { readonly position: { readonly line: number; readonly character: number } };
}

const capabilities = {
  textDocumentSync: { openClose: true, change: 2 },
  completionProvider: { triggerCharacters: ['.'] },
  hoverProvider: true,
};

const reader = new FrameReader((message) => {
  const { id, method, params } = message as Request;
  if (method === 'exit') process.exit(0);
  if (id === undefined || method === undefined) return;
  process.stdout.write(frame({ jsonrpc: '2.0', id, result: answer(method, params) }));
});
process.stdin.on('data', (bytes: Buffer) => reader.push(bytes));
process.stdin.on('end', () => process.exit(0));

function answer(method: string, params: Request['params']): unknown {
  switch (method) {
    case 'initialize':
      return { capabilities, serverInfo: { name: 'regular-server' } };
    case 'textDocument/completion':
      return { isIncomplete: false, items: [{ label: 'totalRegular', insertText: 'totalRegular' }] };
    case 'textDocument/hover':
      return { contents: `regular hover at line ${params.position.line}` };
    default:
      return null;
  }
}
