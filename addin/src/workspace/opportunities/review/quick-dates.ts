/** A working day so many days from now: what falls on a weekend comes on the Monday after. */
export function inDays(now: Date, days: number): string {
  const day = new Date(now.getTime() + 86_400_000 * days);
  const weekday = day.getUTCDay();
  const late = weekday === 6 ? 2 : weekday === 0 ? 1 : 0;
  return new Date(day.getTime() + 86_400_000 * late).toISOString().slice(0, 10);
}
