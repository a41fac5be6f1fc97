// The floor for a server in this language: the protocol library, bundled as ours is, that answers initialize and nothing else.
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

const connection = createConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
connection.onInitialize(() => ({ capabilities: {} }));
connection.listen();
