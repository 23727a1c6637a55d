/** What differs between two plans, visit by visit: told before the changed one is taken. */
import type { VisitPlan } from "../../api/visits";

export interface StopChange {
  readonly kind: "gone" | "moved" | "new" | "left";
  readonly accountId: string;
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

/** `without` fell out; every other visit is told only where it begins at another time, is new, or fits no more. */
export function planChange(before: VisitPlan, after: VisitPlan, without: string): readonly StopChange[] {
  const was = stopsOf(before);
  const is = stopsOf(after);
  const changes: StopChange[] = [];
  for (const [id, stop] of was) {
    const now = is.get(id);
    if (now?.begins === stop.begins) continue;
    if (now) {
      changes.push({ kind: "moved", accountId: id, name: stop.name, before: stop.begins, after: now.begins });
    } else {
      changes.push({ kind: id === without ? "gone" : "left", accountId: id, name: stop.name });
    }
  }
  for (const [id, stop] of is) {
    if (!was.has(id)) changes.push({ kind: "new", accountId: id, name: stop.name, after: stop.begins });
  }
  return changes;
}

function stopsOf(plan: VisitPlan): Map<string, { readonly name: string; readonly begins: string }> {
  const stops = plan.days.flatMap((day) => day.stops);
  return new Map(
    stops.flatMap(({ visit, begins }) =>
      visit ? [[visit.account.id, { name: visit.account.name, begins }] as const] : [],
    ),
  );
}
