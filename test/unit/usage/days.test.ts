// Days as the person at the machine counts them.
import { expect, test } from 'vitest';
import { Days, sinceOf } from '../../../server/usage/days.ts';

const newYear = Date.UTC(2026, 0, 1);

test('a moment belongs to different days in different places', () => {
  expect(new Days('UTC').dayOf(newYear)).toBe('2026-01-01');
  expect(new Days('America/New_York').dayOf(newYear)).toBe('2025-12-31');
  expect(new Days('America/New_York').monthOf(newYear)).toBe('2025-12');
  expect(new Days('Asia/Kathmandu').dayOf(newYear - 5.75 * 3_600_000)).toBe('2026-01-01');
  expect(new Days('Asia/Kathmandu').dayOf(newYear - 5.75 * 3_600_000 - 1)).toBe('2025-12-31');
});

test('each quarter of an hour of a year is on the day that a calendar tells', () => {
  const days = new Days('UTC');
  for (let at = newYear; at < newYear + 366 * 86_400_000; at += 900_000) {
    if (days.dayOf(at) !== new Date(at).toISOString().slice(0, 10)) throw new Error(`wrong day for ${at}`);
  }
});

test('a day begins when its first quarter of an hour does, everywhere and on days of 23 and 25 hours', () => {
  for (const zone of ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
    const days = new Days(zone);
    for (let at = newYear; at < newYear + 366 * 86_400_000; at += 86_400_000) {
      const start = days.startOf(days.dayOf(at));
      if (start === undefined) throw new Error(`no start for ${at} in ${zone}`);
      expect([days.dayOf(start), days.dayOf(start - 1)]).toEqual([
        days.dayOf(at),
        expect.not.stringMatching(days.dayOf(at)),
      ]);
    }
  }
});

test('what is no day of the calendar has no beginning', () => {
  const days = new Days('UTC');
  for (const day of ['2026-02-30', '2026-13-01', '2025-02-29', 'yesterday', '2026-1-1', '']) {
    expect(days.startOf(day)).toBeUndefined();
  }
  expect(days.startOf('2024-02-29')).toBe(Date.UTC(2024, 1, 29));
});

test('--since takes a day, a month, or a number of days with today', () => {
  const days = new Days('America/New_York');
  const now = Date.UTC(2026, 2, 10, 17);
  const since = (text: string) => {
    const at = sinceOf(text, now, days);
    return at === undefined ? undefined : new Date(at).toISOString();
  };
  expect(since('2026-01-15')).toBe('2026-01-15T05:00:00.000Z');
  expect(since('2026-02')).toBe('2026-02-01T05:00:00.000Z');
  expect(since('1d')).toBe('2026-03-10T04:00:00.000Z');
  // Clocks went forward on the 8th.
  expect(since('4d')).toBe('2026-03-07T05:00:00.000Z');
  expect(since('last week')).toBeUndefined();
});
