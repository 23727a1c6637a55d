/** Outlook's draft as the events need it: what is asked about it, and the line above it. */
import type { SignInConfig } from "../outlook/access-token";
import { eventDraft } from "../outlook/event-draft";
import { contextRequest } from "../taskpane/context-request";
import type { EventDraft } from "./draft-events";

export interface CommandsConfig extends SignInConfig {
  /** Absolute: without a page there is nothing to be relative to. */
  readonly apiBase: string;
}

export function officeDraft(): EventDraft & { readonly mailbox: () => string } {
  const { mailbox, locale, item, notify } = eventDraft();
  return {
    mailbox,
    locale,
    notify,
    request: async () => {
      const open = await item();
      if (!open) throw new Error("No draft is open.");
      return contextRequest(open, mailbox());
    },
  };
}
