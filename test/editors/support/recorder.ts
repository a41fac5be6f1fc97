// Stands between editor and server and writes down what they say: recorder.mjs LOG COMMAND [ARGUMENTS]
import { spawn } from 'node:child_process';
import { openSync, writeSync } from 'node:fs';
import { FrameReader } from './frames.ts';

const [log = '', command = '', ...words] = process.argv.slice(2);
const file = openSync(log, 'a');
const server = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
note({ from: 'recorder', server: server.pid ?? null, recorder: process.pid });

const fromEditor = new FrameReader((message) => note({ from: 'editor', message }));
const fromServer = new FrameReader((message) => note({ from: 'server', message }));
process.stdin.on('data', (bytes: Buffer) => {
  fromEditor.push(bytes);
  server.stdin.write(bytes);
});
process.stdin.on('end', () => server.stdin.end());
server.stdout.on('data', (bytes: Buffer) => {
  fromServer.push(bytes);
  process.stdout.write(bytes);
});
server.stdin.on('error', () => undefined);
process.stdout.on('error', () => undefined);
server.on('exit', (code, signal) => {
  note({ from: 'recorder', exit: code ?? signal });
  process.exit(code ?? 1);
});
for (const signal of ['SIGHUP', 'SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    note({ from: 'recorder', signal });
    server.kill(signal);
  });
}

function note(entry: Readonly<Record<string, unknown>>): void {
  writeSync(file, `${JSON.stringify({ at: Date.now(), ...entry })}\n`);
}
