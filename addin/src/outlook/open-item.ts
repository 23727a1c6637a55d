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
}

export interface OpenAppointment extends Shared {
  readonly kind: "appointment";
  readonly start?: string;
  readonly end?: string;
  readonly organizer?: Address;
  readonly icalUid?: string;
}

export type OpenItem = OpenMail | OpenAppointment;

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
function isComposed(item: Item): boolean {
  return typeof item.subject !== "string";
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
    to: item.to.map(addressOf),
    cc: item.cc.map(addressOf),
  };
}

function readAppointment(item: Office.AppointmentRead, mailbox: Office.Mailbox): OpenAppointment {
  return {
    kind: "appointment",
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
