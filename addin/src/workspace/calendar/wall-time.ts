/** Between instants and wall times of a zone: the calendar grid knows days and hours, not zones. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone || "UTC",
    dateStyle: "short",
    timeStyle: "medium",
  });
  formats.set(zone, made);
  return made;
}

/** The wall time of an instant, as `2026-11-24T09:30:00`. */
export function wallOf(instant: string | Date, zone: string): string {
  return formatOf(zone).format(new Date(instant)).replace(" ", "T");
}

/** The day of an instant, as `2026-11-24`. */
export function dayOf(instant: string | Date, zone: string): string {
  return wallOf(instant, zone).slice(0, 10);
}

/** The instant of a wall time; one that a clock change skips is taken as the time after it. */
export function instantOf(wall: string, zone: string): Date {
  const asUtc = Date.parse(`${wall.length === 10 ? `${wall}T00:00:00` : wall}Z`);
  // The offset at the guess may differ from that at the answer, so it is asked a second time.
  const once = asUtc - offsetAt(asUtc, zone);
  return new Date(asUtc - offsetAt(once, zone));
}

function offsetAt(instant: number, zone: string): number {
  return Date.parse(`${wallOf(new Date(instant), zone)}Z`) - Math.floor(instant / 1000) * 1000;
}

export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

export function mondayOf(day: string): string {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

/** What a local Date of the browser shows on its clock, as a wall time: how the grid tells of a drop. */
export function shownOn(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:00`;
}
