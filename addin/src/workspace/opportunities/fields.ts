/** The fields of an opportunity that are changed in place: how each is shown, typed in, and sent. */
import type { FieldChanges, OwnField, PipelineChoices, PipelineRow } from "../../api/pipeline";
import type { Format } from "../../i18n/format";

type EditKind = "text" | "money" | "date" | "percent" | "choice" | "lines";

export interface Field {
  readonly key: FieldKey | OwnKey;
  readonly kind: EditKind;
  /** What it is called, where the organisation named it. */
  readonly name?: string;
  /** What stands in the input when one begins. */
  readonly typed: (row: PipelineRow) => string;
  readonly shown: (row: PipelineRow, format: Format, now: Date) => string;
  readonly options?: (choices: PipelineChoices) => readonly (readonly [value: string, name: string])[];
  /** Whether what was due by then still is. */
  readonly isLate?: (row: PipelineRow, now: Date) => boolean;
  /** What is sent for what was typed; undefined where it cannot be sent. */
  readonly change: (typed: string, row: PipelineRow) => FieldChanges | undefined;
}

export type FieldKey =
  | "name" | "stage" | "owner_id" | "amount" | "monthly_amount" | "close_date" | "invoice_date" | "created_on"
  | "probability" | "next_date" | "next_objective" | "wants" | "met_on" | "product_names" | "competitors"
  | "main_competitor"; // biome-ignore format: names in rows

/** A field that the organisation added, by the name its history has for it. */
type OwnKey = `custom.${string}`;

type DateKey = "close_date" | "invoice_date" | "created_on" | "next_date" | "met_on";
type TextKey = "name" | "next_objective" | "wants" | "main_competitor";

const DUE: ReadonlySet<DateKey> = new Set(["close_date", "next_date"]);
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export const FIELDS: Readonly<Record<FieldKey, Field>> = {
  name: text("name", (row) => row.opportunity.name),
  next_objective: text("next_objective", (row) => row.opportunity.next_step?.objective ?? ""),
  wants: text("wants", (row) => row.wants),
  main_competitor: text("main_competitor", (row) => row.main_competitor),
  close_date: date("close_date", (row) => row.opportunity.close_date),
  invoice_date: date("invoice_date", (row) => row.invoice_date),
  created_on: date("created_on", (row) => row.created_on),
  next_date: date("next_date", (row) => row.opportunity.next_step?.date ?? null),
  met_on: date("met_on", () => null),
  amount: money("amount", (row) => row.opportunity.amount?.value ?? null),
  monthly_amount: money("monthly_amount", (row) => row.monthly_amount),
  probability: {
    key: "probability",
    kind: "percent",
    typed: (row) => String(row.probability),
    shown: (row, format) => `${format.number(row.probability)} %`,
    change: (typed) => {
      const value = Number(typed);
      if (typed.trim() === "") return { probability: null };
      return Number.isInteger(value) && value >= 0 && value <= 100 ? { probability: value } : undefined;
    },
  },
  stage: {
    key: "stage",
    kind: "choice",
    typed: (row) => row.opportunity.stage.key,
    shown: (row) => row.opportunity.stage.name,
    options: (choices) => choices.stages.map(({ key, name }) => [key, name] as const),
    change: (typed) => ({ stage: typed }),
  },
  owner_id: {
    key: "owner_id",
    kind: "choice",
    typed: (row) => row.opportunity.owner?.id ?? "",
    shown: (row) => row.opportunity.owner?.name ?? "",
    options: (choices) => choices.owners.map(({ id, name }) => [id, name] as const),
    change: (typed) => ({ owner_id: typed === "" ? null : typed }),
  },
  product_names: lines("product_names", (row) => row.product_names),
  competitors: lines("competitors", (row) => row.competitors),
};

