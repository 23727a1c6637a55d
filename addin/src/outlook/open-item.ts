/** Reads what is open in Outlook as one plain value: a mail, a draft or an appointment, read or composed. */
import { fromOffice } from "./from-office";

interface Address {
  readonly address: string;
  readonly name: string;
}

interface Shared {
  /** The same for the same item however often it is opened; drafts without an id share "draft". */
  readonly key: string;
  readonly itemId?: string;
  readonly subject: string;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
}

export interface OpenMail extends Shared {
  readonly kind: "message" | "compose";
  readonly internetMessageId?: string;
  readonly conversationId?: string;
  readonly from?: Address;
  readonly sentAt?: string;
}

export interface OpenAppointment extends Shared {
  readonly kind: "appointment";
  readonly isComposed: boolean;
  readonly start?: string;
  readonly end?: string;
  readonly organizer?: Address;
  readonly icalUid?: string;
}

export type OpenItem = OpenMail | OpenAppointment;

/** One of several selected mails. */
export interface SelectedMail {
  readonly itemId: string;
  readonly subject: string;
  readonly internetMessageId?: string;
  readonly conversationId?: string;
}

type Item = NonNullable<typeof Office.context.mailbox.item>;

export async function readOpenItem(mailbox: Office.Mailbox): Promise<OpenItem | null> {
  const item = mailbox.item;
  // Outlook gives an item without a type for a moment while it switches.
  if (!item?.itemType) return null;
  if (item.itemType === Office.MailboxEnums.ItemType.Appointment) {
    return isComposed(item) ? readDraftedAppointment(item) : readAppointment(item, mailbox);
  }
  return isComposed(item) ? readDraft(item) : readMail(item, mailbox);
}

/** A composed item offers `subject.getAsync`; one that is read has the text itself. */
export function isComposed(item: Item): boolean {
  return typeof item.subject !== "string";
}

/** What tells one item from another without asking Outlook anything. */
export function identityOf(mailbox: Office.Mailbox): string {
  const item = mailbox.item;
  if (!item?.itemType) return "";
  const composed = isComposed(item);
  return [composed ? "draft" : item.itemId, "conversationId" in item ? item.conversationId : ""].join("|");
}

export async function readSelected(mailbox: Office.Mailbox): Promise<readonly SelectedMail[]> {
  const selected = await fromOffice<Office.SelectedItemDetails[]>((done) =>
    mailbox.getSelectedItemsAsync(done),
  );
  return selected
    .filter(({ itemType }) => String(itemType) !== "appointment")
    .map((one) => ({
      itemId: restId(one.itemId, mailbox),
      subject: one.subject,
      // Told since Mailbox 1.14.
      ...(one.internetMessageId && { internetMessageId: one.internetMessageId }),
      ...(one.conversationId && { conversationId: one.conversationId }),
    }));
}

/** Whose mailbox the item lies in, when it is somebody else's; Outlook refuses the question for one's own. */
export async function readOwner(mailbox: Office.Mailbox): Promise<string | undefined> {
  const item = mailbox.item;
  if (!item?.itemType || typeof item.getSharedPropertiesAsync !== "function") return undefined;
  const shared = await fromOffice<Office.SharedProperties>((done) =>
    item.getSharedPropertiesAsync(done),
  ).catch(() => undefined);
  return shared?.owner || undefined;
}

/** The item's text as its reader sees it, without formatting. */
export function readText(mailbox: Office.Mailbox): Promise<string> {
  const item = mailbox.item;
  if (!item?.itemType) return Promise.resolve("");
  return fromOffice<string>((done) => item.body.getAsync(Office.CoercionType.Text, done));
}

function readMail(item: Office.MessageRead, mailbox: Office.Mailbox): OpenMail {
  return {
    kind: "message",
    key: item.itemId,
    itemId: restId(item.itemId, mailbox),
    subject: item.subject,
    ...(item.internetMessageId && { internetMessageId: item.internetMessageId }),
    ...(item.conversationId && { conversationId: item.conversationId }),
    ...(item.from && { from: addressOf(item.from) }),
    ...(item.dateTimeCreated && { sentAt: item.dateTimeCreated.toISOString() }),
    to: item.to.map(addressOf),
    cc: item.cc.map(addressOf),
  };
}

function readAppointment(item: Office.AppointmentRead, mailbox: Office.Mailbox): OpenAppointment {
  return {
    kind: "appointment",
    isComposed: false,
    key: item.itemId,
    itemId: restId(item.itemId, mailbox),
    subject: item.subject,
    start: item.start.toISOString(),
    end: item.end.toISOString(),
    ...(item.organizer && { organizer: addressOf(item.organizer) }),
    to: item.requiredAttendees.map(addressOf),
    cc: item.optionalAttendees.map(addressOf),
  };
}

async function readDraft(item: Office.MessageCompose): Promise<OpenMail> {
  const [subject, to, cc] = await Promise.all([
    fromOffice<string>((done) => item.subject.getAsync(done)),
    fromOffice<Office.EmailAddressDetails[]>((done) => item.to.getAsync(done)),
    fromOffice<Office.EmailAddressDetails[]>((done) => item.cc.getAsync(done)),
  ]);
  return {
    kind: "compose",
    key: `draft:${item.conversationId ?? ""}`,
    subject,
    ...(item.conversationId && { conversationId: item.conversationId }),
    to: to.map(addressOf),
    cc: cc.map(addressOf),
  };
}

async function readDraftedAppointment(item: Office.AppointmentCompose): Promise<OpenAppointment> {
  const [subject, start, end, to, cc] = await Promise.all([
    fromOffice<string>((done) => item.subject.getAsync(done)),
    fromOffice<Date>((done) => item.start.getAsync(done)),
    fromOffice<Date>((done) => item.end.getAsync(done)),
    fromOffice<Office.EmailAddressDetails[]>((done) => item.requiredAttendees.getAsync(done)),
    fromOffice<Office.EmailAddressDetails[]>((done) => item.optionalAttendees.getAsync(done)),
  ]);
  return {
    kind: "appointment",
    isComposed: true,
    key: "draft-appointment",
    subject,
    start: start.toISOString(),
    end: end.toISOString(),
    to: to.map(addressOf),
    cc: cc.map(addressOf),
  };
}

/** Desktop Outlook gives Exchange ids; Graph wants the URL-safe form. */
function restId(itemId: string, mailbox: Office.Mailbox): string {
  return mailbox.convertToRestId(itemId, Office.MailboxEnums.RestVersion.v2_0);
}

function addressOf(person: Office.EmailAddressDetails): Address {
  return { address: person.emailAddress, name: person.displayName || person.emailAddress };
}
