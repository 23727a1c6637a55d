/** What the list is asked, as the address says it: a link, a reload and the back button show the same again. */
import type { Asked, Grouping, Order } from "../../api/pipeline";

/** How the opportunities stand before one; the same filters hold for all of them. */
export const LOOKS = ["list", "board", "calendar", "forecast", "review", "import"] as const;
export type Look = (typeof LOOKS)[number];

export interface Question {
  readonly look: Look;
  readonly asked: Asked;
  readonly order: Order;
  readonly isDescending: boolean;
  readonly by: Grouping | undefined;
  /** The columns one wants, in their order; undefined for those of the house. */
  readonly columns: readonly string[] | undefined;
  /** The weekly review one looks at. */
  readonly review: string | undefined;
}

const LISTS = [
  "stages",
  "owner_ids",
  "territory_ids",
  "groups",
  "currencies",
  "products",
  "attention",
] as const;
const WHICH = ["open", "won", "lost", "cancelled", "closed", "all"] as const;
const ORDERS: readonly Order[] = [
  "name",
  "account",
  "stage",
  "amount",
  "close_date",
  "invoice_date",
  "created_on",
  "next_date",
  "probability",
  "owner",
  "group",
  "last_interaction",
];
export const GROUPINGS: readonly Grouping[] = [
  "stage",
  "owner",
  "account",
  "territory",
  "group",
  "month",
  "quarter",
  "outcome",
];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const AMOUNT = /^\d{1,14}(\.\d{1,2})?$/;

const COLUMN = /^[a-z0-9_]{1,60}(\.[a-z0-9_]{1,60})?$/;
const OWN = "own.";

export const OPEN_BY_CLOSE_DATE: Question = {
  look: "list",
  asked: {},
  order: "close_date",
  isDescending: false,
  by: undefined,
  columns: undefined,
  review: undefined,
};

/** Reads what stands after the question mark; what is not understood is left out. */
export function questionOf(search: string): Question {
  const told = new URLSearchParams(search);
  const asked: Record<string, unknown> = {};
  for (const name of LISTS) {
    const values = told.getAll(name).filter((value) => value !== "");
    if (values.length > 0) asked[name] = values;
  }
  const which = told.get("which");
  if (which !== null && WHICH.some((one) => one === which) && which !== "open") asked.which = which;
  const query = told.get("query");
  if (query) asked.query = query.slice(0, 200);
  for (const name of ["least", "most"] as const) {
    const value = told.get(name);
    if (value !== null && AMOUNT.test(value)) asked[name] = value;
  }
  const first = dayOf(told.get("from"));
  const last = dayOf(told.get("to"));
  if (first ?? last) asked.closes = { first: first ?? null, last: last ?? null };
  const custom = [...told].filter(([name, value]) => name.startsWith(OWN) && value !== "");
  if (custom.length > 0) {
    asked.custom = Object.fromEntries(custom.map(([name, value]) => [name.slice(OWN.length), value]));
  }
  const columns = told
    .get("columns")
    ?.split(",")
    .filter((one) => COLUMN.test(one));
  return {
    look: LOOKS.find((one) => one === told.get("look")) ?? "list",
    review: /^\d{1,18}$/.exec(told.get("review") ?? "")?.[0],
    columns: columns?.length ? columns : undefined,
    asked: asked as Asked,
    order: ORDERS.find((one) => one === told.get("order")) ?? "close_date",
    isDescending: told.get("down") === "1",
    by: GROUPINGS.find((one) => one === told.get("by")),
  };
}

/** Writes it for the address; the list as it opens leaves nothing there. */
export function searchOf(question: Question): string {
  const told = new URLSearchParams();
  const asked = question.asked;
  for (const name of LISTS) for (const value of asked[name] ?? []) told.append(name, value);
  if (asked.which && asked.which !== "open") told.set("which", asked.which);
  if (asked.query) told.set("query", asked.query);
  if (asked.least) told.set("least", String(asked.least));
  if (asked.most) told.set("most", String(asked.most));
  if (asked.closes?.first) told.set("from", asked.closes.first);
  if (asked.closes?.last) told.set("to", asked.closes.last);
  for (const [name, value] of Object.entries(asked.custom ?? {})) told.set(OWN + name, value);
  if (question.look !== "list") told.set("look", question.look);
  if (question.look === "review" && question.review) told.set("review", question.review);
  if (question.columns) told.set("columns", question.columns.join(","));
  if (question.order !== "close_date") told.set("order", question.order);
  if (question.isDescending) told.set("down", "1");
  if (question.by) told.set("by", question.by);
  const written = told.toString();
  return written === "" ? "" : `?${written}`;
}

/** Whether anything narrows the list. */
export function isNarrowed(question: Question): boolean {
  return searchOf({ ...OPEN_BY_CLOSE_DATE, asked: question.asked }) !== "";
}

/** The same list, narrowed to one of its groups; undefined where a group is what has no value. */
export function within(question: Question, by: Grouping, key: string | null): Question | undefined {
  if (key === null) return undefined;
  return { ...question, asked: narrowed(question.asked, by, key), by: undefined };
}

function narrowed(asked: Asked, by: Grouping, key: string): Asked {
  switch (by) {
    case "stage":
      return { ...asked, stages: [key] };
    case "owner":
      return { ...asked, owner_ids: [key] };
    case "account":
      return { ...asked, account_ids: [key] };
    case "territory":
      return { ...asked, territory_ids: [key] };
    case "group":
      return { ...asked, groups: [key] };
    case "month":
      return { ...asked, closes: { first: key, last: lastDay(key, 1) } };
    case "quarter":
      return { ...asked, closes: { first: key, last: lastDay(key, 3) } };
    case "outcome":
      return { ...asked, which: key as NonNullable<Asked["which"]> };
  }
}

function lastDay(first: string, months: number): string {
  const [year = 0, month = 1] = first.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 0)).toISOString().slice(0, 10);
}

function dayOf(text: string | null): string | undefined {
  return text !== null && DAY.test(text) ? text : undefined;
}
