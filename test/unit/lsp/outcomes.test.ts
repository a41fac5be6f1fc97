import { expect, test } from 'vitest';
import { toldOfChat, toldOfEdit } from '../../../server/lsp/outcomes.ts';
import { ModelError } from '../../../server/model/errors.ts';

const error = new ModelError('network', { message: 'log', hint: 'Check the network.' });

test('what the document shows needs no message', () => {
  expect(toldOfEdit({ kind: 'applied' })).toBeUndefined();
  expect(toldOfEdit({ kind: 'cancelled', left: 'rolled-back' })).toBeUndefined();
  expect(toldOfChat({ kind: 'answered' })).toBeUndefined();
});

test('a failure tells its cure, and what it left behind', () => {
  expect(toldOfEdit({ kind: 'failed', error, left: 'untouched' })).toEqual({
    type: 'error',
    message: 'Check the network.',
  });
  expect(toldOfEdit({ kind: 'failed', error, left: 'kept' })?.message).toBe(
    'Check the network. What had been written stays in the document.',
  );
  expect(toldOfChat({ kind: 'failed', error })?.message).toBe('Check the network.');
});

test('a long word of the model is cut', () => {
  expect(toldOfEdit({ kind: 'answered', text: 'x'.repeat(5000), changed: [] })?.message).toHaveLength(601);
  expect(toldOfEdit({ kind: 'answered', text: ' ', changed: [] })?.message).toBe('Done.');
});

test('files that are changed but not saved come first, where no editor cuts them off', () => {
  const told = toldOfEdit({ kind: 'answered', text: 'I wrote two tests.', changed: ['test/a.test.ts', 'src/a.ts'] });
  expect(told?.message).toBe('Changed, not saved yet: test/a.test.ts, src/a.ts. I wrote two tests.');
});
