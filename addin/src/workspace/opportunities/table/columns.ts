/** What can stand in the list beside the name: fields that are changed in place, the organisation's own, and what Trato knows. */
import { useMemo } from "react";
import type { Order, PipelineChoices, PipelineRow } from "../../../api/pipeline";
import type { Format } from "../../../i18n/format";
import { useLocale } from "../../../i18n/locale-context";
import { FIELDS, type Field, type FieldKey, ownField } from "../fields";
import { type ListText, useListText } from "../texts";

export interface Column {
  readonly key: string;
  readonly name: string;
  readonly order?: Order;
  readonly isNumber: boolean;
  /** What is changed in place. */
  readonly field?: Field;
  /** What only can be read. */
  readonly shown?: (row: PipelineRow, now: Date) => string;
}

/** The usual ones, in their order. */
const USUAL = [
  "stage", "amount", "probability", "close_date", "next_date", "next_objective", "owner_id", "last_interaction",
] as const; // biome-ignore format: names in rows

const CHANGED: readonly { readonly key: FieldKey; readonly order?: Order; readonly isNumber?: boolean }[] = [
  { key: "stage", order: "stage" },
  { key: "amount", order: "amount", isNumber: true },
  { key: "monthly_amount", isNumber: true },
  { key: "probability", order: "probability", isNumber: true },
  { key: "close_date", order: "close_date" },
  { key: "invoice_date", order: "invoice_date" },
  { key: "created_on", order: "created_on" },
  { key: "next_date", order: "next_date" },
  { key: "next_objective" },
  { key: "owner_id", order: "owner" },
  { key: "wants" },
  { key: "product_names" },
  { key: "competitors" },
  { key: "main_competitor" },
];

type ReadKey =
  | "account" | "group" | "territory" | "quarter" | "units" | "decision_maker" | "last_kind" | "last_interaction"
  | "next_interaction"; // biome-ignore format: names in rows

interface Read {
  readonly order?: Order;
  readonly isNumber?: boolean;
  readonly shown: (row: PipelineRow, now: Date, format: Format, t: ListText) => string;
}

const READ: Readonly<Record<ReadKey, Read>> = {
  account: { order: "account", shown: (row) => row.account?.name ?? "" },
  group: { order: "group", shown: (row) => row.group ?? "" },
  territory: { shown: (row) => row.territory ?? "" },
  quarter: { shown: (row, _now, _format, t) => quarterOf(row.opportunity.close_date, t) },
  units: {
    isNumber: true,
    shown: (row, _now, format) => (row.units === null ? "" : format.number(Number(row.units))),
  },
  decision_maker: {
    shown: ({ opportunity: { decision_maker: maker } }, _now, _format, t) =>
      maker ? `${maker.name} · ${maker.met ? t("field.met") : t("field.notMet")}` : "",
  },
  last_kind: {
    shown: (row, _now, _format, t) => (row.last_interaction ? t(`kind.${row.last_interaction.kind}`) : ""),
  },
  last_interaction: { order: "last_interaction", shown: lastOf },
  next_interaction: {
    shown: ({ next_interaction: next }, now, format) =>
      next ? `${format.appointment(new Date(next.at), now)}: ${shortened(next.subject ?? "")}` : "",
  },
};

/** All columns one can choose from, by name in the reader's language. */
export function useColumns(choices: PipelineChoices | undefined): readonly Column[] {
  const t = useListText();
  const { format } = useLocale();
  return useMemo(() => {
    const changed = CHANGED.map(({ key, isNumber = false, ...rest }) => ({
      ...rest,
      key,
      name: t(`field.${key}`),
      isNumber,
      field: FIELDS[key],
    }));
    const own = (choices?.fields ?? []).map((one) => ({
      key: `custom.${one.key}`,
      name: one.name,
      isNumber: one.kind === "number" || one.kind === "money",
      field: ownField(one, [t("field.yes"), t("field.no")]),
    }));
    const read = (Object.keys(READ) as ReadKey[]).map((key) => {
      const { shown, isNumber = false, ...rest } = READ[key];
      const words = (row: PipelineRow, now: Date) => shown(row, now, format, t);
      return { ...rest, key, name: t(`field.${key}`), isNumber, shown: words };
    });
    return [...changed, ...own, ...read];
  }, [choices, t, format]);
}

/** Those one chose, in that order; the usual ones where one chose none. */
export function chosen(all: readonly Column[], wanted: readonly string[] | undefined): readonly Column[] {
  const by = new Map(all.map((one) => [one.key, one]));
  return (wanted ?? USUAL).map((key) => by.get(key)).filter((one): one is Column => one !== undefined);
}

/** The wish after one column was taken in or left out; undefined where it is the usual list again. */
export function toggled(
  all: readonly Column[],
  shown: readonly Column[],
  key: string,
): readonly string[] | undefined {
  const keys = shown.map((one) => one.key);
  const wanted = keys.includes(key) ? keys.filter((one) => one !== key) : inOrder(all, [...keys, key]);
  return wanted.join() === USUAL.join() || wanted.length === 0 ? undefined : wanted;
}

/** A column that comes back stands where it usually does. */
function inOrder(all: readonly Column[], keys: readonly string[]): readonly string[] {
  const place = (key: string) => {
    const usual = (USUAL as readonly string[]).indexOf(key);
    return usual >= 0 ? usual : USUAL.length + all.findIndex((one) => one.key === key);
  };
  return [...keys].sort((one, other) => place(one) - place(other));
}

function lastOf({ last_interaction: last }: PipelineRow, now: Date, format: Format): string {
  if (!last) return "";
  const words = last.summary ?? last.subject ?? "";
  const when = format.distance(new Date(last.ends_at), now);
  return words === "" ? when : `${when}: ${shortened(words)}`;
}

function quarterOf(day: string | null, t: ListText): string {
  if (day === null) return "";
  const [year = "", month = "1"] = day.split("-");
  return t("by.quarterName", { number: Math.ceil(Number(month) / 3), year });
}

function shortened(words: string): string {
  return words.length > 90 ? `${words.slice(0, 90)}…` : words;
}
