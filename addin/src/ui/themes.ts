/** The colours: Fluent's own, with Trato's green as the one accent. */
import {
  type BrandVariants,
  createDarkTheme,
  createLightTheme,
  type Theme,
  teamsHighContrastTheme,
} from "@fluentui/react-components";

const brand: BrandVariants = {
  10: "#031a19",
  20: "#032624",
  30: "#00322f",
  40: "#003d3a",
  50: "#004945",
  60: "#005550",
  70: "#00605b",
  80: "#00706a",
  90: "#008a82",
  100: "#22a299",
  110: "#3faea5",
  120: "#53b8b0",
  130: "#71c8c0",
  140: "#93d8d1",
  150: "#b6e6e1",
  160: "#dff4f1",
};

/** Outlook's font, then what looks closest where it is not installed. */
export const fontFamilyBase =
  "'Segoe UI', 'Segoe UI Web (West European)', -apple-system, BlinkMacSystemFont, Roboto, 'Noto Sans', sans-serif";

const withFont = (theme: Theme): Theme => ({ ...theme, fontFamilyBase });

const dark = createDarkTheme(brand);

/** What the fixed colours of Fluent's contrast theme stand for (CSS Color 4, system colours). */
const SYSTEM: Readonly<Record<string, string>> = {
  "#ffffff": "CanvasText",
  "#000000": "Canvas",
  "#3ff23f": "GrayText",
  "#ffff00": "LinkText",
  "#1aebff": "Highlight",
};

/** Contrast in the colours that its user chose: Fluent's own are those of one dark scheme, whatever the system's. */
function inSystemColours(theme: Theme): Theme {
  const colours = Object.entries(theme).map(([token, value]): [string, unknown] => {
    // Black text that is not inverted stands on the highlight.
    const isOnHighlight = value === "#000000" && /Foreground(?!.*Inverted)/.test(token);
    return [token, isOnHighlight ? "HighlightText" : (SYSTEM[String(value)] ?? value)];
  });
  return Object.fromEntries(colours) as unknown as Theme;
}

export const tratoThemes = {
  light: withFont(createLightTheme(brand)),
  // The accent and the red as text need lighter shades to keep 4.5:1 on dark grey.
  dark: withFont({
    ...dark,
    colorBrandForeground1: brand[110],
    colorBrandForeground2: brand[120],
    colorStatusDangerForeground1: dark.colorPaletteRedForeground1,
  }),
  contrast: withFont(inSystemColours(teamsHighContrastTheme)),
} as const;
