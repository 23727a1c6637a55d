import { describe, expect, it } from "vitest";
import { amountOf, FIELDS } from "./fields";

describe("a typed amount", () => {
  it.each([
    ["12500", "12500"],
    ["12.500", "12500"],
    ["12,500", "12500"],
    ["12.500,50", "12500.50"],
    ["12,500.50", "12500.50"],
    ["1 250 000,5 €", "1250000.5"],
    ["1.250.000", "1250000"],
    ["0", "0"],
  ])("%s is %s", (typed, value) => {
    expect(amountOf(typed)).toBe(value);
  });

  it.each(["much", "-5", "1,2,3,4", "12.5.0", ""])("%s is none", (typed) => {
    expect(amountOf(typed)).toBeUndefined();
  });
});

describe("what is sent", () => {
  it.each([
    ["close_date", "", { close_date: null }],
    ["close_date", "2026-12-01", { close_date: "2026-12-01" }],
    ["close_date", "tomorrow", undefined],
    ["amount", "", { amount: null }],
    ["amount", "12.500", { amount: "12500" }],
    ["probability", "", { probability: null }],
    ["probability", "101", undefined],
    ["name", "  ", undefined],
    ["competitors", "A\n\n B ", { competitors: ["A", "B"] }],
    ["owner_id", "", { owner_id: null }],
  ] as const)("for %s typed as %j is %j", (key, typed, change) => {
    expect(FIELDS[key].change(typed, {} as never)).toEqual(change);
  });
});
