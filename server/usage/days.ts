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
}
