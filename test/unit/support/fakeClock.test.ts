// The clock of the tests must itself be right.
import { expect, test } from 'vitest';
import { FakeClock } from '../../support/fakeClock.ts';

test('sleepers wake in the order of their time, not of their going to sleep', async () => {
  const clock = new FakeClock(0);
  const woken: string[] = [];
  void clock.sleep(30).then(() => woken.push(`late at ${clock.now()}`));
  void clock.sleep(10).then(() => woken.push(`early at ${clock.now()}`));
  await clock.advance(9);
  expect(woken).toEqual([]);
  await clock.advance(100);
  expect(woken).toEqual(['early at 10', 'late at 30']);
  expect(clock.now()).toBe(109);
});

test('one advance carries a loop of sleeps through', async () => {
  const clock = new FakeClock(0);
  const ticks: number[] = [];
  const loop = async () => {
    for (let i = 0; i < 3; i++) {
      await clock.sleep(10);
      ticks.push(clock.now());
    }
  };
  const done = loop();
  await clock.advance(30);
  await done;
  expect(ticks).toEqual([10, 20, 30]);
});

test('an aborted sleeper rejects at once and is no longer asleep', async () => {
  const clock = new FakeClock(0);
  const abort = new AbortController();
  const sleep = clock.sleep(1000, abort.signal);
  expect(clock.sleeping).toBe(1);
  abort.abort();
  await expect(sleep).rejects.toMatchObject({ name: 'AbortError' });
  expect(clock.sleeping).toBe(0);
});
