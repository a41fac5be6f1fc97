import { describe, expect, test } from 'vitest';
import { type AgentEvents, type AgentTask, mostRounds, runAgent } from '../../../server/assist/agent.ts';
import { orderProblem } from '../../../server/chat/history.ts';
import { definitionsOf } from '../../../server/chat/tools.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { callsTools, deltas, finished, ScriptedChat, says } from '../../support/scriptedChat.ts';

const task: AgentTask = {
  messages: [{ role: 'user', content: 'What is in a.ts?' }],
  tools: definitionsOf(['read_file']),
  windowTokens: 10_000,
  temperature: 0,
  maxTokens: undefined,
  prediction: undefined,
  cacheKey: undefined,
};
const read = callsTools(['read_file', { path: 'a.ts' }]);

describe('the agent', () => {
  test('answers without tools in one call', async () => {
    const model = new ScriptedChat([says('Nothing.')]);
    expect(await run(model)).toMatchObject({ text: 'Nothing.', finish: 'stop' });
    expect(model.calls).toHaveLength(1);
  });

  test('sends results back in the order of the calls, with their ids', async () => {
    const model = new ScriptedChat([
      callsTools(['read_file', { path: 'a' }], ['read_file', { path: 'b' }]),
      says('done'),
    ]);
    await run(model, {
      run: async (call) => {
        if (call.input !== '{"path":"a"}') return 'early';
        await new Promise((resolve) => setImmediate(resolve));
        return 'late';
      },
    });
    const messages = model.calls[1]?.messages ?? [];
    expect(orderProblem(messages)).toBeUndefined();
    expect(messages.slice(-2)).toEqual([
      { role: 'tool', toolCallId: 'call00000', name: 'read_file', content: 'late' },
      { role: 'tool', toolCallId: 'call00001', name: 'read_file', content: 'early' },
    ]);
  });

  test('runs the calls of one turn side by side', async () => {
    const model = new ScriptedChat([callsTools(['read_file', {}], ['read_file', {}]), says('done')]);
    let running = 0;
    let most = 0;
    await run(model, {
      run: async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return '';
      },
    });
    expect(most).toBe(2);
  });

  test('runs calls only after the stream has ended', async () => {
    let ended = false;
    const [first] = read;
    const turn = [
      ...(first === undefined ? [] : [first]),
      () => {
        ended = true;
      },
      finished('tool-calls'),
    ];
    const model = new ScriptedChat([turn, says('done')]);
    const seen: boolean[] = [];
    await run(model, {
      run: async () => {
        seen.push(ended);
        return '';
      },
    });
    expect(seen).toEqual([true]);
  });

  test('ends an endless loop: the last call may use no tools', async () => {
    const model = new ScriptedChat(Array.from({ length: mostRounds }, () => read));
    expect(await run(model)).toMatchObject({ finish: 'rounds' });
    expect(model.calls.map((call) => call.toolChoice)).toEqual([...Array(mostRounds - 1).fill('auto'), 'none']);
  });

  test('answers each of too many calls, but runs only some', async () => {
    const many = callsTools(...Array.from({ length: 40 }, () => ['read_file', {}] as const));
    const model = new ScriptedChat([many, says('done')]);
    let runs = 0;
    await run(model, {
      run: async () => {
        runs++;
        return 'ok';
      },
    });
    expect(runs).toBe(16);
    expect(model.calls[1]?.messages.filter(({ role }) => role === 'tool')).toHaveLength(40);
  });

  test('does not run calls of an answer that was cut off', async () => {
    const [call] = read;
    const model = new ScriptedChat([[...(call === undefined ? [] : [call]), finished('length')]]);
    expect(
      await run(model, {
        run: async () => {
          throw new Error('ran');
        },
      }),
    ).toMatchObject({ finish: 'length' });
  });

  test('offers nothing to a model without tools', async () => {
    const model = new ScriptedChat([says('ok')], { tools: false });
    await run(model);
    expect(model.calls[0]).toMatchObject({ tools: [], toolChoice: 'none' });
  });

  test('never passes reasoning on as words', async () => {
    const model = new ScriptedChat([[{ type: 'reasoning-delta', text: 'hmm' }, ...says('ok')]]);
    let thought = 0;
    expect(await run(model, { thinking: () => thought++ })).toMatchObject({ text: 'ok' });
    expect(thought).toBe(1);
  });

  test('says what did not fit', async () => {
    const old = Array.from(
      { length: 9 },
      () =>
        [
          { role: 'user', content: 'x'.repeat(999) },
          { role: 'assistant', content: 'y' },
        ] as const,
    );
    const model = new ScriptedChat([says('ok')]);
    const answer = await runAgent(
      parts(model),
      { ...task, windowTokens: 1500, messages: [...old.flat(), ...task.messages] },
      never(),
    );
    expect(answer.omitted).toMatch(/\d oldest turns left out/);
  });

  test('stops when cancelled, with the abort error', async () => {
    const controller = new AbortController();
    const model = new ScriptedChat([[...deltas('half'), () => controller.abort(), ...says('more')]]);
    await expect(runAgent(parts(model), task, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('stops a task that takes too long, with a hint for the user', async () => {
    const clock = new FakeClock();
    const model = new ScriptedChat([[() => clock.advance(5 * 60_000), ...says('late')]]);
    await expect(runAgent({ ...parts(model), clock }, task, never())).rejects.toMatchObject({ kind: 'timeout' });
    expect(clock.sleeping).toBe(0);
  });
});

function never(): AbortSignal {
  return new AbortController().signal;
}

function parts(model: ScriptedChat, events: Partial<AgentEvents> = {}) {
  const quiet: AgentEvents = { text() {}, thinking() {}, calling: async () => {}, run: async () => 'result' };
  return { model, clock: new FakeClock(), events: { ...quiet, ...events } };
}

function run(model: ScriptedChat, events: Partial<AgentEvents> = {}) {
  return runAgent(parts(model, events), task, never());
}
