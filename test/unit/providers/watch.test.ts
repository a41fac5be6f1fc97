// Deadlines of one request, on a clock of the test.
import { expect, test } from 'vitest';
import { Watch } from '../../../server/providers/watch.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const deadlines = { firstMs: 100, idleMs: 30, totalMs: 500 };

function started(caller = new AbortController()) {
  const clock = new FakeClock();
  return { clock, caller, watch: new Watch(clock, deadlines, caller.signal) };
}

test('nothing within the first deadline ends the request', async () => {
  const { clock, watch } = started();
  await clock.advance(99);
  expect(watch.signal.aborted).toBe(false);
  await clock.advance(1);
  expect(watch.signal.aborted).toBe(true);
  expect(watch.passed).toEqual({ deadline: 'firstMs', ms: 100 });
});

test('messages keep it alive, silence between them does not', async () => {
  const { clock, watch } = started();
  for (let count = 0; count < 6; count++) {
    watch.beat();
    await clock.advance(20);
  }
  expect(watch.passed).toBeUndefined();
  await clock.advance(10);
  expect(watch.passed).toEqual({ deadline: 'idleMs', ms: 30 });
});

test('a stream that never ends is ended', async () => {
  const { clock, watch } = started();
  for (let count = 0; count < 60; count++) {
    watch.beat();
    await clock.advance(10);
  }
  expect(watch.passed).toEqual({ deadline: 'totalMs', ms: 500 });
});

test('the caller’s abort is not a deadline', () => {
  const { caller, watch } = started();
  caller.abort();
  expect(watch.signal.aborted).toBe(true);
  expect(watch.passed).toBeUndefined();
  expect(() => watch.throwIfCallerAborted()).toThrow(expect.objectContaining({ name: 'AbortError' }));
});

test('behind the last message the connection has a short while to end', async () => {
  const { clock, watch } = started();
  watch.beat();
  watch.expectEnd(5);
  await clock.advance(5);
  expect(watch.signal.aborted).toBe(true);
});

test('a stopped watch leaves no timer behind', async () => {
  const { clock, watch } = started();
  watch.beat();
  await clock.advance(1);
  watch.stop();
  await clock.advance(0);
  expect(clock.sleeping).toBe(0);
});
