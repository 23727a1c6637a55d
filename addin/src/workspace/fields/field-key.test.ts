import { describe, expect, it } from "vitest";
import { keyFor } from "./field-key";

describe("the key of a new field", () => {
  it("is its name in small letters and digits", () => {
    expect(keyFor("Nº of Offer (España)", [])).toBe("no_of_offer_espana");
    expect(keyFor("Ж", [])).toBe("field");
    expect(keyFor("x".repeat(99), [])).toMatch(/^x{57}$/);
  });

  it("differs from those there are and were", () => {
    expect(keyFor("Channel", ["channel"])).toBe("channel_2");
    expect(keyFor("Channel", ["channel", "channel_2"])).toBe("channel_3");
  });
});
