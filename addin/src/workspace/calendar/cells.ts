/** Which entries stand in which cell of a table of people and days, and how many of a cell are shown. Pure. */
import type { Entry } from "../../api/team-calendar";
import { addDays, dayOf } from "./wall-time";

export interface Cell {
  readonly shown: readonly Entry[];
  /** How many more there are; never one, for that one would take no more room than saying so. */
  readonly more: number;
  readonly all: readonly Entry[];
}

const NOTHING: Cell = { shown: [], more: 0, all: [] };

/** The cells of each person, in the order of the days; an entry of several days stands in each of them. */
export function cellsOf(
  entries: readonly Entry[],
  days: readonly string[],
  zone: string,
  most: number,
): ReadonlyMap<string, readonly Cell[]> {
  const places = new Map(days.map((day, place) => [day, place]));
  const rows = new Map<string, Entry[][]>();
  for (const entry of entries) {
    let row = rows.get(entry.user_id);
    if (!row) {
      row = days.map(() => []);
      rows.set(entry.user_id, row);
    }
    for (const day of daysOf(entry, zone)) row[places.get(day) ?? -1]?.push(entry);
  }
  return new Map([...rows].map(([id, row]) => [id, row.map((all) => cellOf(all, most))]));
}

function* daysOf(entry: Entry, zone: string): Generator<string> {
  const first = dayOf(entry.start, zone);
  yield first;
  // Half-open: what ends at midnight does not reach into the day after.
  const last = dayOf(new Date(Date.parse(entry.end) - 1), zone);
  for (let day = addDays(first, 1); day <= last; day = addDays(day, 1)) yield day;
}

function cellOf(entries: Entry[], most: number): Cell {
  if (entries.length === 0) return NOTHING;
  const all = entries.sort((one, other) => rank(one) - rank(other) || startOf(one) - startOf(other));
  const shown = all.length <= most + 1 ? all : all.slice(0, most);
  return { shown, more: all.length - shown.length, all };
}

const rank = (entry: Entry) => (entry.is_all_day ? 0 : 1);
const startOf = (entry: Entry) => Date.parse(entry.start);
