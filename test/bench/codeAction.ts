// How long the menu of code actions takes in a large file, beside a request that the protocol library answers itself.
import { RpcProcess } from '../support/rpcProcess.ts';

const rounds = 60;
const block = 'export function add(a: number, b: number) {\n  // TODO\n}\n';
const lines = 15_000;
const mostMs = 5;

/** Prints both medians and their ratio; true when the menu is there within 5 ms. */
export async function benchCodeAction(print: (line: string) => void): Promise<boolean> {
  const server = new RpcProcess({ env: process.env });
  try {
    const uri = 'file:///bench/main.ts';
    await server.request('initialize', { processId: process.pid, rootUri: null, capabilities }).answer;
    server.notify('initialized', {});
    const text = block.repeat(lines / 3);
    server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text } });
    await menuAt(server, uri, 0);
    const floor: number[] = [];
    const menu: number[] = [];
    // In turns, so that a busy moment of the machine meets both.
    for (let round = 0; round < rounds; round++) {
      floor.push(await timed(() => server.request('bench/unknown', {}).answer));
      menu.push(await timed(() => menuAt(server, uri, 9000 + round)));
    }
    const ms = median(menu);
    const ratio = ms / median(floor);
    print(`code actions in a file of ${lines} lines, round trip, median of ${rounds}:`);
    print(`  menu ${ms.toFixed(2)} ms, empty request ${median(floor).toFixed(2)} ms, ratio ${ratio.toFixed(1)}`);
    print(`  ${ms < mostMs ? 'within' : 'OVER'} the bound of ${mostMs} ms`);
    return ms < mostMs;
  } finally {
    server.kill();
    await server.exited;
  }
}

const capabilities = { textDocument: { codeAction: { codeActionLiteralSupport: {} } } };

async function menuAt(server: RpcProcess, uri: string, line: number): Promise<void> {
  const range = { start: { line, character: 0 }, end: { line: line + 20, character: 0 } };
  const params = { textDocument: { uri }, range, context: { diagnostics: [] } };
  const { result } = await server.request('textDocument/codeAction', params).answer;
  if (!Array.isArray(result) || result.length === 0) throw new Error('the menu is empty');
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
