// Which day and month a moment belongs to, for the person at this machine.

/** Days change at most every quarter of an hour anywhere on earth, so one look-up serves a quarter. */
const quarterMs = 900_000;
const mostRemembered = 50_000;

/** Calendar days of a time zone, as `2026-01-15`. */
export class Days {
  readonly #format: Intl.DateTimeFormat;
  readonly #known = new Map<number, string>();

  /** `timeZone` is an IANA name; without it, the machine's own. */
  constructor(timeZone?: string) {
    const zone = timeZone === undefined ? {} : { timeZone };
    this.#format = new Intl.DateTimeFormat('en-US', {
      ...zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  }

  /** The day of a time in milliseconds since the epoch. */
  dayOf(ms: number): string {
    const quarter = Math.floor(ms / quarterMs);
    const known = this.#known.get(quarter);
    if (known !== undefined) return known;
    const parts = new Map(this.#format.formatToParts(ms).map((part) => [part.type, part.value]));
    const day = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
    if (this.#known.size >= mostRemembered) this.#known.clear();
    this.#known.set(quarter, day);
    return day;
  }

  /** The month, as `2026-01`. */
  monthOf(ms: number): string {
    return this.dayOf(ms).slice(0, 7);
  }
  /** When a day such as `2026-01-15` begins, in milliseconds since the epoch; `undefined` for what is no day of the calendar. */
  startOf(day: string): number | undefined {
    const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
    if (year === undefined || month === undefined || date === undefined) return undefined;
    const asUtc = daysSinceEpoch(Number(year), Number(month), Number(date)) * dayMs;
    // Local days begin up to 14 hours before and 12 hours after those of UTC.
    for (let at = asUtc - 14 * hourMs; at <= asUtc + 13 * hourMs; at += quarterMs) {
      if (this.dayOf(at) === day) return at;
    }
    return undefined;
  }
}

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Days from 1970-01-01 to a date of the Gregorian calendar. Years are counted from March, so that the leap day comes last. */
function daysSinceEpoch(year: number, month: number, date: number): number {
  const fromMarch = month > 2 ? month - 3 : month + 9;
  const years = month > 2 ? year : year - 1;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  // Months from March on have 31, 30, 31, 30, 31 days again and again: 153 in five.
  const daysBefore = Math.floor((153 * fromMarch + 2) / 5);
  const firstOfMarchYearZeroToEpoch = 719_468;
  return years * 365 + leapDays + daysBefore + date - 1 - firstOfMarchYearZeroToEpoch;
}

/**
 * What `--since` means: a day (`2026-01-15`), a month (`2026-01`), or so many days up to and with today (`7d`). Gives milliseconds
 * since the epoch; `undefined` when it is none of them.
 */
export function sinceOf(text: string, now: number, days: Days): number | undefined {
  const back = /^(\d{1,4})d$/.exec(text)?.[1];
  if (back !== undefined) {
    // From noon to noon: days of 23 and 25 hours do not move the result to a neighbour.
    const noon = (days.startOf(days.dayOf(now)) ?? now) + dayMs / 2;
    return days.startOf(days.dayOf(noon - (Math.max(1, Number(back)) - 1) * dayMs));
  }
  return days.startOf(/^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text);
}
