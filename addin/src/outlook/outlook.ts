/** The pane's view of Outlook: what is open, when that changes, in which language and which colours. */
import { fromOffice } from "./from-office";
import { type OpenItem, readOpenItem } from "./open-item";

export type Scheme = "light" | "dark" | "contrast";

/** What is open: nothing, one item, or several selected at once. */
export type Selection = { readonly count: 0 | 2 } | { readonly count: 1; readonly item: OpenItem };

export interface Outlook {
  readonly locale: string;
  readonly mailbox: string;
  readonly scheme: () => Scheme;
  readonly selection: () => Promise<Selection>;
  /** Calls back whenever what is open, or who a draft is for, may have changed; returns how to stop. */
  readonly onSelection: (changed: () => void) => () => void;
  readonly onScheme: (changed: () => void) => () => void;
}

/** Waits for the host; rejects when the page was opened outside Outlook. */
export async function connectOutlook(): Promise<Outlook> {
  await Office.onReady();
  const mailbox = Office.context.mailbox;
  if (!mailbox) throw new Error("This page works inside Outlook only.");
  return {
    locale: Office.context.displayLanguage,
    mailbox: mailbox.userProfile.emailAddress,
    scheme: currentScheme,
    selection: () => currentSelection(mailbox),
    onSelection: (changed) => watchSelection(mailbox, changed),
    onScheme: watchScheme,
  };
}

function supports(set: string, version: string): boolean {
  return Office.context.requirements.isSetSupported(set, version);
}

async function currentSelection(mailbox: Office.Mailbox): Promise<Selection> {
  const item = await readOpenItem(mailbox);
  if (item) return { count: 1, item };
  if (!supports("Mailbox", "1.13")) return { count: 0 };
  const selected = await fromOffice<Office.SelectedItemDetails[]>((done) =>
    mailbox.getSelectedItemsAsync(done),
  ).catch(() => []);
  return { count: selected.length > 1 ? 2 : 0 };
}

/** Outlook has one handler an event and page, so the latest caller is the one that is told. */
function watchSelection(mailbox: Office.Mailbox, changed: () => void): () => void {
  let watching = true;
  const tell = () => {
    if (watching) changed();
  };
  if (supports("Mailbox", "1.5")) mailbox.addHandlerAsync(Office.EventType.ItemChanged, onItem);
  if (supports("Mailbox", "1.13")) mailbox.addHandlerAsync(Office.EventType.SelectedItemsChanged, tell);
  watchRecipients(mailbox, tell);
  return () => {
    watching = false;
  };

  function onItem() {
    watchRecipients(mailbox, tell);
    tell();
  }
}

/** The people of a draft change while it is written. */
function watchRecipients(mailbox: Office.Mailbox, changed: () => void): void {
  const item = mailbox.item;
  if (!item?.itemType || typeof item.subject === "string" || !supports("Mailbox", "1.7")) return;
  item.addHandlerAsync(Office.EventType.RecipientsChanged, changed);
}

const DARK = "(prefers-color-scheme: dark)";
const CONTRAST = "(forced-colors: active)";

function currentScheme(): Scheme {
  if (matchMedia(CONTRAST).matches) return "contrast";
  const background = Office.context.officeTheme?.bodyBackgroundColor;
  if (background) return isDark(background) ? "dark" : "light";
  return matchMedia(DARK).matches ? "dark" : "light";
}

function watchScheme(changed: () => void): () => void {
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
