/** What the host has open, dressed as `Office.context.mailbox.item`. */
import type { HostAppointment, HostDraft, HostItem, HostMail, HostPerson } from "./protocol";
import { type DeepPartial, type Handler, type Handlers, later, succeeded } from "./results";

type OfficeItem =
  | DeepPartial<Office.MessageRead>
  | DeepPartial<Office.MessageCompose>
  | DeepPartial<Office.AppointmentRead>;

export function officeItem(item: HostItem | null, handlers: Handlers): OfficeItem | null {
  switch (item?.kind) {
    case undefined:
      handlers.clear();
      return null;
    case "mail":
      handlers.clear();
      return mail(item);
    case "draft":
      return draft(item, handlers);
    case "appointment":
      handlers.clear();
      return appointment(item);
  }
}

function mail(item: HostMail): DeepPartial<Office.MessageRead> {
  return {
    itemType: "message" as unknown as Office.MailboxEnums.ItemType,
    itemId: item.id,
    internetMessageId: item.internetMessageId,
    conversationId: item.conversationId,
    subject: item.subject,
    normalizedSubject: item.subject.replace(/^(re|rv|fw|fwd):\s*/i, ""),
    from: person(item.from),
    sender: person(item.from),
    to: item.to.map(person),
    cc: item.cc.map(person),
    dateTimeCreated: new Date(item.sentAt),
    dateTimeModified: new Date(item.sentAt),
  };
}

function draft(item: HostDraft, handlers: Handlers): DeepPartial<Office.MessageCompose> {
  return {
    itemType: "message" as unknown as Office.MailboxEnums.ItemType,
    conversationId: item.conversationId,
    subject: { getAsync: (...rest: unknown[]) => later(rest, () => succeeded(item.subject)) },
    to: { getAsync: (...rest: unknown[]) => later(rest, () => succeeded(item.to.map(person))) },
    cc: { getAsync: (...rest: unknown[]) => later(rest, () => succeeded(item.cc.map(person))) },
    addHandlerAsync: (type: string | Office.EventType, handler: Handler, ...rest: unknown[]) =>
      handlers.add(type, handler, rest),
    removeHandlerAsync: (type: string | Office.EventType, ...rest: unknown[]) => handlers.remove(type, rest),
  };
}

function appointment(item: HostAppointment): DeepPartial<Office.AppointmentRead> {
  return {
    itemType: "appointment" as unknown as Office.MailboxEnums.ItemType,
    itemId: item.id,
    subject: item.subject,
    organizer: person(item.organizer),
    requiredAttendees: item.required.map(person),
    optionalAttendees: item.optional.map(person),
    start: new Date(item.start),
    end: new Date(item.end),
    location: item.location,
  };
}

function person({ address, name }: HostPerson): Office.EmailAddressDetails {
  return {
    emailAddress: address,
    displayName: name,
    appointmentResponse: "none" as unknown as Office.MailboxEnums.ResponseType,
    recipientType: "externalUser" as unknown as Office.MailboxEnums.RecipientType,
  };
}
