import { describe, expect, it } from "vitest";
import type { ReviewStand } from "../../../api/reviews";
import { nextOpen } from "./order";

const stand = (id: string, verdict: ReviewStand["verdict"] = null) =>
  ({ opportunity: { id }, verdict }) as ReviewStand;

describe("the next opportunity of a review", () => {
  it("is the first that is open at the beginning", () => {
    expect(nextOpen([stand("1", "confirmed"), stand("2"), stand("3")], undefined)).toBe("2");
  });

  it("follows the one just decided, and comes back to those passed over", () => {
    expect(nextOpen([stand("1"), stand("2"), stand("3")], "2")).toBe("3");
    expect(nextOpen([stand("1"), stand("2", "changed"), stand("3")], "3")).toBe("1");
  });

  it("is none when all are decided, or the last open one is being decided", () => {
    expect(nextOpen([stand("1", "confirmed"), stand("2", "skipped")], "2")).toBeUndefined();
    expect(nextOpen([stand("1", "confirmed"), stand("2")], "2")).toBeUndefined();
  });
});
