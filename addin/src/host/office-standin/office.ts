/** The part of Office.js that the pane uses, in Office's own callback style; types keep it a true part of Office.js. */
import { type AskHost, officeItem } from "./item";
import type { HostMail, HostState } from "./protocol";
import { type DeepPartial, failed, type Handler, Handlers, later, succeeded } from "./results";

type Command = (event: { readonly completed: (options?: object) => void }) => unknown;

/** Opens a window over this one, and speaks to the one below from within it. */
export interface Dialogs {
  readonly open: (
    url: string,
    onMessage: (message: string, origin: string) => void,
    onClose: () => void,
  ) => () => void;
  readonly messageParent: (message: string) => void;
}

const NO_DIALOGS: Dialogs = { open: () => () => {}, messageParent: () => {} };

interface StandIn {
  readonly api: DeepPartial<typeof Office>;
  /** Runs what the add-in associated with an event; gives what it completed it with. */
  readonly run: (name: string) => Promise<object>;
  /** Takes over what the host shows now and tells the pane what changed. */
  readonly follow: (state: HostState) => void;
}

export function createOffice(ask: AskHost, dialogs: Dialogs = NO_DIALOGS): StandIn {
  let current: HostState | undefined;
  let openItem: ReturnType<typeof officeItem> = null;
  let ready = () => {};
  const started = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const commands = new Map<string, Command>();
  const mailboxHandlers = new Handlers();
  const itemHandlers = new Handlers();
  const state = (): HostState => {
    if (!current) throw new Error("Office is not ready yet.");
    return current;
  };

  const mailbox: DeepPartial<Office.Mailbox> = {
    get item() {
      return openItem as NonNullable<DeepPartial<Office.Mailbox>["item"]>;
    },
    get userProfile() {
      const { user, timeZone } = state();
      return { accountType: "enterprise", displayName: user.name, emailAddress: user.address, timeZone };
    },
    diagnostics: { hostName: "newOutlookWindows", hostVersion: "1.0" },
    convertToRestId: (itemId) => itemId,
    convertToEwsId: (itemId) => itemId,
    addHandlerAsync: (type: string | Office.EventType, handler: Handler, ...rest: unknown[]) =>
      mailboxHandlers.add(type, handler, rest),
    removeHandlerAsync: (type: string | Office.EventType, ...rest: unknown[]) =>
      mailboxHandlers.remove(type, rest),
    displayNewMessageForm: (form: { toRecipients?: string[]; subject?: string; htmlBody?: string }) =>
      void ask({
        kind: "newMail",
        to: form.toRecipients ?? [],
        subject: form.subject ?? "",
        text: plain(form.htmlBody ?? ""),
      }),
    displayNewAppointmentForm: (form: Office.AppointmentForm) =>
      void ask({
        kind: "newAppointment",
        guests: ((form.requiredAttendees ?? []) as (string | Office.EmailAddressDetails)[]).map((one) =>
          typeof one === "string" ? one : one.emailAddress,
        ),
        subject: form.subject ?? "",
        start: new Date(form.start ?? 0).toISOString(),
        end: new Date(form.end ?? 0).toISOString(),
      }),
    getSelectedItemsAsync: (...rest: unknown[]) =>
      later<unknown>(rest, () =>
        state().mailboxSet >= 13
          ? succeeded(state().selected.map(selectedDetails))
          : failed(7002, "Needs Mailbox 1.13."),
      ),
  };

  const api: DeepPartial<typeof Office> = {
    onReady: async (
      callback?: (info: { host: Office.HostType; platform: Office.PlatformType }) => unknown,
    ) => {
      await started;
      const info = { host: "Outlook", platform: "OfficeOnline" } as unknown as {
        host: Office.HostType;
        platform: Office.PlatformType;
      };
      callback?.(info);
      return info;
    },
    actions: {
      associate: (name: string, command: Command) => commands.set(name, command),
    } as unknown as DeepPartial<typeof Office.actions>,
    context: {
      mailbox,
      ui: officeUi(dialogs),
      get displayLanguage() {
        return state().displayLanguage;
      },
      get contentLanguage() {
        return state().displayLanguage;
      },
      get officeTheme() {
        return { ...state().theme };
      },
      requirements: {
        isSetSupported: (name: string, version = "1.0") => {
          const [, minor = "0"] = String(version).split(".");
          return Number(minor) <= (requirementSets(state())[name] ?? -1);
        },
      },
    },
    ...enumerations,
  };

  return {
    api,
    run: (name) =>
      new Promise((resolve) => {
        const command = commands.get(name);
        // Outlook goes on by itself where nothing is associated.
        if (command) void command({ completed: (options = {}) => resolve(options) });
        else resolve({});
      }),
    follow: (next) => {
      const before = current;
      current = next;
      if (!before || JSON.stringify(before.item) !== JSON.stringify(next.item)) {
        const sameDraft = isSameDraft(before, next);
        if (!sameDraft) openItem = officeItem(next, state, itemHandlers, ask);
        if (!before) ready();
        else if (sameDraft) tellOfDraft(before, next, itemHandlers);
        else mailboxHandlers.tell("olkItemSelectedChanged");
      }
      if (before && JSON.stringify(before.selected) !== JSON.stringify(next.selected)) {
        mailboxHandlers.tell("olkSelectedItemsChanged");
      }
      if (before && before.theme.bodyBackgroundColor !== next.theme.bodyBackgroundColor) {
        mailboxHandlers.tell("officeThemeChanged");
      }
    },
  };
}

