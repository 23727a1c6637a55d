/** The colours of the themes. */
import { expect, it } from "vitest";
import { tratoThemes } from "./themes";

it("shows contrast in the colours its user chose, whatever the scheme", () => {
  const fixed = Object.entries(tratoThemes.contrast).filter(([, value]) => /^#/.test(String(value)));
  expect(fixed).toEqual([]);
});

it("keeps links, disabled and chosen things apart in contrast", () => {
  const { contrast } = tratoThemes;
  expect(contrast.colorNeutralForeground2Link).toBe("LinkText");
  expect(contrast.colorNeutralForegroundDisabled).toBe("GrayText");
  expect([contrast.colorNeutralBackground1Hover, contrast.colorNeutralForeground1Hover]).toEqual([
    "Highlight",
    "HighlightText",
  ]);
});
