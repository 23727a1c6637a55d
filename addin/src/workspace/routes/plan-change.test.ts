import { expect, it } from "vitest";
import type { VisitPlan, VisitStop } from "../../api/visits";
import { planChange } from "./plan-change";

const place = { lat: 43, lon: -3 };

function stop(id: string, begins: string): VisitStop {
  const visit = {
    account: { id, name: `A${id}` },
    group: "A",
    city: "",
    place,
    last_at: null,
    every_days: 30,
    overdue_days: null,
  };
  return { visit, place, arrives: begins, begins, leaves: begins };
}

function plan(...stops: readonly VisitStop[]): VisitPlan {
  const days = [{ day: "2026-11-24", stops, travel_min: 10, state: "planned" as const }];
  return { user_id: "1", base: place, travel_min: 10, days, left_out: [] };
}

it("tells of each visit that falls out, moves, is new or fits no more, and of no other", () => {
  const before = plan(stop("1", "09:00"), stop("2", "10:30"), stop("3", "12:00"), stop("4", "13:30"));
  const after = plan(stop("1", "09:00"), stop("3", "10:30"), stop("5", "12:00"));
  expect(planChange(before, after, "2").map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "gone A2",
    "moved A3",
    "left A4",
    "new A5",
  ]);
  expect(planChange(before, before, "9")).toEqual([]);
});
