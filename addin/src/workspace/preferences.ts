/** How somebody wants the workspace on this device: language and colours; without a wish, as the person and the device have it. */
import { useSyncExternalStore } from "react";

export type Scheme = "light" | "dark" | "contrast";
export type Colours = "device" | "light" | "dark";

export interface Preferences {
  readonly language: "en" | "es" | null;
  readonly colours: Colours;
}

const KEY = "trato-workspace";
const CHANGED = "trato-preferences";

export function usePreferences(): readonly [Preferences, (change: Partial<Preferences>) => void] {
  const stored = useSyncExternalStore(listen, () => localStorage.getItem(KEY));
  const preferences = parse(stored);
  return [
    preferences,
    (change) => {
      localStorage.setItem(KEY, JSON.stringify({ ...preferences, ...change }));
      dispatchEvent(new Event(CHANGED));
    },
  ];
}

/** The colours to show: forced colours of the device go before any wish. */
export function useScheme(colours: Colours): Scheme {
  const contrast = useMedia("(forced-colors: active)");
  const dark = useMedia("(prefers-color-scheme: dark)");
  if (contrast) return "contrast";
  if (colours !== "device") return colours;
  return dark ? "dark" : "light";
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
  );
}

function parse(stored: string | null): Preferences {
  const found = (stored ? JSON.parse(stored) : {}) as Partial<Preferences>;
  return {
    language: found.language === "en" || found.language === "es" ? found.language : null,
    colours: found.colours === "light" || found.colours === "dark" ? found.colours : "device",
  };
}

function listen(changed: () => void): () => void {
  const stop = new AbortController();
  addEventListener("storage", changed, { signal: stop.signal });
  addEventListener(CHANGED, changed, { signal: stop.signal });
  return () => stop.abort();
}
