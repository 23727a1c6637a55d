/** Which opportunity comes next in a review. */
import type { ReviewStand } from "../../../api/reviews";

/** The first after that one which nobody decided about, else the first of all such; undefined when there is none. */
export function nextOpen(items: readonly ReviewStand[], after: string | undefined): string | undefined {
  const start = items.findIndex(({ opportunity }) => opportunity.id === after) + 1;
  const turned = [...items.slice(start), ...items.slice(0, start)];
  return turned.find((one) => one.verdict === null && one.opportunity.id !== after)?.opportunity.id;
}
