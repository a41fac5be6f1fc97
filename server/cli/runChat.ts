// Runs `codestral-lsp chat`: one question, answered on the terminal while it comes.
import { join, resolve } from 'node:path';
import { newPermission } from '../assist/chatTask.ts';
import { shownPath, uriOfPath } from '../assist/place.ts';
import { parseTranscript, renderTranscript } from '../chat/transcript.ts';
import type { World } from '../composeWorld.ts';
import { startAssistance } from './assist.ts';
import type { ChatCommand } from './chatArgs.ts';
import { CliHost } from './cliHost.ts';
import { workspaceOf } from './complete.ts';
import type { Input, Output } from './output.ts';

/** The exit code: 0, 1 when nothing could be answered, 2 without a prompt, 130 when interrupted. */
export async function runChat(command: ChatCommand, world: World, output: Output, input: Input): Promise<number> {
  const piped = (await input.text())?.trim() ?? '';
  const prompt = [command.prompt.trim(), piped].filter((part) => part !== '').join('\n\n');
  if (prompt === '') {
    output.err('codestral-lsp: A prompt is expected, such as: codestral-lsp chat "How do I read a file in Go?"\n');
    return 2;
  }
  const file = command.file === undefined ? undefined : slashed(resolve(command.file));
  const folder = slashed(await workspaceOf(world.files, file ?? join(resolve('.'), 'prompt')));
  const { system, tools } = command;
  const more = { systemPrompt: system, tools, streamEdits: 'auto' };
  const { assistance, status, tell, close } = await startAssistance(world, { choice: command, folder, more }, output);
  if (!assistance.enabled()) {
    tell('Chats are switched off by chat.enabled.');
    return 1;
  }
  if (file !== undefined && (await world.files.info(file))?.kind !== 'file') {
    tell(`${command.file} can't be read: check that it exists and that you may read it.`);
    return 1;
  }

  const mention = file === undefined ? [] : [`@"${shownPath(assistance.workspace, file)}"`];
  const turns = [{ role: 'user', notes: [], text: [...mention, prompt].join('\n\n') }] as const;
  const text = renderTranscript({ model: undefined, system: undefined, ending: '\n', turns });
  const document = { uri: uriOfPath(`${folder}/chat.md`), languageId: 'markdown', version: 1, text };
  const printer = new AnswerPrinter(output, status, tell);
  const host = new CliHost(assistance.workspace, document, {
    status,
    changed: (snapshot) => printer.print(snapshot.text),
  });
  const memory = { permission: newPermission(host), cacheKey: assistance.newId() };
  const task = { uri: document.uri, selection: undefined };
  const outcome = await assistance.chat({ host, groupsUndo: false }, task, memory, input.interrupted);
  printer.end();
  await close();
  switch (outcome.kind) {
    case 'answered':
      return 0;
    case 'cancelled':
      return 130;
    case 'offered':
      output.out(host.scratches.map((one) => one.text).join('\n'));
      return 0;
    case 'unanswered':
    case 'refused':
      tell(outcome.message);
      return 1;
    case 'failed':
      tell(outcome.error.hint);
      return 1;
  }
}

/** Prints what is new of the answer in a growing transcript. */
class AnswerPrinter {
  readonly #output: Output;
  readonly #status: (text: string) => void;
  readonly #tell: (sentence: string) => void;
  #printed = '';
  #notes = 0;

  constructor(output: Output, status: (text: string) => void, tell: (sentence: string) => void) {
    this.#output = output;
    this.#status = status;
    this.#tell = tell;
  }

  print(transcript: string): void {
    const answer = parseTranscript(transcript).turns.find(({ role }) => role === 'assistant');
    if (answer === undefined) return;
    if (answer.text.length > this.#printed.length) {
      this.#status('');
      this.#output.out(answer.text.slice(this.#printed.length));
      this.#printed = answer.text;
    }
    for (const note of answer.notes.slice(this.#notes)) this.#tell(note);
    this.#notes = answer.notes.length;
  }

  end(): void {
    if (this.#printed !== '') this.#output.out('\n');
  }
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
