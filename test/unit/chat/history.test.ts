import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateTokens, fitMessages, omissionNote, orderProblem } from '../../../server/chat/history.ts';
import type { ChatMessage } from '../../../server/model/chat.ts';
import { holds } from '../../support/holds.ts';

const user = (content: string): ChatMessage => ({ role: 'user', content });
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content });
const call = (id: string, result: string): readonly ChatMessage[] => [
  { role: 'assistant', content: '', toolCalls: [{ id, name: 'read_file', input: '{"path":"a.ts"}' }] },
  { role: 'tool', toolCallId: id, name: 'read_file', content: result },
];
const system: ChatMessage = { role: 'system', content: 'Be brief.' };

describe('fitting a conversation', () => {
  test('leaves what fits alone', () => {
    const messages = [system, user('a'), assistant('b'), user('c')];
    expect(fitMessages(messages, 1000)).toEqual({ messages, turnsLeftOut: 0, messagesCut: 0 });
  });

  test('leaves out the oldest turns, and says so to the model', () => {
    const old = [user('x'.repeat(3000)), assistant('y')];
    const fitted = fitMessages([system, ...old, user('c'), assistant('d'), user('e')], 500);
    expect(fitted.turnsLeftOut).toBe(1);
    const told = omissionNote(fitted) ?? '';
    expect(told).toContain('the oldest turn left out');
    expect(fitted.messages).toEqual([system, { role: 'system', content: told }, user('c'), assistant('d'), user('e')]);
  });

  test('shortens a tool result of the last turn before the question', () => {
    const fitted = fitMessages([user('q'.repeat(900)), ...call('abcdefghi', 'r'.repeat(9000))], 1000);
    const [, question, , result] = fitted.messages;
    expect(question?.content).toHaveLength(900);
    expect(result?.content).toMatch(/^r+\n\[… \d+ characters left out here …\]\nr+$/);
    expect(fitted.messagesCut).toBe(1);
  });

  test('says how many characters are missing', () => {
    const [, question] = fitMessages([user('q'.repeat(9000))], 500).messages;
    const missing = Number(/\d+/.exec(question?.content ?? '')?.[0]);
    expect(missing + (question?.content.match(/q/g)?.length ?? 0)).toBe(9000);
  });

  test('always gives an order that providers take, and keeps the last question', () => {
    const turn = fc
      .tuple(fc.string({ maxLength: 3000 }), fc.nat(3), fc.string({ maxLength: 3000 }))
      .map(([text, calls, result]) => [
        user(`?${text}`),
        ...Array.from({ length: calls }, (_, index) => call(`${index}bcdefghi`, result)).flat(),
        assistant('done'),
      ]);
    holds(
      fc.property(fc.array(turn, { maxLength: 5 }), turn, fc.integer({ min: 100, max: 4000 }), (turns, last, room) => {
        const messages = [system, ...turns.flat(), ...last.slice(0, -1)];
        expect(orderProblem(messages)).toBeUndefined();
        const fitted = fitMessages(messages, room);
        expect(orderProblem(fitted.messages)).toBeUndefined();
        expect(fitted.messages.filter(({ role }) => role === 'user').length).toBe(
          1 + turns.length - fitted.turnsLeftOut,
        );
      }),
    );
  });
});

describe('the order of messages', () => {
  test.each([
    [
      "the user's word right after a tool result",
      [user('a'), ...call('abcdefghi', 'r'), user('b')],
      /right after a tool result/,
    ],
    ['a call without a result', [user('a'), ...call('abcdefghi', 'r').slice(0, 1)], /1 tool calls have no result/],
    ['a result without a call', [user('a'), ...call('abcdefghi', 'r').slice(1)], /nobody made/],
    ['an answer at the end', [user('a'), assistant('b')], /nobody asks/],
  ])('is refused for %s', (_what, messages, problem) => {
    expect(orderProblem(messages)).toMatch(problem);
  });
});

test('other scripts count a token per character', () => {
  expect(estimateTokens('日本語')).toBe(3);
  expect(estimateTokens('const a = 1;')).toBe(4);
});