/** A field of the organisation's own; `yesNo` are the words for the two values of such a field. */
export function ownField(own: OwnField, yesNo: readonly [yes: string, no: string]): Field {
  const send = (value: string): FieldChanges => ({ custom: { [own.key]: value === "" ? null : value } });
  const kept = (row: PipelineRow) => String(row.custom[own.key] ?? "");
  const field = { key: `custom.${own.key}` as const, name: own.name, typed: kept, shown: kept, change: send };
  switch (own.kind) {
    case "text":
      return { ...field, kind: "text", change: (typed) => send(typed.trim()) };
    case "date":
      return {
        ...field,
        kind: "date",
        shown: (row, format, now) => (kept(row) === "" ? "" : format.day(kept(row), now)),
        change: (typed) => (typed === "" || DAY.test(typed) ? send(typed) : undefined),
      };
    case "number":
    case "money":
      return {
        ...field,
        kind: "money",
        shown: (row, format) => shownNumber(own, row, format),
        change: (typed) => {
          const value = typed.trim() === "" ? "" : amountOf(typed);
          return value === undefined ? undefined : send(value);
        },
      };
    case "yes_no": {
      const words: Readonly<Record<string, string>> = { yes: yesNo[0], no: yesNo[1] };
      const options = [["", "–"], ...Object.entries(words)] as const;
      return {
        ...field,
        kind: "choice",
        shown: (row) => words[kept(row)] ?? "",
        options: () => options.map(([value = "", name = ""]) => [value, name] as const),
      };
    }
    case "choice":
      return {
        ...field,
        kind: "choice",
        options: () => ["", ...own.choices].map((one) => [one, one || "–"] as const),
      };
  }
}

function shownNumber(own: OwnField, row: PipelineRow, format: Format): string {
  const value = String(row.custom[own.key] ?? "");
  if (value === "") return "";
  const currency = row.opportunity.amount?.currency;
  return own.kind === "money" && currency ? format.money({ value, currency }) : format.number(Number(value));
}

/** What a typed amount means, in whichever of the two ways of writing it: "12.500,50", "12,500.50", "12500.5". */
export function amountOf(typed: string): string | undefined {
  const plain = typed.replace(/[\s €$£]/g, "");
  const decimal = /^(.*?)[.,](\d{1,2})$/.exec(plain);
  const whole = (decimal ? (decimal[1] ?? "") : plain).replace(/[.,](?=\d{3}(\D|$))/g, "");
  if (!/^\d{1,14}$/.test(whole)) return undefined;
  return decimal ? `${whole}.${decimal[2]}` : whole;
}

function text(key: TextKey, of: (row: PipelineRow) => string): Field {
  return {
    key,
    kind: "text",
    typed: of,
    shown: of,
    change: (typed) => (key === "name" && typed.trim() === "" ? undefined : { [key]: typed.trim() }),
  };
}

function date(key: DateKey, of: (row: PipelineRow) => string | null): Field {
  return {
    key,
    kind: "date",
    typed: (row) => of(row) ?? "",
    shown: (row, format, now) => {
      const day = of(row);
      return day === null ? "" : format.day(day, now);
    },
    isLate: (row, now) => {
      const day = of(row);
      return DUE.has(key) && day !== null && day < now.toISOString().slice(0, 10);
    },
    change: (typed) => {
      if (typed === "") return { [key]: null };
      return DAY.test(typed) ? { [key]: typed } : undefined;
    },
  };
}

function money(key: "amount" | "monthly_amount", of: (row: PipelineRow) => string | null): Field {
  return {
    key,
    kind: "money",
    typed: (row) => of(row) ?? "",
    shown: (row, format) => {
      const value = of(row);
      const currency = row.opportunity.amount?.currency;
      if (value === null) return "";
      return currency ? format.money({ value, currency }) : value;
    },
    change: (typed) => {
      if (typed.trim() === "") return { [key]: null };
      const value = amountOf(typed);
      return value === undefined ? undefined : { [key]: value };
    },
  };
}

function lines(key: "product_names" | "competitors", of: (row: PipelineRow) => readonly string[]): Field {
  return {
    key,
    kind: "lines",
    typed: (row) => of(row).join("\n"),
    shown: (row, format) => format.list(of(row)),
    change: (typed) => ({
      [key]: typed
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== ""),
    }),
  };
}
