import { expect, test } from 'vitest';
import { Slots } from '../../../server/completion/slots.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';

const live = new AbortController().signal;
const patient = 5000;

/** An account that has room again at a time of the clock. */
function slotsOf(readyAt: () => number, spacingMs = 0) {
  const clock = new FakeClock();
  const start = clock.now();
  const slots = new Slots({
    clock,
    readyInMs: () => Math.max(0, start + readyAt() - clock.now()),
    spacingMs: () => spacingMs,
  });
  return { clock, slots };
}

/** What a promise has come to, without waiting for it. */
async function stateOf(promise: Promise<boolean>): Promise<boolean | 'waiting'> {
  await settle();
  return Promise.race([promise, Promise.resolve('waiting' as const)]);
}

test('an account with room is asked at once', async () => {
  const { slots } = slotsOf(() => 0);
  expect(await slots.free(100, 0, live)).toBe(true);
});

test('a question waits for its slot', async () => {
  const { clock, slots } = slotsOf(() => 700);
  const free = slots.free(100, patient, live);
  await clock.advance(699);
  expect(await stateOf(free)).toBe('waiting');
  await clock.advance(1);
  expect(await free).toBe(true);
});

test('who would wait too long learns that at once', async () => {
  const { slots } = slotsOf(() => 2000);
  expect(await slots.free(100, 1200, live)).toBe(false);
  const never = slotsOf(() => Number.POSITIVE_INFINITY);
  expect(await never.slots.free(100, patient, live)).toBe(false);
});

test('the slot goes to the newest question', async () => {
  let readyAt = 500;
  const { clock, slots } = slotsOf(() => readyAt);
  const older = slots.free(100, patient, live);
  await clock.advance(100);
  const newer = slots.free(100, patient, live).then((free) => {
    readyAt = 1500;
    return free;
  });
  await clock.advance(420);
  expect(await newer).toBe(true);
  expect(await stateOf(older)).toBe('waiting');
  await clock.advance(1100);
  expect(await older).toBe(true);
});

test('a question that is not asked any more leaves the queue', async () => {
  const { clock, slots } = slotsOf(() => 500);
  const typedOn = new AbortController();
  const older = slots.free(100, patient, live);
  const newer = slots.free(100, patient, typedOn.signal);
  typedOn.abort();
  await expect(newer).rejects.toThrow(/abort/i);
  await clock.advance(500);
  expect(await older).toBe(true);
});

test('requests are spaced where the account wants them one by one', async () => {
  const { clock, slots } = slotsOf(() => 0, 1120);
  expect(await slots.free(100, patient, live)).toBe(true);
  slots.begun();
  await clock.advance(300);
  const second = slots.free(100, 0, live);
  await clock.advance(819);
  expect(await stateOf(second)).toBe('waiting');
  await clock.advance(1);
  expect(await second).toBe(true);
});

test.each([
  ['long', 600, 1020],
  ['fast', 150, 1100],
])(
  'behind a request that was %s on its way, the provider sees the next one a second later',
  async (_, wayMs, restMs) => {
    const { clock, slots } = slotsOf(() => 0, 1250);
    const arrived = slots.begun();
    await clock.advance(wayMs);
    arrived();
    const free = slots.free(100, patient, live);
    await clock.advance(restMs - 1);
    expect(await stateOf(free)).toBe('waiting');
    await clock.advance(1);
    expect(await free).toBe(true);
  },
);
