// Finding the word that was meant.
import { expect, test } from 'vitest';
import { nearest } from '../../../server/settings/nearest.ts';

test.each([
  ['debonceMs', 'debounceMs'],
  ['DEBOUNCEMS', 'debounceMs'],
  ['modle', 'model'],
  ['models', 'model'],
  ['x', undefined],
  ['temperature', undefined],
])('for %s that is %s', (word, meant) => {
  expect(nearest(word, ['debounceMs', 'model', 'enabled'])).toBe(meant);
});
