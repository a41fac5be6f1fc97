// Drives a headless Neovim over its RPC socket.
import { type ChildProcess, spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { editor } from './editors.ts';
import { decode, encode, type Value } from './msgpack.ts';
import type { Stage } from './stage.ts';
import { waitFor } from './waitFor.ts';

interface Waiting {
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

export interface NeovimOptions {
  /** The file to open, absolute. */
  readonly file: string;
  /** The user's init.lua. */
  readonly init: string;
}

export class Neovim {
  private readonly process: ChildProcess;
  private readonly socket: Socket;
  private readonly waiting = new Map<number, Waiting>();
  private received: Buffer = Buffer.alloc(0);
  private lastId = 0;

  private constructor(process: ChildProcess, socket: Socket) {
    this.process = process;
    this.socket = socket;
    socket.on('data', (bytes) => this.receive(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('Neovim has closed the connection'));
    });
  }

  /** Opens a file with the stage's environment. Neovim ends with the test. */
  static async open({ sandbox, environment, atEnd }: Stage, { file, init }: NeovimOptions): Promise<Neovim> {
    sandbox.writeHome('.config/nvim/init.lua', init);
    const path = sandbox.path('nvim.sock');
    const child = spawn(editor('nvim'), ['--headless', '--listen', path, file], {
      env: environment,
      cwd: sandbox.project,
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    atEnd({
      release: async () => {
        child.kill('SIGKILL');
        await waitFor(() => child.exitCode !== null || child.signalCode !== null, { what: 'end of Neovim' });
      },
    });
    // The socket's file is there a moment before Neovim listens.
    const socket = await waitFor(() => connected(path), { what: 'connection to Neovim' });
    atEnd({ release: () => void socket.destroy() });
    return new Neovim(child, socket);
  }

  /** Calls a function of Neovim's API. */
  call(method: string, ...parameters: readonly Value[]): Promise<Value> {
    this.lastId += 1;
    const id = this.lastId;
    this.socket.write(encode([0, id, method, parameters]));
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  /** Runs Lua and gives what it returns. */
  lua(code: string, ...parameters: readonly Value[]): Promise<Value> {
    return this.call('nvim_exec_lua', code, parameters);
  }

  /** Presses keys in Neovim's notation: `<Esc>`, `<M-f>`, `ofoo`. */
  async press(keys: string): Promise<void> {
    await this.call('nvim_input', keys);
  }

  /** Types text as it is. */
  async type(text: string): Promise<void> {
    await this.press(text.replaceAll('<', '<lt>').replaceAll('\n', '<CR>'));
  }

  async text(): Promise<string> {
    const lines = (await this.call('nvim_buf_get_lines', 0, 0, -1, false)) as readonly string[];
    return `${lines.join('\n')}\n`;
  }

  /** The line with the cursor. */
  async line(): Promise<string> {
    return (await this.call('nvim_get_current_line')) as string;
  }

  /** The ghost text that Neovim shows, or `undefined`. */
  async ghost(): Promise<string | undefined> {
    const found = await this.lua(`
      local space = vim.api.nvim_create_namespace('nvim.lsp.inline_completion')
      local mark = vim.api.nvim_buf_get_extmarks(0, space, 0, -1, { details = true })[1]
      if not mark then return vim.NIL end
      local lines = { mark[4].virt_text or {}, unpack(mark[4].virt_lines or {}) }
      return table.concat(vim.tbl_map(function(line)
        return table.concat(vim.tbl_map(function(chunk) return chunk[1] end, line))
      end, lines), '\\n')`);
    return typeof found === 'string' && found !== '' ? found : undefined;
  }

  /** Waits for ghost text; for this one when given. */
  async seeGhost(expected?: string): Promise<string> {
    const look = async (): Promise<string | false> => {
      const ghost = await this.ghost();
      if (expected !== undefined && ghost !== expected) throw new Error(`ghost text is ${JSON.stringify(ghost)}`);
      return ghost ?? false;
    };
    return waitFor(look, { what: `ghost text ${expected ?? ''}` });
  }

  async seeNoGhost(): Promise<void> {
    await waitFor(async () => (await this.ghost()) === undefined, { what: 'end of the ghost text' });
  }

  /** Waits until the cursor's line is this. */
  async seeLine(expected: string): Promise<void> {
    const look = async (): Promise<boolean> => {
      const line = await this.line();
      if (line !== expected) throw new Error(`the line is ${JSON.stringify(line)}`);
      return true;
    };
    await waitFor(look, { what: `line ${JSON.stringify(expected)}` });
  }

  /** Words of the completion menu's entries, while it is open. */
  async menu(): Promise<readonly string[]> {
    const found = await this.lua(`
      if vim.fn.pumvisible() == 0 then return {} end
      return vim.tbl_map(function(item) return item.abbr ~= '' and item.abbr or item.word end, vim.fn.complete_info({ 'items' }).items)`);
    return found as readonly string[];
  }

  /** Waits until our server's completions are switched on for the buffer: Neovim does that some time after opening it. */
  async ready(): Promise<void> {
    const look = async (): Promise<boolean> => {
      const found = await this.lua(`
        local client = vim.lsp.get_clients({ name = 'codestral', bufnr = 0 })[1]
        if not client or not client.initialized then return false end
        if not client:supports_method('textDocument/inlineCompletion', 0) then return true end
        local group = ('nvim.lsp.inline_completion:%d'):format(vim.api.nvim_get_current_buf())
        local known, hooks = pcall(vim.api.nvim_get_autocmds, { group = group })
        return known and #hooks > 0`);
      return found === true;
    };
    await waitFor(look, { what: 'completions of Neovim' });
  }

  /** What `:messages` shows. */
  async messages(): Promise<string> {
    return (await this.lua(`return vim.fn.execute('messages')`)) as string;
  }

  /** Leaves insert mode and writes the file. */
  async save(): Promise<void> {
    await this.press('<Esc>');
    await this.call('nvim_command', 'silent write');
  }

  /** `:qall!`, and waits until the process has ended. */
  async quit(): Promise<void> {
    this.call('nvim_command', 'qall!').catch(() => undefined);
    await waitFor(() => this.process.exitCode !== null, { what: 'end of Neovim' });
  }

  private receive(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    for (;;) {
      const decoded = decode(this.received);
      if (decoded === undefined) return;
      this.received = this.received.subarray(decoded.end);
      const [type, id, error, result] = decoded.value as readonly Value[];
      if (type !== 1) continue;
      const waiting = this.waiting.get(id as number);
      this.waiting.delete(id as number);
      if (error !== null) waiting?.reject(new Error(JSON.stringify(error)));
      else waiting?.resolve(result ?? null);
    }
  }
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}
