import { expect, test } from 'vitest';
import { type Circumstances, Trigger } from '../../../server/completion/trigger.ts';

const usual: Circumstances = {
  languageId: 'typescript',
  linePrefix: '  const total = sum',
  lineSuffix: '',
  previousLine: '  const items = [1, 2];',
  offset: 2000,
  documentLength: 4000,
  last: undefined,
  deleting: false,
};

test('usual places are asked about, also within brackets that the editor has closed', () => {
  const trigger = new Trigger();
  expect(trigger.allows(usual)).toBe(true);
  expect(trigger.allows({ ...usual, linePrefix: '  return sum(', lineSuffix: ')' })).toBe(true);
  expect(trigger.allows({ ...usual, linePrefix: '' })).toBe(true);
  expect(trigger.allows({ ...usual, last: { accepted: false, agoMs: 3_600_000 } })).toBe(true);
});

test('an accepted offer makes the next one likelier, and time makes it less so', () => {
  const trigger = new Trigger();
  const after = (accepted: boolean, agoMs: number) => trigger.likelihood({ ...usual, last: { accepted, agoMs } });
  expect(after(true, 1000)).toBeGreaterThan(after(false, 1000));
  expect(after(true, 60_000)).toBeLessThan(after(true, 1000));
});

test('a fresh line is likelier than the end of a long one, an opener likelier than a closer', () => {
  const trigger = new Trigger();
  const at = (linePrefix: string) => trigger.likelihood({ ...usual, linePrefix });
  expect(at('  ')).toBeGreaterThan(at(`  ${'word '.repeat(20)}end`));
  expect(at('  total(')).toBeGreaterThan(at('  total)'));
});

test('a text that is being deleted is less likely to be wanted otherwise', () => {
  const trigger = new Trigger();
  expect(trigger.likelihood({ ...usual, deleting: true })).toBeLessThan(trigger.likelihood(usual));
});

test('what one language teaches does not change another', () => {
  const trigger = new Trigger();
  const before = trigger.likelihood(usual);
  for (let count = 0; count < 20; count++) trigger.learn({ ...usual, languageId: 'lua' }, 0);
  expect(trigger.likelihood(usual)).toBe(before);
  expect(trigger.likelihood({ ...usual, languageId: 'lua' })).toBeLessThan(before);
});

test('a thousand refusals cannot silence a good place, and a thousand acceptances stay in bounds', () => {
  const trigger = new Trigger();
  for (let count = 0; count < 1000; count++) trigger.learn(usual, 0);
  expect(trigger.allows({ ...usual, linePrefix: '  return sum(' })).toBe(true);
  expect(trigger.learned().typescript?.language).toBeCloseTo(-0.654);
  for (let count = 0; count < 5000; count++) trigger.learn(usual, 1);
  expect(trigger.learned().typescript?.language).toBeCloseTo(0.358);
});

test('a place that is bad and was never of use is not asked about', () => {
  const trigger = new Trigger();
  const bad = {
    ...usual,
    linePrefix: `  call(${'argument, '.repeat(12)}last)`,
    lineSuffix: ');',
    last: { accepted: false, agoMs: 60_000 },
  };
  for (let count = 0; count < 100; count++) trigger.learn(bad, 0);
  expect(trigger.allows(bad)).toBe(false);
});

test('what was learned can be kept, comes back inside its bounds, and can be forgotten', () => {
  const trigger = new Trigger();
  const prior = trigger.likelihood(usual);
  for (let count = 0; count < 10; count++) trigger.learn(usual, 0);
  const other = new Trigger();
  other.reset(trigger.learned());
  expect(other.likelihood(usual)).toBe(trigger.likelihood(usual));
  other.reset({ typescript: { language: 99, characters: { word: Number.NaN } } });
  expect(other.learned().typescript).toEqual({ language: 0.358, characters: { word: 0 } });
  other.reset();
  expect(other.likelihood(usual)).toBe(prior);
});
