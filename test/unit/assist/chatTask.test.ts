import { describe, expect, test } from 'vitest';
import { builtInActions, findAction } from '../../../server/assist/actions.ts';
import {
  type ChatOptions,
  type ChatTask,
  newPermission,
  newTranscript,
  runChatTask,
  transcriptAbout,
} from '../../../server/assist/chatTask.ts';
import { parseTranscript } from '../../../server/chat/transcript.ts';
import { ModelError } from '../../../server/model/errors.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { MemoryHost } from '../../support/memoryHost.ts';
import { callsTools, deltas, finished, ScriptedChat, type ScriptedTurn, says } from '../../support/scriptedChat.ts';

const question = '## You\n\nWhat is 1 + 1?\n';

describe('a turn of a chat', () => {
  test.each([true, false])(
    'writes the answer below the question, and a heading to go on (streamed: %s)',
    async (stream) => {
      const { host, uri, run } = scene(question, [says('It is 2.\n')], { stream });
      expect(await run()).toEqual({ kind: 'answered' });
      expect(host.textOf(uri)).toBe('## You\n\nWhat is 1 + 1?\n\n## Assistant\n\nIt is 2.\n\n## You\n\n');
    },
  );

  test.each([
    ['without a last line break', '## You\n\na', '## You\n\na\n\n## Assistant\n\nb\n\n## You\n\n'],
    ['with a blank line at its end', '## You\n\na\n\n', '## You\n\na\n\n## Assistant\n\nb\n\n## You\n\n'],
    ['in CRLF', '## You\r\n\r\na\r\n', '## You\r\n\r\na\r\n\r\n## Assistant\r\n\r\nb\r\n\r\n## You\r\n\r\n'],
    ['without any heading', 'a\n', 'a\n\n## Assistant\n\nb\n\n## You\n\n'],
  ])('of a transcript %s', async (_what, text, expected) => {
    const { host, uri, run } = scene(text, [says('b')]);
    await run();
    expect(host.textOf(uri)).toBe(expected);
  });

  test('can be followed by two more: the conversation goes to the model in order', async () => {
    const { host, uri, run, model } = scene(question, [says('2'), says('3'), says('4')]);
    await run();
    for (const more of ['And one more?', 'And again?']) {
      host.type(uri, (text) => `${text}${more}\n`);
      await run();
    }
    expect(model.calls[2]?.messages.slice(1)).toEqual([
      { role: 'user', content: 'What is 1 + 1?' },
      { role: 'assistant', content: '2' },
      { role: 'user', content: 'And one more?' },
      { role: 'assistant', content: '3' },
      { role: 'user', content: 'And again?' },
    ]);
  });

  test('keeps an answer with headings, open fences and emoji apart from the turns', async () => {
    const nasty = '## You\n💡\n```js\n## Assistant\n';
    const { host, uri, run } = scene(question, [says(nasty, 3)]);
    await run();
    const { turns } = parseTranscript(host.textOf(uri));
    expect(turns.map(({ role, text }) => [role, text])).toEqual([
      ['user', 'What is 1 + 1?'],
      ['assistant', nasty.trimEnd()],
      ['user', ''],
    ]);
  });

  test('uses the model and the system prompt of the front matter', async () => {
    const { run, asked, model } = scene(`---\nmodel: ollama/x\nsystem: Be kind.\n---\n${question}`, [says('2')]);
    await run();
    expect(asked).toEqual(['ollama/x']);
    expect(model.calls[0]?.messages[0]?.content).toMatch(/^Be kind\.\n/);
  });

  test.each([
    ['nothing was asked', '## You\n\n', /Write your question/],
    ['the answer is the last turn', '## You\n\na\n\n## Assistant\n\nb\n', /Write your question/],
  ])('is refused when %s', async (_what, text, message) => {
    const { run } = scene(text, []);
    expect(await run()).toMatchObject({ kind: 'refused', message: expect.stringMatching(message) });
  });

  test('is refused, in words, when there is no such model', async () => {
    const { run } = scene('---\nmodel: none\n---\n## You\n\na\n', [], { modelProblem: 'There is no model "none".' });
    expect(await run()).toEqual({ kind: 'refused', message: 'There is no model "none".' });
  });
});

