import { expect, test } from 'vitest';
import { type Habits, type Keystroke, Pace, waitAfter } from '../../../server/completion/pace.ts';

const options = { debounceMs: 75 };
const fresh: Habits = { rhythmMs: 130, latencyMs: 180, waste: 0 };

function key(inserted: string, fields: Partial<Keystroke> = {}): Keystroke {
  return { uri: 'file:///a', at: 0, inserted, removedLength: 0, ...fields };
}

test('behind a line break, a paste and a sign nobody waits', () => {
  expect(waitAfter(key('\n'), fresh, options)).toBe(0);
  expect(waitAfter(key('\n    '), fresh, options)).toBe(0);
  expect(waitAfter(key('const pasted = 1;'), fresh, options)).toBe(0);
  expect(waitAfter(key('('), fresh, options)).toBe(0);
});

test('inside a word there is a short wait, and behind a deletion a long one', () => {
  const word = waitAfter(key('a'), fresh, options);
  expect(word).toBeGreaterThan(0);
  expect(word).toBeLessThan(options.debounceMs / 3);
  expect(waitAfter(key('', { removedLength: 1 }), fresh, options)).toBe(150);
});

test('fast fingers are waited for, but never longer than the setting says', () => {
  expect(waitAfter(key('a'), { ...fresh, rhythmMs: 50 }, options)).toBe(62.5);
  expect(waitAfter(key('a'), { ...fresh, rhythmMs: 59 }, options)).toBeLessThanOrEqual(75);
});

test('the wait grows to the whole setting while answers are typed past before they come', () => {
  const half = waitAfter(key('('), { ...fresh, waste: 0.75 }, options);
  expect(half).toBeCloseTo(37.5);
  expect(waitAfter(key('('), { ...fresh, waste: 1 }, options)).toBe(75);
});

test('a slow model is asked at once', () => {
  expect(waitAfter(key('a'), { ...fresh, latencyMs: 1500 }, options)).toBe(0);
});

test('a debounce of 0 asks at once everywhere', () => {
  for (const inserted of ['a', '(', '\n', '']) {
    expect(waitAfter(key(inserted, { removedLength: 1 }), { ...fresh, waste: 1 }, { debounceMs: 0 })).toBe(0);
  }
});

test('rhythm, latency and waste are learned from what happens', () => {
  const pace = new Pace();
  for (let at = 0; at <= 1000; at += 100) pace.keystroke(key('a', { at }), { debounceMs: 0 });
  pace.keystroke(key('a', { at: 9000 }), { debounceMs: 0 });
  pace.heard(200);
  for (let count = 0; count < 30; count++) pace.over(false);
  expect(pace.habits.rhythmMs).toBeCloseTo(100);
  expect(pace.habits.latencyMs).toBe(200);
  expect(pace.habits.waste).toBeGreaterThan(0.9);
  for (let count = 0; count < 30; count++) pace.over(true);
  expect(pace.habits.waste).toBeLessThan(0.1);
});

test('a document without keystrokes is settled', async () => {
  await new Pace().settled('file:///never', new AbortController().signal);
});

test('a wait ends with its signal', async () => {
  const pace = new Pace();
  const leaving = new AbortController();
  pace.keystroke(key('a'), { debounceMs: 5000 });
  const settled = pace.settled('file:///a', leaving.signal);
  leaving.abort();
  await expect(settled).rejects.toThrow(/abort/i);
  pace.forget('file:///a');
});
