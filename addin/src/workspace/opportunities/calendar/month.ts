/** The days of a month as a calendar shows them: whole weeks from Monday on. Days are ISO dates, as the API has them. */

export function monthOf(day: string): string {
  return day.slice(0, 7);
}

/** The month that is so many months away. */
export function monthBeside(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return isoDay(new Date(Date.UTC(year, number - 1 + by, 1))).slice(0, 7);
}

export function weeksOf(month: string): readonly (readonly string[])[] {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const first = new Date(Date.UTC(year, number - 1, 1));
  const last = new Date(Date.UTC(year, number, 0));
  const start = -((first.getUTCDay() + 6) % 7);
  const weeks = Math.ceil((last.getUTCDate() - start) / 7);
  const day = (place: number) => isoDay(new Date(Date.UTC(year, number - 1, 1 + start + place)));
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => day(7 * week + weekday)),
  );
}

export function dayBeside(day: string, by: number): string {
  return isoDay(new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000 * by));
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
