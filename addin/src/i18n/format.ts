/** Dates, times, money and lists in the reader's locale: words up to a week away, dates beyond. */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export interface Format {
  /** How long ago or ahead, in words up to a week ("yesterday", "3 days ago"), then the date. */
  readonly distance: (at: Date, now: Date) => string;
  /** When something one acts on happens: weekday, date and time. */
  readonly appointment: (at: Date, now: Date) => string;
  /** A day one acts on, without time: weekday and date. */
  readonly dueDay: (isoDate: string, now: Date) => string;
  /** A plain date, with the year only where it is not this one. */
  readonly day: (isoDate: string, now: Date) => string;
  /** Date and time to the minute, for titles and screen readers. */
  readonly exact: (at: Date) => string;
  /** Date and time in short, always with the year, as a mail's header has it. */
  readonly stamp: (at: Date) => string;
  readonly time: (at: Date) => string;
  /** When a mail came, as a list has it: the time today, the weekday and time in the last days, then the date. */
  readonly received: (at: Date, now: Date) => string;
  readonly money: (amount: { value: string; currency: string }) => string;
  readonly list: (names: readonly string[]) => string;
  readonly number: (value: number) => string;
}

export function createFormat(locale: string, timeZone?: string): Format {
  const zone = timeZone === undefined ? {} : { timeZone };
  const dateFormat = (options: Intl.DateTimeFormatOptions, inZone: Intl.DateTimeFormatOptions = zone) =>
    new Intl.DateTimeFormat(locale, { ...options, ...inZone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  const number = new Intl.NumberFormat(locale);
  const timeOnly = dateFormat({ hour: "numeric", minute: "2-digit" });
  const exact = dateFormat({ dateStyle: "full", timeStyle: "short" });
  const stamp = dateFormat({ dateStyle: "medium", timeStyle: "short" });
  const weekdayTime = dateFormat({ weekday: "short", hour: "numeric", minute: "2-digit" });
  const dayNumber = dayNumberIn(timeZone);
  const shortDate = (withYear: boolean, weekday: boolean, inZone?: Intl.DateTimeFormatOptions) =>
    dateFormat(
      {
        day: "numeric",
        month: "short",
        ...(withYear && { year: "numeric" }),
        ...(weekday && { weekday: "short" }),
      },
      inZone,
    );
  const isoDay = (isoDate: string, now: Date, weekday: boolean) => {
    const at = new Date(`${isoDate.slice(0, 10)}T00:00:00Z`);
    const otherYear = at.getUTCFullYear() !== now.getUTCFullYear();
    return shortDate(otherYear, weekday, { timeZone: "UTC" }).format(at);
  };

  return {
    distance: (at, now) => {
      const ms = at.getTime() - now.getTime();
      if (Math.abs(ms) < HOUR_MS) return relative.format(Math.round(ms / MINUTE_MS), "minute");
      const days = dayNumber(at) - dayNumber(now);
      if (days === 0) return `${relative.format(0, "day")}, ${timeOnly.format(at)}`;
      if (Math.abs(days) <= 7) return relative.format(days, "day");
      return shortDate(Math.abs(ms) > 300 * DAY_MS, false).format(at);
    },
    appointment: (at, now) => {
      const days = dayNumber(at) - dayNumber(now);
      const day =
        Math.abs(days) <= 1 ? relative.format(days, "day") : shortDate(Math.abs(days) > 300, true).format(at);
      return `${day}, ${timeOnly.format(at)}`;
    },
    dueDay: (isoDate, now) => {
      const days = Date.parse(`${isoDate.slice(0, 10)}T00:00:00Z`) / DAY_MS - dayNumber(now);
      return Math.abs(days) <= 1 ? relative.format(days, "day") : isoDay(isoDate, now, true);
    },
    day: (isoDate, now) => isoDay(isoDate, now, false),
    exact: (at) => exact.format(at),
    stamp: (at) => stamp.format(at),
    time: (at) => timeOnly.format(at),
    received: (at, now) => {
      const age = dayNumber(now) - dayNumber(at);
      if (age === 0) return timeOnly.format(at);
      return age > 0 && age < 7 ? weekdayTime.format(at) : shortDate(age > 300, false).format(at);
    },
    money: ({ value, currency }) =>
      new Intl.NumberFormat(locale, {
        style: "currency",
        currency,
        trailingZeroDisplay: "stripIfInteger",
      }).format(Number(value)),
    list: (names) => list.format(names),
    number: (value) => number.format(value),
  };
}

/** Days since 1970 as the calendar in `timeZone` counts them, so that "yesterday" means yesterday there. */
function dayNumberIn(timeZone: string | undefined): (at: Date) => number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  return (at) => Date.parse(`${parts.format(at)}T00:00:00Z`) / DAY_MS;
}