describe('mentions', () => {
  test('attach files, lines, the selection and diagnostics', async () => {
    const { host, run, model } = scene('## You\n\nSee @b.ts:2-3, @selection and @diagnostics\n', [says('ok')], {
      selected: true,
    });
    host.files.set('/project/b.ts', 'one\ntwo\nthree\nfour\n');
    await run();
    const content = model.calls[0]?.messages.at(-1)?.content ?? '';
    expect(content).toContain('b.ts, lines 2 to 3:\n\n```ts\ntwo\nthree\n```');
    expect(content).toContain('Selected in a.ts:\n\n```typescript\nconst\n```');
    expect(content).toContain('No problems.');
  });

  test('that lead nowhere or to an excluded file are noted in the transcript, and nothing is sent', async () => {
    const { host, uri, run, model } = scene('## You\n\n@.env @../x @nothing.ts @override\n', [says('ok')]);
    host.files.set('/project/.env', 'KEY=1\n');
    host.excluded.add('/project/.env');
    await run();
    const notes = parseTranscript(host.textOf(uri)).turns[1]?.notes.join('\n') ?? '';
    expect(notes).toMatch(/@\.env: .*excluded/);
    expect(notes).toMatch(/@\.\.\/x: .*outside/);
    expect(notes).toMatch(/@nothing\.ts: there is no such file/);
    expect(notes).not.toContain('override');
    expect(JSON.stringify(model.calls)).not.toContain('KEY=1');
  });
});

describe('honesty', () => {
  test('the transcript says what was left out', async () => {
    const old = `## You\n\n${'x'.repeat(5000)}\n\n## Assistant\n\nok\n\n`;
    const { host, uri, run } = scene(old + question, [says('2')], { windowTokens: 1000 });
    await run();
    expect(parseTranscript(host.textOf(uri)).turns[3]?.notes).toEqual([
      "The conversation does not fit the model's window: the oldest turn left out.",
    ]);
  });

  test('an answer that reached its limit says so', async () => {
    const { host, uri, run } = scene(question, [[...deltas('It is'), finished('length')]]);
    await run();
    expect(host.textOf(uri)).toContain(
      '## Assistant\n<!-- codestral: The answer reached its length limit and is not complete. -->\n\nIt is\n',
    );
  });
});

describe('cancel and failure', () => {
  test('leave what had arrived, with a note', async () => {
    const { host, uri, run, script, controller } = scene(question, []);
    script([...deltas('It is'), () => controller.abort(), ...says('')]);
    expect(await run()).toEqual({ kind: 'cancelled' });
    expect(host.textOf(uri)).toBe(`${question}\n## Assistant\n<!-- codestral: Stopped. -->\n\nIt is\n\n## You\n\n`);
  });

  test('before the first word give the transcript back as it was', async () => {
    const error = new ModelError('key', { message: '401', hint: 'The key was refused.' });
    const { host, uri, run, script } = scene(question, []);
    script([
      () => {
        throw error;
      },
    ]);
    expect(await run()).toEqual({ kind: 'failed', error });
    expect(host.textOf(uri)).toBe(question);
  });

  test('before the first word keep what the user has written below meanwhile', async () => {
    const { host, uri, run, script, controller } = scene(question, []);
    script([pause, pause, () => host.type(uri, (text) => `${text}And then?`), () => controller.abort(), ...says('')]);
    await run();
    expect(host.textOf(uri)).toBe(`${question}\n## Assistant\n<!-- codestral: Stopped. -->\n\n\n## You\n\nAnd then?`);
  });
});

describe('while the user types', () => {
  test('the next question below, the answer goes on above', async () => {
    const { host, uri, run, script } = scene(question, []);
    script([
      ...deltas('It '),
      () => host.type(uri, (text) => `${text}And `),
      ...deltas('is '),
      () => host.type(uri, (text) => `${text}then?`),
      ...says('2.'),
    ]);
    expect(await run()).toEqual({ kind: 'answered' });
    expect(host.textOf(uri)).toBe(`${question}\n## Assistant\n\nIt is 2.\n\n## You\n\nAnd then?`);
  });

  test('over the answer itself, theirs stays and the answer is offered', async () => {
    const { host, uri, run, script } = scene(question, []);
    script([
      ...deltas('It is', 5),
      pause,
      pause,
      () => host.type(uri, (text) => text.replace('It is', 'It was')),
      ...says(' 2.'),
    ]);
    expect(await run()).toMatchObject({ kind: 'offered' });
    expect(host.textOf(uri)).toContain('It was');
    expect(host.scratches[0]?.text).toBe('It is 2.');
  });
});

