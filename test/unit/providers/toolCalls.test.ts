// Tool calls out of their pieces.
import { expect, test } from 'vitest';
import { ToolCallCollector, type ToolCallDelta } from '../../../server/providers/toolCalls.ts';

function collected(...deltas: Partial<ToolCallDelta>[]) {
  const collector = new ToolCallCollector();
  for (const delta of deltas) collector.push({ index: 0, id: undefined, name: undefined, arguments: '', ...delta });
  return collector.finished();
}

test('pieces of one call are joined by their index', () => {
  expect(
    collected(
      { index: 0, id: 'a', name: 'read', arguments: '{"p":' },
      { index: 1, id: 'b', name: 'list', arguments: '{}' },
      { index: 0, arguments: '1}' },
    ),
  ).toEqual([
    { id: 'a', name: 'read', input: '{"p":1}' },
    { id: 'b', name: 'list', input: '{}' },
  ]);
});

test('an id of "null" and a repeated name change nothing', () => {
  expect(collected({ id: 'a', name: 'read', arguments: '{' }, { id: 'null', name: 'read', arguments: '}' })).toEqual([
    { id: 'a', name: 'read', input: '{}' },
  ]);
});

test('arguments may be an object, or missing', () => {
  expect(collected({ id: 'a', name: 'read', arguments: { p: 1 } })[0]?.input).toBe('{"p":1}');
  expect(collected({ id: 'a', name: 'read', arguments: undefined })[0]?.input).toBe('{}');
});

test('a call without an id gets one that Mistral would take', () => {
  expect(collected({ name: 'read' })[0]?.id).toMatch(/^[a-zA-Z0-9]{9}$/);
});

test('pieces that never name a function are no call', () => {
  expect(collected({ arguments: '{}' })).toEqual([]);
});
