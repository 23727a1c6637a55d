import { describe, expect, it } from "vitest";
import { addDays, dayOf, instantOf, mondayOf, wallOf } from "./wall-time";

const MADRID = "Europe/Madrid";

describe("instants and wall times", () => {
  it("are turned into each other in summer, winter and across the change of clocks", () => {
    for (const instant of ["2026-07-01T07:30:00Z", "2026-12-01T08:30:00Z", "2026-10-25T08:00:00Z"]) {
      expect(instantOf(wallOf(instant, MADRID), MADRID).toISOString()).toBe(new Date(instant).toISOString());
    }
    expect(wallOf("2026-10-25T00:30:00Z", MADRID)).toBe("2026-10-25T02:30:00");
    expect(wallOf("2026-10-25T01:30:00Z", MADRID)).toBe("2026-10-25T02:30:00");
  });

  it("belong to the day of their zone", () => {
    expect(dayOf("2026-11-24T23:30:00Z", MADRID)).toBe("2026-11-25");
    expect(instantOf("2026-11-25", MADRID).toISOString()).toBe("2026-11-24T23:00:00.000Z");
  });

  it("count days and weeks as a calendar does", () => {
    expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
    expect(mondayOf("2026-11-22")).toBe("2026-11-16");
    expect(mondayOf("2026-11-23")).toBe("2026-11-23");
  });
});
