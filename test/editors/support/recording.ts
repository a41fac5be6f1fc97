// What an editor and a server said to each other, read back from the recorder's file.
import { existsSync, readFileSync } from 'node:fs';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { awaitEndOf, ensureEndOf } from './processes.ts';
import { waitFor } from './waitFor.ts';

export interface Message {
  readonly id?: number | string;
  readonly method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a message holds depends on its method; the tests compare it as data.
  readonly params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly result?: any;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface Entry {
  readonly at: number;
  readonly from: 'editor' | 'server' | 'recorder';
  readonly message?: Message;
  /** Process ids, in the first entry of each process. */
  readonly server?: number;
  readonly recorder?: number;
  readonly exit?: number | string;
}

export class Recording {
  private readonly name: string;
  private readonly log: string;

  constructor(name: string, log: string) {
    this.name = name;
    this.log = log;
  }

  entries(): readonly Entry[] {
    if (!existsSync(this.log)) return [];
    const lines = readFileSync(this.log, 'utf8').split('\n');
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Entry);
  }

  /** What the editor sent (requests and notifications) under this method. */
  sent(method: string): readonly Message[] {
    return this.messages('editor').filter((message) => message.method === method);
  }

  /** What the server sent of its own accord under this method. */
  told(method: string): readonly Message[] {
    return this.messages('server').filter((message) => message.method === method);
  }

  /** The answer to a request of the editor. */
  answerTo(request: Message): Message | undefined {
    return this.messages('server').find((message) => message.method === undefined && message.id === request.id);
  }

  /** The editor's answer to a request of the server. */
  editorAnswer(id: number | string): Message | undefined {
    return this.messages('editor').find((message) => message.method === undefined && message.id === id);
  }

  /** Waits until the editor has sent `count` messages of this method, and gives them all. */
  async awaitSent(method: string, count = 1): Promise<readonly Message[]> {
    return waitFor(() => this.enough(this.sent(method), count), { what: `${count} ${method} to ${this.name}` });
  }

  /** Waits until the server has sent `count` messages of this method, and gives them all. */
  async awaitTold(method: string, count = 1): Promise<readonly Message[]> {
    return waitFor(() => this.enough(this.told(method), count), { what: `${count} ${method} from ${this.name}` });
  }

  /** Waits until every request of the editor has got its one answer. */
  async awaitAllAnswered(): Promise<void> {
    const look = (): boolean => {
      const open = this.unanswered();
      if (open.length > 0) throw new Error(JSON.stringify(open));
      return true;
    };
    await waitFor(look, { what: `answer to every request at ${this.name}` });
  }

  /** Waits until the server's copy of a document is this text. */
  async awaitText(path: string, text: string): Promise<void> {
    const look = (): boolean => {
      const copy = this.textOf(path);
      if (copy !== text) throw new Error(JSON.stringify(copy));
      return true;
    };
    await waitFor(look, { what: `copy at ${this.name} that equals ${JSON.stringify(text.slice(-200))}` });
  }

  /** Requests that got no answer, or more than one. */
  private unanswered(): readonly Message[] {
    const requests = this.messages('editor').filter(({ id, method }) => id !== undefined && method !== undefined);
    const answers = this.messages('server').filter(({ method }) => method === undefined);
    return requests.filter((request) => answers.filter((answer) => answer.id === request.id).length !== 1);
  }

  /** The server's copy of a document: what was opened, with every change applied as the protocol says (UTF-16). */
  textOf(path: string): string | undefined {
    let document: TextDocument | undefined;
    for (const { method, params } of this.messages('editor')) {
      if (params?.textDocument?.uri !== `file://${path}`) continue;
      const { uri, languageId, version, text } = params.textDocument;
      if (method === 'textDocument/didOpen') document = TextDocument.create(uri, languageId, version, text);
      if (method !== 'textDocument/didChange' || document === undefined) continue;
      document = TextDocument.update(document, params.contentChanges, version);
    }
    return document?.getText();
  }

  /** Ends what was started and has not ended by itself. */
  async ensureEnd(): Promise<void> {
    for (const id of this.processes()) await ensureEndOf(id);
  }

  /** Process ids of the servers that were started, the newest last. */
  processes(): readonly number[] {
    return this.entries().flatMap((entry) => entry.server ?? []);
  }

  /** Waits until the server that was started last has ended. */
  async awaitEnd(): Promise<void> {
    const id = this.processes().at(-1);
    if (id === undefined) throw new Error(`${this.name} was never started`);
    await awaitEndOf(id);
  }

  /** The conversation in readable form, for the output of a failed test. */
  toString(): string {
    const lines = this.entries().map(({ at, from, message, ...rest }) => {
      const time = new Date(at).toISOString().slice(17, 23);
      return `${time} ${from} ${JSON.stringify(message ?? rest).slice(0, 400)}`;
    });
    return [`--- ${this.name}`, ...lines].join('\n');
  }

  private messages(from: Entry['from']): readonly Message[] {
    return this.entries().flatMap((entry) => (entry.from === from && entry.message ? [entry.message] : []));
  }

  private enough(found: readonly Message[], count: number): readonly Message[] | false {
    return found.length >= count && found;
  }
}
