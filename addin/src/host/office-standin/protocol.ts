/** What the stand-in Outlook and the stand-in office.js inside the pane's frame say to each other over a MessagePort. */

export interface HostPerson {
  readonly address: string;
  readonly name: string;
}

export interface HostMail {
  readonly kind: "mail";
  readonly id: string;
  readonly internetMessageId: string;
  readonly conversationId: string;
  readonly subject: string;
  readonly from: HostPerson;
  readonly to: readonly HostPerson[];
  readonly cc: readonly HostPerson[];
  readonly sentAt: string;
}

export interface HostDraft {
  readonly kind: "draft";
  readonly conversationId: string;
  readonly subject: string;
  readonly to: readonly HostPerson[];
  readonly cc: readonly HostPerson[];
}

interface HostMeeting {
  readonly subject: string;
  readonly required: readonly HostPerson[];
  readonly optional: readonly HostPerson[];
  readonly start: string;
  readonly end: string;
}

export interface HostAppointment extends HostMeeting {
  readonly kind: "appointment";
  readonly id: string;
  readonly organizer: HostPerson;
  readonly location: string;
}

export interface HostDraftAppointment extends HostMeeting {
  readonly kind: "draftAppointment";
}

export type HostItem = HostMail | HostDraft | HostAppointment | HostDraftAppointment;

/** Colours as Office.js tells them. */
interface HostTheme {
  readonly bodyBackgroundColor: string;
  readonly bodyForegroundColor: string;
  readonly controlBackgroundColor: string;
  readonly controlForegroundColor: string;
}

export interface HostState {
  readonly item: HostItem | null;
  /** Several mails marked at once; then there is no open item. */
  readonly selected: readonly HostMail[];
  /** Whose mailbox is open, when it is somebody else's. */
  readonly owner?: string;
  /** The highest minor version of the Mailbox set that this host has. */
  readonly mailboxSet: number;
  readonly nestedAuth: boolean;
  readonly theme: HostTheme;
  readonly displayLanguage: string;
  readonly user: HostPerson;
  readonly timeZone: string;
}

/** What the pane asks of the window around it; each is answered once. */
export type Ask =
  | { readonly kind: "text"; readonly id: string }
  | { readonly kind: "insert"; readonly text: string }
  | { readonly kind: "subject"; readonly text: string }
  | {
      readonly kind: "newMail";
      readonly to: readonly string[];
      readonly subject: string;
      readonly text: string;
    }
  | {
      readonly kind: "newAppointment";
      readonly guests: readonly string[];
      readonly subject: string;
      readonly start: string;
      readonly end: string;
    }
  | { readonly kind: "notify"; readonly key: string; readonly text: string | null };

/** How the add-in ended an event. */
export interface Completion {
  readonly allowEvent?: boolean;
  readonly errorMessage?: string;
  readonly cancelLabel?: string;
}

/** The frame's first word, posted to the window that holds it together with its end of a channel. */
export const CONNECT = "office-standin/connect";

export type FromHost =
  | { readonly type: "state"; readonly state: HostState }
  | { readonly type: "authReply"; readonly message: string }
  | { readonly type: "event"; readonly turn: number; readonly name: string }
  | { readonly type: "answer"; readonly turn: number; readonly value?: string; readonly fault?: string };

export type FromPane =
  | { readonly type: "authRequest"; readonly message: string }
  | { readonly type: "completed"; readonly turn: number; readonly options: Completion }
  | { readonly type: "ask"; readonly turn: number; readonly ask: Ask };
