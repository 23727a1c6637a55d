/** Groups mail by age as Outlook's list does. */
import type { Message } from "./mailbox";

const AGES = ["today", "yesterday", "thisWeek", "lastWeek", "older"] as const;
type Age = (typeof AGES)[number];

const DAY_MS = 86_400_000;

/** Groups in order, none empty; messages keep the order they came in. */
export function groupByAge(messages: readonly Message[], now: Date, locale: string) {
  const today = startOfDay(now);
  const firstWeekday = locale.startsWith("es") ? 1 : 0;
  const weekStart = today - ((now.getDay() - firstWeekday + 7) % 7) * DAY_MS;
  const ageOf = ({ receivedDateTime }: Message): Age => {
    const day = startOfDay(new Date(receivedDateTime));
    if (day >= today) return "today";
    if (day >= today - DAY_MS) return "yesterday";
    if (day >= weekStart) return "thisWeek";
    return day >= weekStart - 7 * DAY_MS ? "lastWeek" : "older";
  };
  return AGES.map((age) => ({ age, messages: messages.filter((message) => ageOf(message) === age) })).filter(
    (group) => group.messages.length > 0,
  );
}

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
