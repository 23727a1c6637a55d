/** What is asked about an open item: its ids and its people, never its text. */
import type { ContextRequest } from "../api/types";
import type { OpenAppointment, OpenItem, OpenMail } from "../outlook/open-item";

export function contextRequest(item: OpenItem, mailbox: string): ContextRequest {
  return {
    mailbox,
    subject: item.subject,
    to: item.to,
    cc: item.cc,
    ...(item.itemId && { item_id: item.itemId }),
    ...(item.kind === "appointment" ? appointmentPart(item) : mailPart(item)),
  };
}

function mailPart(item: OpenMail) {
  return {
    kind: item.kind,
    ...(item.internetMessageId && { internet_message_id: item.internetMessageId }),
    ...(item.conversationId && { conversation_id: item.conversationId }),
    ...(item.from && { from: item.from }),
  };
}

function appointmentPart(item: OpenAppointment) {
  return {
    kind: item.kind,
    ...(item.start && { start: item.start }),
    ...(item.end && { end: item.end }),
    ...(item.organizer && { from: item.organizer }),
    ...(item.icalUid && { ical_uid: item.icalUid }),
  };
}
