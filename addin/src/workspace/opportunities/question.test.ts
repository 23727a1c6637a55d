import { describe, expect, it } from "vitest";
import { OPEN_BY_CLOSE_DATE, type Question, questionOf, searchOf, within } from "./question";

describe("the question in the address", () => {
  it("leaves nothing there for the list as it opens", () => {
    expect(searchOf(OPEN_BY_CLOSE_DATE)).toBe("");
    expect(questionOf("")).toEqual(OPEN_BY_CLOSE_DATE);
  });

  it("reads back what it wrote", () => {
    const question: Question = {
      look: "review",
      review: "12",
      columns: ["amount", "custom.renewal"],
      asked: {
        custom: { renewal: "yes" },
        which: "all",
        query: "prensas & más",
        stages: ["proposal", "needs"],
        owner_ids: ["7"],
        attention: ["past_due"],
        least: "1000.50",
        closes: { first: "2026-01-01", last: null },
      },
      order: "amount",
      isDescending: true,
      by: "quarter",
    };
    expect(questionOf(searchOf(question))).toEqual(question);
  });

  it("leaves out what it does not understand", () => {
    expect(questionOf("?which=sold&order=colour&by=moon&least=much&from=today&x=1")).toEqual(
      OPEN_BY_CLOSE_DATE,
    );
  });

  it.each([
    ["month", "2026-02-01", { first: "2026-02-01", last: "2026-02-28" }],
    ["quarter", "2026-10-01", { first: "2026-10-01", last: "2026-12-31" }],
  ] as const)("narrows to a %s by its days", (by, key, closes) => {
    expect(within(OPEN_BY_CLOSE_DATE, by, key)?.asked.closes).toEqual(closes);
  });

  it.each([
    ["stage", "proposal", { stages: ["proposal"] }],
    ["owner", "7", { owner_ids: ["7"] }],
    ["account", "7", { account_ids: ["7"] }],
    ["territory", "7", { territory_ids: ["7"] }],
    ["group", "A", { groups: ["A"] }],
    ["outcome", "won", { which: "won" }],
  ] as const)("narrows to a %s", (by, key, asked) => {
    expect(within({ ...OPEN_BY_CLOSE_DATE, by }, by, key)).toEqual({ ...OPEN_BY_CLOSE_DATE, asked });
  });

  it("has no way to ask for what has no value", () => {
    expect(within(OPEN_BY_CLOSE_DATE, "owner", null)).toBeUndefined();
  });
});
