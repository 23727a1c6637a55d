/** What is open in the stand-in, as the add-in may see it. */
import { type CalendarEvent, instant, type Message, nameOf, type Recipient } from "./mailbox";
import type {
  HostAppointment,
  HostDraft,
  HostDraftAppointment,
  HostMail,
  HostPerson,
} from "./office-standin/protocol";

export interface Draft {
  readonly id: string;
  readonly conversationId: string;
  readonly to: string;
  readonly cc: string;
  readonly subject: string;
  readonly body: string;
  /** Where the next inserted text goes. */
  readonly cursor: number;
  /** What an add-in says above the draft. */
  readonly notice?: string | null;
}

/** An appointment that is being written. */
export interface Meeting {
  readonly subject: string;
  readonly guests: string;
  readonly start: Date;
  readonly end: Date;
  readonly body: string;
}

export function newDraft(): Draft {
  const id = crypto.randomUUID();
  return { id, conversationId: id, to: "", cc: "", subject: "", body: "", cursor: 0 };
}

/** A new mail as an add-in asks for it. */
export function askedDraft(ask: { to: readonly string[]; subject: string; text: string }): Draft {
  return {
    ...newDraft(),
    to: ask.to.join(", "),
    subject: ask.subject,
    body: ask.text,
    cursor: ask.text.length,
  };
}

/** A reply to all, in the same conversation. */
export function replyTo(message: Message, me: string): Draft {
  const others = (message.toRecipients ?? []).filter(({ emailAddress }) => emailAddress?.address !== me);
  const subject = message.subject ?? "";
  return {
    id: crypto.randomUUID(),
    conversationId: message.conversationId ?? "",
    to: written([...(message.from ? [message.from] : []), ...others]),
    cc: written(message.ccRecipients ?? []),
    subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
    body: "",
    cursor: 0,
  };
}

export function draftItem(draft: Draft): HostDraft {
  return {
    kind: "draft",
    conversationId: draft.conversationId,
    subject: draft.subject,
    to: parsed(draft.to),
    cc: parsed(draft.cc),
  };
}

/** The draft with text where its cursor was, and the cursor behind it. */
export function withInserted(draft: Draft, text: string): Draft {
  const [before, after] = [draft.body.slice(0, draft.cursor), draft.body.slice(draft.cursor)];
  return { ...draft, body: before + text + after, cursor: before.length + text.length };
}

/** A new appointment as an add-in asks for it. */
export function askedMeeting(ask: {
  guests: readonly string[];
  subject: string;
  start: string;
  end: string;
}): Meeting {
  const [start, end] = [new Date(ask.start), new Date(ask.end)];
  return { subject: ask.subject, guests: ask.guests.join(", "), start, end, body: "" };
}

/** The next full hour and half an hour. */
export function newMeeting(now: Date): Meeting {
  const start = new Date(now);
  start.setHours(now.getHours() + 1, 0, 0, 0);
  return { subject: "", guests: "", start, end: new Date(start.getTime() + 30 * 60_000), body: "" };
}

export function meetingItem(meeting: Meeting): HostDraftAppointment {
  return {
    kind: "draftAppointment",
    subject: meeting.subject,
    required: parsed(meeting.guests),
    optional: [],
    start: meeting.start.toISOString(),
    end: meeting.end.toISOString(),
  };
}

export function mailItem(message: Message): HostMail {
  return {
    kind: "mail",
    id: message.id,
    internetMessageId: message.internetMessageId ?? "",
    conversationId: message.conversationId ?? "",
    subject: message.subject ?? "",
    from: personOf(message.from),
    to: (message.toRecipients ?? []).map(personOf),
    cc: (message.ccRecipients ?? []).map(personOf),
    sentAt: message.sentDateTime ?? message.receivedDateTime,
  };
}

export function appointmentItem(event: CalendarEvent): HostAppointment {
  const attendees = event.attendees ?? [];
  return {
    kind: "appointment",
    id: event.id,
    subject: event.subject ?? "",
    organizer: personOf(event.organizer),
    required: attendees.filter(({ type }) => type !== "optional").map(personOf),
    optional: attendees.filter(({ type }) => type === "optional").map(personOf),
    start: instant(event.start).toISOString(),
    end: instant(event.end).toISOString(),
    location: event.location?.displayName ?? "",
  };
}

function personOf(recipient: Recipient | undefined): HostPerson {
  return { address: recipient?.emailAddress?.address ?? "", name: nameOf(recipient) };
}

function written(recipients: readonly Recipient[]): string {
  return recipients
    .map(personOf)
    .map(({ address, name }) =>
      name && name !== address ? `${name.replaceAll(/[,<>]/g, "")} <${address}>` : address,
    )
    .join(", ");
}

const NAMED = /^(.*?)\s*<([^<>\s]+@[^<>\s]+)>$/;

/** Only what has become an address counts, as Outlook counts only resolved recipients. */
function parsed(line: string): readonly HostPerson[] {
  return line.split(/[,;]/).flatMap((part) => {
    const text = part.trim();
    const [, name, address] = NAMED.exec(text) ?? [];
    if (address) return [{ address, name: name || address }];
    return /^\S+@\S+\.\S+$/.test(text) ? [{ address: text, name: text }] : [];
  });
}
