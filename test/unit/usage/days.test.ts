// Days as the person at the machine counts them.
import { expect, test } from 'vitest';
import { Days } from '../../../server/usage/days.ts';

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