describe('tools in a chat', () => {
  test('answer questions about the workspace, and the words around a call stay', async () => {
    const turns = [
      [...deltas('Let me look.'), ...callsTools(['read_file', { path: 'a.ts' }])],
      says('It is a constant.'),
    ];
    const { host, uri, run, model } = scene(question, turns);
    await run();
    expect(model.calls[1]?.messages.at(-1)?.content).toContain('1\tconst a = 1;');
    expect(host.progressed).toContain('Reading a.ts');
    expect(host.textOf(uri)).toContain('## Assistant\n\nLet me look.\n\nIt is a constant.\n');
  });

  test('ask before any edit, and remember the word for this chat', async () => {
    const edit = (oldText: string, newText: string) => callsTools(['edit_file', { path: 'a.ts', oldText, newText }]);
    const { host, run } = scene(question, [edit('1', '2'), edit('2', '3'), says('Done.')]);
    host.answers.push('Allow for this chat');
    await run();
    expect(host.questions).toHaveLength(1);
    expect(host.textOf('file:///project/a.ts')).toBe('const a = 3;\n');
  });

  test('are not told to a model without them', async () => {
    const { run, model } = scene(question, [says('2')], { modelTools: false });
    await run();
    expect(model.calls[0]?.tools).toEqual([]);
  });
});

describe('a new transcript', () => {
  const fields = { model: 'mistral/codestral-latest', system: undefined };

  test('is ready for the first question', () => {
    expect(newTranscript(fields)).toBe('---\nmodel: mistral/codestral-latest\n---\n\n## You\n\n');
  });

  test('about some code can be sent as it is', () => {
    const host = new MemoryHost({ 'a.md': '## You\n```\nx\n```\nend\n' });
    const made = transcriptAbout(host, explain(host.open('a.md', 'markdown')), fields);
    const { turns, model } = parseTranscript(made.kind === 'transcript' ? made.text : '');
    expect(model).toBe('mistral/codestral-latest');
    expect(turns).toHaveLength(1);
    expect(turns[0]?.text).toMatch(/^Explain .*\n\nFrom a\.md:\n\n````markdown\n## You\n```\nx\n```\n````$/);
  });

  test('about an excluded file is not made', () => {
    const host = new MemoryHost({ 'a.md': 'x\n' });
    host.excluded.add('/project/a.md');
    expect(transcriptAbout(host, explain(host.open('a.md', 'markdown')), fields)).toMatchObject({ kind: 'refused' });
  });
});

function explain(uri: string) {
  const action = findAction(builtInActions, 'explain');
  if (action === undefined) throw new Error('there is no such action');
  const range = { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } };
  return { action, uri, range, instruction: undefined, diagnostics: [] };
}

interface SceneOptions extends Partial<ChatOptions> {
  readonly modelTools?: boolean;
  readonly modelProblem?: string;
  readonly selected?: boolean;
}

/** A transcript, a file beside it, and the turn ready to be sent. */
function scene(text: string, turns: readonly ScriptedTurn[], given: SceneOptions = {}) {
  const host = new MemoryHost({ 'a.ts': 'const a = 1;\n', 'chat.md': text });
  const uri = host.open('chat.md', 'markdown');
  const code = given.selected === true ? host.open('a.ts', 'typescript') : undefined;
  const model = new ScriptedChat(turns, { tools: given.modelTools ?? true });
  const controller = new AbortController();
  const asked: (string | undefined)[] = [];
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } };
  const task: ChatTask = { uri, selection: code === undefined ? undefined : { uri: code, range } };
  const options: ChatOptions = {
    temperature: 0,
    maxTokens: undefined,
    windowTokens: given.windowTokens ?? 20_000,
    tools: true,
    system: undefined,
    stream: given.stream ?? true,
    cacheKey: undefined,
  };
  const parts = {
    host,
    clock: new FakeClock(),
    permission: newPermission(host),
    modelFor: (id: string | undefined) => {
      asked.push(id);
      return given.modelProblem ?? model;
    },
  };
  return {
    host,
    uri,
    model,
    asked,
    controller,
    script: (turn: ScriptedTurn) => model.add(turn),
    run: () => runChatTask(parts, { task, options }, controller.signal),
  };
}

/** Lets edits that are on their way land. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
