import { expect, it } from "vitest";
import { arrange } from "./day-columns";
import type { CalendarEvent } from "./mailbox";

const day = new Date("2026-11-24T00:00:00Z");
const event = (id: string, start: string, end: string): CalendarEvent => ({
  id,
  start: { dateTime: `2026-11-24T${start}:00.0000000`, timeZone: "UTC" },
  end: { dateTime: `2026-11-24T${end}:00.0000000`, timeZone: "UTC" },
});

it("puts what overlaps beside each other and leaves the rest its whole width", () => {
  const placed = arrange(
    [event("b", "10:30", "11:00"), event("a", "10:00", "11:00"), event("c", "11:00", "12:00")],
    day,
  );
  expect(placed.map(({ event: { id }, column, columns }) => [id, column, columns])).toEqual([
    ["a", 0, 2],
    ["b", 1, 2],
    ["c", 0, 1],
  ]);
});
