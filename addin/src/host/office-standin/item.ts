/** What the host has open, dressed as `Office.context.mailbox.item`. */
import type {
  Ask,
  HostAppointment,
  HostDraft,
  HostDraftAppointment,
  HostItem,
  HostMail,
  HostPerson,
  HostState,
} from "./protocol";
import { type DeepPartial, failed, type Handler, type Handlers, later, succeeded, whenDone } from "./results";

type OfficeItem =
  | DeepPartial<Office.MessageRead>
  | DeepPartial<Office.MessageCompose>
  | DeepPartial<Office.AppointmentRead>
  | DeepPartial<Office.AppointmentCompose>;

export type AskHost = (ask: Ask) => Promise<string>;

/** `latest` gives the item as it is when somebody asks, because a draft changes while it is open. */
export function officeItem(
  state: HostState,
  latest: () => HostState,
  handlers: Handlers,
  ask: AskHost,
): OfficeItem | null {
  const { item } = state;
  if (item?.kind !== "draft" && item?.kind !== "draftAppointment") handlers.clear();
  const shared = state.mailboxSet >= 8 ? sharedProperties(state) : {};
  switch (item?.kind) {
    case undefined:
      return null;
    case "mail":
      return { ...mail(item, ask), ...shared };
    case "draft":
      return { ...draft(now(item, latest), handlers, ask), ...shared };
    case "appointment":
      return { ...appointment(item, ask), ...shared };
    case "draftAppointment":
      return { ...draftAppointment(now(item, latest), handlers, ask), ...shared };
  }
}

function now<T extends HostItem>(item: T, latest: () => HostState): () => T {
  return () => {
    const present = latest().item;
    return present?.kind === item.kind ? (present as T) : item;
  };
}

function sharedProperties({ owner }: HostState) {
  return {
    getSharedPropertiesAsync: (...rest: unknown[]) =>
      later(rest, () =>
        owner
          ? succeeded({ owner, targetMailbox: owner, targetRestUrl: "", delegatePermissions: 1 })
          : failed(9050, "The item is not shared."),
      ),
  };
}

function mail(item: HostMail, ask: AskHost): DeepPartial<Office.MessageRead> {
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
    body: text(item.id, ask),
  };
}

function draft(item: () => HostDraft, handlers: Handlers, ask: AskHost): DeepPartial<Office.MessageCompose> {
  return {
    itemType: "message" as unknown as Office.MailboxEnums.ItemType,
    conversationId: item().conversationId,
    subject: subject(() => item().subject, ask),
    to: people(() => item().to),
    cc: people(() => item().cc),
    body: { ...text("draft", ask), ...insertion(ask) },
    notificationMessages: {
      replaceAsync: (key: string, message: { message: string }, ...rest: unknown[]) =>
        whenDone(rest, ask({ kind: "notify", key, text: message.message })),
      removeAsync: (key: string, ...rest: unknown[]) =>
        whenDone(rest, ask({ kind: "notify", key, text: null })),
    } as unknown as DeepPartial<Office.NotificationMessages>,
    ...handling(handlers),
  };
}

function appointment(item: HostAppointment, ask: AskHost): DeepPartial<Office.AppointmentRead> {
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
    body: text(item.id, ask),
  };
}

function draftAppointment(
  item: () => HostDraftAppointment,
  handlers: Handlers,
  ask: AskHost,
): DeepPartial<Office.AppointmentCompose> {
  const time = (read: () => string) => ({
    getAsync: (...rest: unknown[]) => later(rest, () => succeeded(new Date(read()))),
  });
  return {
    itemType: "appointment" as unknown as Office.MailboxEnums.ItemType,
    subject: subject(() => item().subject, ask),
    requiredAttendees: people(() => item().required),
    optionalAttendees: people(() => item().optional),
    start: time(() => item().start),
    end: time(() => item().end),
    body: { ...text("draft", ask), ...insertion(ask) },
    ...handling(handlers),
  };
}

function subject(read: () => string, ask: AskHost) {
  return {
    getAsync: (...rest: unknown[]) => later(rest, () => succeeded(read())),
    setAsync: (value: string, ...rest: unknown[]) => whenDone(rest, ask({ kind: "subject", text: value })),
  };
}

function people(read: () => readonly HostPerson[]) {
  return { getAsync: (...rest: unknown[]) => later(rest, () => succeeded(read().map(person))) };
}

function text(id: string, ask: AskHost) {
  return { getAsync: (_: unknown, ...rest: unknown[]) => whenDone(rest, ask({ kind: "text", id })) };
}

function insertion(ask: AskHost) {
  return {
    setSelectedDataAsync: (value: string, ...rest: unknown[]) =>
      whenDone(rest, ask({ kind: "insert", text: value })),
  };
}

function handling(handlers: Handlers) {
  return {
    addHandlerAsync: (type: string | Office.EventType, handler: Handler, ...rest: unknown[]) =>
      handlers.add(type, handler, rest),
    removeHandlerAsync: (type: string | Office.EventType, ...rest: unknown[]) => handlers.remove(type, rest),
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
