/** How somebody has set up the stand-in; kept in the address, so that a link or a reload shows the same. */

export interface Settings {
  readonly user: string | null;
  readonly language: "en" | "es" | null;
  readonly theme: "light" | "dark";
  readonly view: "mail" | "calendar";
  readonly pane: "open" | "closed";
}

const LOCALES = { en: "en-US", es: "es-ES" } as const;

export function readSettings(search: string): Settings {
  const query = new URLSearchParams(search);
  const language = query.get("lang");
  return {
    user: query.get("user"),
    language: language === "en" || language === "es" ? language : null,
    theme: query.get("theme") === "dark" ? "dark" : "light",
    view: query.get("view") === "calendar" ? "calendar" : "mail",
    pane: query.get("pane") === "closed" ? "closed" : "open",
  };
}

export function addressOf(settings: Settings): string {
  const query = new URLSearchParams();
  if (settings.user) query.set("user", settings.user);
  if (settings.language) query.set("lang", settings.language);
  if (settings.theme === "dark") query.set("theme", "dark");
  if (settings.view === "calendar") query.set("view", "calendar");
  if (settings.pane === "closed") query.set("pane", "closed");
  return `${location.pathname}?${query}`;
}

export function localeOf(language: "en" | "es"): string {
  return LOCALES[language];
}
