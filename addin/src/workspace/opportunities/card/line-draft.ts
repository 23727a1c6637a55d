/** Lines while one types in them, and what is sent of them. */
import type { Line, NewLine } from "../../../api/pipeline";
import { amountOf } from "../fields";

export interface DraftLine {
  readonly name: string;
  readonly quantity: string;
  readonly price: string;
  readonly months: string;
  readonly note: string;
  readonly productId: string | null;
}

export const emptyLine: DraftLine = {
  name: "",
  quantity: "1",
  price: "",
  months: "",
  note: "",
  productId: null,
};

export function draftOf(line: Line): DraftLine {
  return {
    name: line.name,
    quantity: line.quantity,
    price: line.unit_price ?? "",
    months: line.months === null ? "" : String(line.months),
    note: line.delivery_note,
    productId: line.product_id,
  };
}

/** What is sent, or undefined while something cannot be meant; a line left wholly empty is no line. */
export function linesOf(drafts: readonly DraftLine[]): readonly NewLine[] | undefined {
  const meant = drafts.filter(
    (one) => one.name.trim() !== "" || one.price.trim() !== "" || one.note.trim() !== "",
  );
  const lines = meant.map(lineOf);
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

/** All that is billed: with months, for all of them. */
export function totalOf(drafts: readonly DraftLine[]): number {
  return sum(
    drafts,
    (line) => (line.months ?? 1) * Number(line.quantity ?? 1) * Number(line.unit_price ?? 0),
  );
}

/** The part that comes every month. */
export function monthlyOf(drafts: readonly DraftLine[]): number {
  return sum(drafts, (line) => (line.months ? Number(line.quantity ?? 1) * Number(line.unit_price ?? 0) : 0));
}

export function isSame(one: readonly DraftLine[], other: readonly DraftLine[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sum(drafts: readonly DraftLine[], of: (line: NewLine) => number): number {
  return drafts.reduce((all, draft) => {
    const line = lineOf({ ...draft, name: draft.name || "-" });
    return line ? all + of(line) : all;
  }, 0);
}

function lineOf(draft: DraftLine): NewLine | undefined {
  const quantity = quantityOf(draft.quantity);
  const price = draft.price.trim() === "" ? null : amountOf(draft.price);
  const months = draft.months.trim() === "" ? null : Number(draft.months);
  const isMonths = months === null || (Number.isInteger(months) && months >= 1 && months <= 1200);
  if (draft.name.trim() === "" || quantity === undefined || price === undefined || !isMonths)
    return undefined;
  return {
    name: draft.name.trim(),
    quantity,
    unit_price: price,
    months,
    delivery_note: draft.note.trim(),
    product_id: draft.productId,
  };
}

/** Up to three decimals, with a point or a comma. */
function quantityOf(typed: string): string | undefined {
  const plain = typed.trim().replace(",", ".");
  return /^\d{1,11}(\.\d{1,3})?$/.test(plain) ? plain : undefined;
}
