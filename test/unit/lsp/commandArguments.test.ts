import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readChatArguments, readEditArguments } from '../../../server/lsp/commandArguments.ts';

const range = { start: { line: 1, character: 2 }, end: { line: 3, character: 4 } };

test('the argument of our own code action is read as it was written', () => {
  const diagnostics = [{ range, message: 'wrong', severity: 'warning', source: 'lint' }];
  expect(readEditArguments([{ action: 'fix', uri: 'file:///a', version: 7, range, diagnostics }])).toEqual({
    action: 'fix',
    uri: 'file:///a',
    version: 7,
    range,
    instruction: undefined,
    diagnostics: [{ uri: 'file:///a', range, message: 'wrong', severity: 'warning', source: 'lint' }],
  });
});

test('a uri is enough: the action is the rewrite, the place the beginning', () => {
  expect(readEditArguments([{ uri: 'file:///a', instruction: ' ' }])).toMatchObject({
    action: 'rewrite',
    version: undefined,
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    instruction: undefined,
  });
});

test('a chat may be named by its uri alone', () => {
  expect(readChatArguments(['file:///talk.md']).uri).toBe('file:///talk.md');
  expect(readChatArguments(undefined).uri).toBeUndefined();
});

test('whatever is sent is read without a failure', () => {
  const anything = fc.anything();
  const near = fc.record({ uri: anything, range: anything, selection: anything, diagnostics: fc.array(anything) });
  fc.assert(
    fc.property(fc.oneof(fc.array(anything), fc.array(near)), (args) => {
      readEditArguments(args);
      readChatArguments(args);
    }),
  );
  expect(readEditArguments([{ uri: 5 }])).toMatch(/one argument/);
});
