/** The part of Office.js that the pane uses, in Office's own callback style; types keep it a true part of Office.js. */
import { officeItem } from "./item";
import type { HostState } from "./protocol";
import { type DeepPartial, type Handler, Handlers, later, succeeded } from "./results";

const REQUIREMENT_SETS: Readonly<Record<string, number>> = {
  Mailbox: 16,
  NestedAppAuth: 1,
  OpenBrowserWindowApi: 1,
};

interface StandIn {
  readonly api: DeepPartial<typeof Office>;
  /** Takes over what the host shows now and tells the pane what changed. */
  readonly follow: (state: HostState) => void;
}

export function createOffice(): StandIn {
  let current: HostState | undefined;
  let openItem: ReturnType<typeof officeItem> = null;
  let ready = () => {};
  const started = new Promise<void>((resolve) => {
    ready = resolve;
  });
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
    getSelectedItemsAsync: (...rest: unknown[]) => later(rest, () => succeeded([])),
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
    context: {
      mailbox,
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
          return Number(minor) <= (REQUIREMENT_SETS[name] ?? -1);
        },
      },
    },
    ...enumerations,
  };

  return {
    api,
    follow: (next) => {
      const before = current;
      current = next;
      if (!before || JSON.stringify(before.item) !== JSON.stringify(next.item)) {
        const sameDraft = isSameDraft(before, next);
        openItem = officeItem(next.item, itemHandlers);
        if (!before) ready();
        else if (sameDraft) itemHandlers.tell("olkRecipientsChanged");
        else mailboxHandlers.tell("olkItemSelectedChanged");
      }
      if (before && before.theme.bodyBackgroundColor !== next.theme.bodyBackgroundColor) {
        mailboxHandlers.tell("officeThemeChanged");
      }
    },
  };
}

function isSameDraft(before: HostState | undefined, next: HostState): boolean {
  return (
    before?.item?.kind === "draft" &&
    next.item?.kind === "draft" &&
    before.item.conversationId === next.item.conversationId
  );
}

/** Values as the real library has them. */
const enumerations = {
  AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
  EventType: {
    ItemChanged: "olkItemSelectedChanged",
    OfficeThemeChanged: "officeThemeChanged",
    RecipientsChanged: "olkRecipientsChanged",
    SelectedItemsChanged: "olkSelectedItemsChanged",
  },
  MailboxEnums: {
    ItemType: { Message: "message", Appointment: "appointment" },
    RestVersion: { v1_0: "v1.0", v2_0: "v2.0", Beta: "beta" },
  },
  CoercionType: { Html: "html", Text: "text" },
} as unknown as DeepPartial<typeof Office>;