function requirementSets({ mailboxSet, nestedAuth }: HostState): Readonly<Record<string, number>> {
  return { Mailbox: mailboxSet, NestedAppAuth: nestedAuth ? 1 : -1, DialogApi: 2, OpenBrowserWindowApi: 1 };
}

/** Dialogs as `Office.context.ui` has them: one at a time, handlers by event. */
function officeUi(dialogs: Dialogs) {
  return {
    displayDialogAsync: (url: string, ...rest: unknown[]) => {
      const handlers = new Map<string, (told: object) => void>();
      const close = dialogs.open(
        url,
        (message, origin) => handlers.get("dialogMessageReceived")?.({ message, origin }),
        () => handlers.get("dialogEventReceived")?.({ error: 12006 }),
      );
      const addEventHandler = (type: unknown, handler: (told: object) => void) => {
        handlers.set(String(type), handler);
      };
      later<unknown>(rest, () => succeeded({ addEventHandler, close }));
    },
    messageParent: (message: string) => dialogs.messageParent(message),
  } as unknown as DeepPartial<Office.UI>;
}

function plain(html: string): string {
  const page = new DOMParser().parseFromString(html.replaceAll(/<br\s*\/?>/g, "\n"), "text/html");
  return page.body.textContent ?? "";
}

function selectedDetails(mail: HostMail): Office.SelectedItemDetails {
  return {
    itemId: mail.id,
    itemMode: "Read",
    itemType: "message" as unknown as Office.MailboxEnums.ItemType,
    subject: mail.subject,
    conversationId: mail.conversationId,
    internetMessageId: mail.internetMessageId,
    hasAttachment: false,
  };
}

function isSameDraft(before: HostState | undefined, next: HostState): boolean {
  const [old, item] = [before?.item, next.item];
  if (old?.kind === "draftAppointment") return item?.kind === "draftAppointment";
  return old?.kind === "draft" && item?.kind === "draft" && old.conversationId === item.conversationId;
}

/** Outlook tells of recipients and of the time, and of nothing else that changes in a draft. */
function tellOfDraft(before: HostState, next: HostState, handlers: Handlers): void {
  const times = ({ item }: HostState) => (item?.kind === "draftAppointment" ? item.start + item.end : "");
  const peopleOf = ({ item }: HostState) =>
    JSON.stringify(
      item?.kind === "draft"
        ? [item.to, item.cc]
        : item?.kind === "draftAppointment"
          ? [item.required, item.optional]
          : [],
    );
  if (peopleOf(before) !== peopleOf(next)) handlers.tell("olkRecipientsChanged");
  if (times(before) !== times(next)) handlers.tell("olkAppointmentTimeChanged");
}

/** Values as the real library has them. */
const enumerations = {
  AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
  EventType: {
    DialogMessageReceived: "dialogMessageReceived",
    DialogEventReceived: "dialogEventReceived",
    AppointmentTimeChanged: "olkAppointmentTimeChanged",
    ItemChanged: "olkItemSelectedChanged",
    OfficeThemeChanged: "officeThemeChanged",
    RecipientsChanged: "olkRecipientsChanged",
    SelectedItemsChanged: "olkSelectedItemsChanged",
  },
  MailboxEnums: {
    ItemType: { Message: "message", Appointment: "appointment" },
    ItemNotificationMessageType: { InformationalMessage: "informationalMessage" },
    RestVersion: { v1_0: "v1.0", v2_0: "v2.0", Beta: "beta" },
  },
  CoercionType: { Html: "html", Text: "text" },
} as unknown as DeepPartial<typeof Office>;
