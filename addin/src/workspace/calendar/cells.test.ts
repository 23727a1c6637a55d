import { describe, expect, it } from "vitest";
import type { Entry } from "../../api/team-calendar";
import { cellsOf } from "./cells";

const DAYS = ["2026-11-23", "2026-11-24", "2026-11-25"];
const ZONE = "Europe/Madrid";

function entry(id: string, start: string, end: string, given: Partial<Entry> = {}): Entry {
  return { id, user_id: "1", start, end, is_all_day: false, ...given } as Entry;
}

const hour = (id: string, day: string, at: number) =>
  entry(
    id,
    `${day}T${String(at).padStart(2, "0")}:00:00Z`,
    `${day}T${String(at + 1).padStart(2, "0")}:00:00Z`,
  );

const ids = (entries: readonly Entry[]) => entries.map(({ id }) => id);

describe("cells of people and days", () => {
  it("puts whole days first, then what begins first, and each entry on its own person's day", () => {
    const given = [
      hour("late", "2026-11-24", 15),
      hour("early", "2026-11-24", 8),
      entry("whole", "2026-11-23T23:00:00Z", "2026-11-24T23:00:00Z", { is_all_day: true }),
      { ...hour("other", "2026-11-24", 9), user_id: "2" },
    ];
    const cells = cellsOf(given, DAYS, ZONE, 8);
    expect(cells.get("1")?.map((cell) => ids(cell.shown))).toEqual([[], ["whole", "early", "late"], []]);
    expect(cells.get("2")?.map((cell) => ids(cell.shown))).toEqual([[], ["other"], []]);
  });

  it("puts what goes over several days into each of them, and not into the day it ends before", () => {
    const fair = entry("fair", "2026-11-22T23:00:00Z", "2026-11-24T23:00:00Z", { is_all_day: true });
    const night = entry("night", "2026-11-24T21:00:00Z", "2026-11-25T02:00:00Z");
    const cells = cellsOf([fair, night], DAYS, ZONE, 8);
    expect(cells.get("1")?.map((cell) => ids(cell.shown))).toEqual([["fair"], ["fair", "night"], ["night"]]);
  });

  it("counts what a cell has no room for, but shows a single one more", () => {
    const five = [8, 9, 10, 11, 12].map((at) => hour(`${at}`, "2026-11-23", at));
    const [cell] = cellsOf(five, DAYS, ZONE, 3).get("1") ?? [];
    expect([ids(cell?.shown ?? []), cell?.more, cell?.all.length]).toEqual([["8", "9", "10"], 2, 5]);
    const [whole] = cellsOf(five.slice(0, 4), DAYS, ZONE, 3).get("1") ?? [];
    expect([whole?.shown.length, whole?.more]).toEqual([4, 0]);
  });
});
