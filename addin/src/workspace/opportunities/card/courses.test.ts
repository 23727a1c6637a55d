import { describe, expect, it } from "vitest";
import type { FieldChange } from "../../../api/pipeline";
import { dateCourse, stageCourse } from "./courses";

const STAGES = ["lead", "offer", "won"].map((key) => ({ key, name: key.toUpperCase() }));
const END = new Date("2026-01-11T00:00:00Z");
const SINCE = new Date("2026-01-01T00:00:00Z");

function change(field: string, day: number, before: unknown, after: unknown): FieldChange {
  const at = new Date(Date.UTC(2026, 0, day)).toISOString();
  return { id: `${field}${day}`, at, actor: null, field, before, after, is_undone: false };
}

describe("the way through the stages", () => {
  it("says from when to when each lasted, in the order of the process", () => {
    const history = [
      change("stage", 7, "offer", "lead"),
      change("amount", 5, "1", "2"),
      change("stage", 3, "lead", "offer"),
    ];
    const course = stageCourse(history, STAGES, SINCE, END);
    expect(course?.rows).toEqual([
      {
        key: "lead",
        name: "LEAD",
        days: 6,
        spans: [
          { from: 0, to: 0.2 },
          { from: 0.6, to: 1 },
        ],
      },
      { key: "offer", name: "OFFER", days: 4, spans: [{ from: 0.2, to: 0.6 }] },
    ]);
    expect(course?.changes.map(({ id }) => id)).toEqual(["stage3", "stage7"]);
  });

  it("begins with the first change where nobody knows since when", () => {
    const course = stageCourse([change("stage", 6, "lead", "old")], STAGES, undefined, END);
    expect(course?.rows).toEqual([{ key: "old", name: "old", days: 5, spans: [{ from: 0, to: 1 }] }]);
  });

  it("has the stage that was entered this moment", () => {
    const course = stageCourse([change("stage", 11, "lead", "offer")], STAGES, SINCE, END);
    expect(course?.rows.map(({ key, days, spans }) => [key, days, spans])).toEqual([
      ["lead", 10, [{ from: 0, to: 1 }]],
      ["offer", 0, [{ from: 1, to: 1 }]],
    ]);
  });

  it("is nothing without a change", () => {
    expect(stageCourse([change("amount", 6, "1", "2")], STAGES, SINCE, END)).toBeUndefined();
  });
});

describe("how the close date moved", () => {
  it("holds each day that was said, when, and how far it is from the first", () => {
    const history = [
      change("close_date", 6, "2026-04-10", "2026-03-11"),
      change("close_date", 3, "2026-03-01", "2026-04-10"),
    ];
    const course = dateCourse(history, SINCE, END);
    expect(course?.points.map(({ at, height }) => [at, height])).toEqual([
      [0, 0],
      [0.2, 1],
      [0.5, 0.25],
    ]);
    expect([course?.earliest, course?.latest, course?.days]).toEqual(["2026-03-01", "2026-04-10", 10]);
  });

  it("is nothing while only one day was ever said", () => {
    expect(dateCourse([change("close_date", 3, null, "2026-03-01")], SINCE, END)).toBeUndefined();
    expect(dateCourse([], SINCE, END)).toBeUndefined();
  });
});
