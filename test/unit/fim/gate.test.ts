import { expect, test } from 'vitest';
import { gate } from '../../../server/fim/gate.ts';

const options = { enabled: true, trigger: 'automatic', excluded: () => false } as const;

function ask(marked: string, trigger: 'automatic' | 'invoked' = 'automatic', over: object = {}) {
  const offset = marked.indexOf('ˇ');
  const snapshot = { uri: 'file:///a.ts', languageId: 'typescript', version: 1, text: marked.replace('ˇ', '') };
  return gate({ snapshot, offset, trigger, changedAt: 0 }, { ...options, ...over });
}

test.each([
  ['const total = sum(ˇ', undefined],
  ['const total = sum(ˇ);', undefined],
  ['const total = sum(ˇ) + 1', undefined],
  ['const total = "ˇ"', undefined],
  ['const tˇotal = 1', 'mid-word'],
  ['const total = sum(ˇfirst, second)', 'words-follow'],
  ['const total = sum(ˇ first)', 'words-follow'],
  ['const total = ˇ + first', 'words-follow'],
  ['constˇ', 'too-little-context'],
])('%j is %s when asked automatically', (marked, reason) => {
  expect(ask(marked)).toBe(reason);
});

test('by hand everything but the middle of a word may be asked', () => {
  expect(ask('const total = sum(ˇ first)', 'invoked')).toBeUndefined();
  expect(ask('cˇ', 'invoked')).toBeUndefined();
  expect(ask('const tˇotal = 1', 'invoked')).toBe('mid-word');
});

test('settings, exclusion and size refuse at once', () => {
  expect(ask('const total = sum(ˇ', 'invoked', { enabled: false })).toBe('off');
  expect(ask('const total = sum(ˇ', 'automatic', { trigger: 'invoked' })).toBe('off');
  expect(ask('const total = sum(ˇ', 'invoked', { trigger: 'invoked' })).toBeUndefined();
  expect(ask('const total = sum(ˇ', 'invoked', { excluded: () => true })).toBe('excluded-file');
  expect(ask(`${'x = 1\n'.repeat(400_000)}sum(ˇ`)).toBe('too-large');
});
