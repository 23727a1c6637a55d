/** Places one day's events so that those which overlap stand beside each other. */
import { type CalendarEvent, instant } from "./mailbox";

export interface Placed {
  readonly event: CalendarEvent;
  readonly fromHour: number;
  readonly toHour: number;
  readonly column: number;
  readonly columns: number;
}

const HOUR_MS = 3_600_000;

export function arrange(events: readonly CalendarEvent[], day: Date): readonly Placed[] {
  const spans = events
    .map((event) => ({
      event,
      fromHour: hourOf(instant(event.start), day),
      toHour: hourOf(instant(event.end), day),
    }))
    .sort((one, other) => one.fromHour - other.fromHour || other.toHour - one.toHour);
  const clusters: (typeof spans)[] = [];
  for (const span of spans) {
    const current = clusters.at(-1);
    if (current?.some(({ toHour }) => toHour > span.fromHour)) current.push(span);
    else clusters.push([span]);
  }
  return clusters.flatMap(placeCluster);
}

/** First column that is free when the event begins. */
function placeCluster(cluster: readonly Omit<Placed, "column" | "columns">[]): readonly Placed[] {
  const busyUntil: number[] = [];
  const placed = cluster.map((span) => {
    const free = busyUntil.findIndex((until) => until <= span.fromHour);
    const column = free === -1 ? busyUntil.length : free;
    busyUntil[column] = span.toHour;
    return { ...span, column };
  });
  return placed.map((span) => ({ ...span, columns: busyUntil.length }));
}

function hourOf(at: Date, day: Date): number {
  return Math.max(0, Math.min(24, (at.getTime() - day.getTime()) / HOUR_MS));
}
