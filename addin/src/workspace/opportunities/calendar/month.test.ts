import { describe, expect, it } from "vitest";
import { dayBeside, monthBeside, weeksOf } from "./month";

describe("the weeks of a month", () => {
  it.each([
    ["2026-11", "2026-10-26", "2026-12-06", 6],
    ["2027-02", "2027-02-01", "2027-02-28", 4],
    ["2028-02", "2028-01-31", "2028-03-05", 5],
  ])("%s goes from Monday %s to Sunday %s in %i weeks", (month, first, last, count) => {
    const weeks = weeksOf(month);
    expect(weeks).toHaveLength(count);
    expect(weeks[0]?.[0]).toBe(first);
    expect(weeks.at(-1)?.at(-1)).toBe(last);
    expect(new Set(weeks.flat()).size).toBe(7 * count);
  });

  it("goes over the turn of the year, and over the change of the clocks", () => {
    expect(monthBeside("2026-12", 1)).toBe("2027-01");
    expect(monthBeside("2026-01", -1)).toBe("2025-12");
    expect(dayBeside("2026-10-25", 1)).toBe("2026-10-26");
  });
});
