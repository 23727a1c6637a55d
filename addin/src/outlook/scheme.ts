/** Which colours Outlook wears: as it tells, else as the browser prefers; forced colours before both. */
import { supports } from "./supports";

export type Scheme = "light" | "dark" | "contrast";

const DARK = "(prefers-color-scheme: dark)";
const CONTRAST = "(forced-colors: active)";

export function currentScheme(): Scheme {
  if (matchMedia(CONTRAST).matches) return "contrast";
  const background = Office.context.officeTheme?.bodyBackgroundColor;
  if (background) return isDark(background) ? "dark" : "light";
  return matchMedia(DARK).matches ? "dark" : "light";
}

export function watchScheme(changed: () => void): () => void {
  const stop = new AbortController();
  const media = [matchMedia(DARK), matchMedia(CONTRAST)];
  for (const query of media) query.addEventListener("change", changed, { signal: stop.signal });
  if (supports("Mailbox", "1.14")) {
    Office.context.mailbox.addHandlerAsync(Office.EventType.OfficeThemeChanged, changed);
  }
  return () => stop.abort();
}

/** Relative luminance below one half, of a colour written as #rrggbb. */
function isDark(color: string): boolean {
  const [red = 255, green = 255, blue = 255] = [1, 3, 5].map((at) =>
    Number.parseInt(color.slice(at, at + 2), 16),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
}
