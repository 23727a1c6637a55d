/** The pane's view of Outlook: what is open, when that changes, its text, and what may be written into a draft. */
import { fromOffice } from "./from-office";
import { type NewAppointment, type NewMail, openAppointment, openMail } from "./new-forms";
import {
  identityOf,
  isComposed,
  type OpenItem,
  readOpenItem,
  readOwner,
  readSelected,
  readText,
  type SelectedMail,
} from "./open-item";
import { currentScheme, type Scheme, watchScheme } from "./scheme";
import { supports } from "./supports";

/** What is open: nothing, one item, several selected at once, or something that Outlook failed to tell. */
export type Selection =
  | { readonly kind: "nothing" }
  | { readonly kind: "item"; readonly item: OpenItem }
  | { readonly kind: "several"; readonly mails: readonly SelectedMail[] }
  | { readonly kind: "untold" };

export interface Outlook {
  readonly locale: string;
  readonly mailbox: string;
  /** Whether this Outlook signs add-ins in by itself. */
  readonly signsIn: boolean;
  readonly scheme: () => Scheme;
  readonly selection: () => Promise<Selection>;
  /** Whose mailbox the open item lies in, when it is not the reader's own. */
  readonly owner: () => Promise<string | undefined>;
  /** The open item's text; rejects where Outlook does not give it. */
  readonly text: () => Promise<string>;
  /** Puts text where the cursor is in the open draft, and a subject where there is none yet. */
  readonly insert: (text: string, subject?: string) => Promise<void>;
  /** Opens Outlook's own form, filled in; nothing is sent before the person sends it. */
  readonly newMail: (mail: NewMail) => Promise<void>;
  readonly newAppointment: (appointment: NewAppointment) => Promise<void>;
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
    signsIn: supports("NestedAppAuth", "1.1"),
    scheme: currentScheme,
    selection: () => currentSelection(mailbox),
    owner: () => (supports("Mailbox", "1.8") ? readOwner(mailbox) : Promise.resolve(undefined)),
    text: () => readText(mailbox),
    insert: (text, subject) => insert(mailbox, text, subject),
    newMail: (mail) => openMail(mailbox, mail),
    newAppointment: (appointment) => openAppointment(mailbox, appointment),
    onSelection: (changed) => watchSelection(mailbox, changed),
    onScheme: watchScheme,
  };
}

const AGAIN_MS = 300;

/** Outlook sometimes fails in the middle of a switch (error 9017 and its like), so it is asked once more. */
async function currentSelection(mailbox: Office.Mailbox): Promise<Selection> {
  return readSelection(mailbox)
    .catch(() => pause(AGAIN_MS).then(() => readSelection(mailbox)))
    .catch((): Selection => ({ kind: "untold" }));
}

async function readSelection(mailbox: Office.Mailbox): Promise<Selection> {
  const item = await readOpenItem(mailbox);
  if (item) return { kind: "item", item };
  if (!supports("Mailbox", "1.13")) return { kind: "nothing" };
  // Without the permission Outlook refuses, and then nothing is selected as far as the pane may know.
  const mails = await readSelected(mailbox).catch(() => []);
  return mails.length > 1 ? { kind: "several", mails } : { kind: "nothing" };
}

async function insert(mailbox: Office.Mailbox, text: string, subject: string | undefined): Promise<void> {
  const item = mailbox.item;
  if (!item?.itemType || !isComposed(item)) throw new Error("There is no draft to write into.");
  const draft: Office.MessageCompose = item;
  const options = { coercionType: Office.CoercionType.Text };
  await fromOffice<void>((done) => draft.body.setSelectedDataAsync(text, options, done));
  if (!subject) return;
  const present = await fromOffice<string>((done) => draft.subject.getAsync(done));
  if (present.trim() === "") await fromOffice<void>((done) => draft.subject.setAsync(subject, done));
}

const LOOK_AGAIN_MS = 2_000;

/**
 * Outlook has one handler an event and page, so the latest caller is the one that is told. It loses ItemChanged now
 * and then, so what is open is compared with what was, without asking Outlook anything.
 */
function watchSelection(mailbox: Office.Mailbox, changed: () => void): () => void {
  let watching = true;
  let seen = identityOf(mailbox);
  const tell = () => {
    if (watching) changed();
  };
  const onItem = () => {
    seen = identityOf(mailbox);
    watchRecipients(mailbox, tell);
    tell();
  };
  if (supports("Mailbox", "1.5")) mailbox.addHandlerAsync(Office.EventType.ItemChanged, onItem);
  if (supports("Mailbox", "1.13")) mailbox.addHandlerAsync(Office.EventType.SelectedItemsChanged, tell);
  watchRecipients(mailbox, tell);
  const timer = setInterval(() => {
    if (identityOf(mailbox) !== seen) onItem();
  }, LOOK_AGAIN_MS);
  return () => {
    watching = false;
    clearInterval(timer);
  };
}

/** The people and the time of a draft change while it is written. */
function watchRecipients(mailbox: Office.Mailbox, changed: () => void): void {
  const item = mailbox.item;
  if (!item?.itemType || !isComposed(item) || !supports("Mailbox", "1.7")) return;
  item.addHandlerAsync(Office.EventType.RecipientsChanged, changed);
  if (item.itemType === Office.MailboxEnums.ItemType.Appointment) {
    item.addHandlerAsync(Office.EventType.AppointmentTimeChanged, changed);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
