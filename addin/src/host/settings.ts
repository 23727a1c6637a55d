/** How somebody has set up the stand-in; kept in the address, so that a link or a reload shows the same. */

export interface Settings {
  readonly user: string | null;
  readonly language: "en" | "es" | null;
  readonly theme: "light" | "dark";
  readonly view: "mail" | "calendar";
  readonly pane: "open" | "closed";
  /** Whose mailbox is open instead of the user's own. */
  readonly owner: string | null;
  /** The minor version of Mailbox that this Outlook has; older ones can do less. */
  readonly mailboxSet: number;
  /** Whether this Outlook can sign its add-ins in by itself. */
  readonly nestedAuth: boolean;
}

const NEWEST_SET = 16;

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
    owner: query.get("owner"),
    mailboxSet: Number(query.get("set")) || NEWEST_SET,
    nestedAuth: query.get("auth") !== "dialog",
  };
}

export function addressOf(settings: Settings): string {
  const query = new URLSearchParams();
  if (settings.user) query.set("user", settings.user);
  if (settings.language) query.set("lang", settings.language);
  if (settings.theme === "dark") query.set("theme", "dark");
  if (settings.view === "calendar") query.set("view", "calendar");
  if (settings.pane === "closed") query.set("pane", "closed");
  if (settings.owner) query.set("owner", settings.owner);
  if (settings.mailboxSet !== NEWEST_SET) query.set("set", String(settings.mailboxSet));
  if (!settings.nestedAuth) query.set("auth", "dialog");
  return `${location.pathname}?${query}`;
}

export function localeOf(language: "en" | "es"): string {
  return LOCALES[language];
}
