/** What the history tells of an opportunity's way: in which stage it was when, and how its close date moved. Pure. */
import type { FieldChange } from "../../../api/pipeline";

const DAY_MS = 86_400_000;

/** A stage with the times it lasted, as shares of the whole. */
interface StageRow {
  readonly key: string;
  readonly name: string;
  readonly spans: readonly { readonly from: number; readonly to: number }[];
  readonly days: number;
}

export interface StageCourse {
  readonly rows: readonly StageRow[];
  readonly start: Date;
  readonly end: Date;
  readonly changes: readonly FieldChange[];
}

interface DatePoint {
  /** When it was said, as a share of the whole. */
  readonly at: number;
  /** Which day was said, as a share between the earliest and the latest of them. */
  readonly height: number;
  readonly day: string;
}

export interface DateCourse {
  readonly points: readonly DatePoint[];
  readonly start: Date;
  readonly end: Date;
  readonly earliest: string;
  readonly latest: string;
  /** How far the first day and the present one lie apart; later is more than nothing. */
  readonly days: number;
  readonly changes: readonly FieldChange[];
}

interface Stage {
  readonly key: string;
  readonly name: string;
}

/** Undefined where the stage never changed. `since` is when the opportunity began, where that is known. */
export function stageCourse(
  history: readonly FieldChange[],
  stages: readonly Stage[],
  since: Date | undefined,
  end: Date,
): StageCourse | undefined {
  const changes = changesOf(history, "stage");
  const [first] = changes;
  if (!first) return undefined;
  const start = startOf(first, since);
  const place = sharesOf(start, end);
  const spans = new Map<string, { from: number; to: number }[]>();
  const add = (stage: unknown, from: Date, to: Date) => {
    if (typeof stage !== "string" || to < from) return;
    spans.set(stage, [...(spans.get(stage) ?? []), { from: place(from), to: place(to) }]);
  };
  const firstAt = new Date(first.at);
  if (start < firstAt) add(first.before, start, firstAt);
  changes.forEach((one, index) => {
    const next = changes[index + 1];
    const from = new Date(one.at);
    // What was entered this moment is where it is, however short that is.
    add(one.after, from, next ? new Date(next.at) : new Date(Math.max(end.getTime(), from.getTime())));
  });
  const named = stages.filter(({ key }) => spans.has(key));
  const gone = [...spans.keys()].filter((key) => !stages.some((stage) => stage.key === key));
  const days = (end.getTime() - start.getTime()) / DAY_MS;
  const rows = [...named, ...gone.map((key) => ({ key, name: key }))].map(({ key, name }) => {
    const own = spans.get(key) ?? [];
    return {
      key,
      name,
      spans: own,
      days: Math.round(own.reduce((sum, one) => sum + (one.to - one.from) * days, 0)),
    };
  });
  return { rows, start, end, changes };
}

/** Undefined where no two days were ever said. */
export function dateCourse(
  history: readonly FieldChange[],
  since: Date | undefined,
  end: Date,
): DateCourse | undefined {
  const changes = changesOf(history, "close_date");
  const [first] = changes;
  if (!first) return undefined;
  const start = startOf(first, since);
  const said = [
    { at: start, day: first.before },
    ...changes.map((one) => ({ at: new Date(one.at), day: one.after })),
  ].flatMap(({ at, day }) => (typeof day === "string" ? [{ at, day }] : []));
  const days = said.map(({ day }) => day).sort();
  const [earliest, latest] = [days[0], days.at(-1)];
  const [from, to] = [said[0]?.day, said.at(-1)?.day];
  if (!earliest || !latest || !from || !to || earliest === latest) return undefined;
  const place = sharesOf(start, end);
  const height = sharesOf(new Date(earliest), new Date(latest));
  return {
    points: said.map(({ at, day }) => ({ at: place(at), height: height(new Date(day)), day })),
    start,
    end,
    earliest,
    latest,
    days: Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS),
    changes,
  };
}

/** The oldest first. */
function changesOf(history: readonly FieldChange[], field: string): readonly FieldChange[] {
  return history.filter((one) => one.field === field).toReversed();
}

function startOf(first: FieldChange, since: Date | undefined): Date {
  const changed = new Date(first.at);
  return since && since < changed ? since : changed;
}

function sharesOf(start: Date, end: Date): (at: Date) => number {
  const whole = end.getTime() - start.getTime();
  return (at) => (whole <= 0 ? 1 : Math.min(1, Math.max(0, (at.getTime() - start.getTime()) / whole)));
}
