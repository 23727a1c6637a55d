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

export interface HostAppointment {
  readonly kind: "appointment";
  readonly id: string;
  readonly subject: string;
  readonly organizer: HostPerson;
  readonly required: readonly HostPerson[];
  readonly optional: readonly HostPerson[];
  readonly start: string;
  readonly end: string;
  readonly location: string;
}

export type HostItem = HostMail | HostDraft | HostAppointment;

/** Colours as Office.js tells them. */
interface HostTheme {
  readonly bodyBackgroundColor: string;
  readonly bodyForegroundColor: string;
  readonly controlBackgroundColor: string;
  readonly controlForegroundColor: string;
}

export interface HostState {
  readonly item: HostItem | null;
  readonly theme: HostTheme;
  readonly displayLanguage: string;
  readonly user: HostPerson;
  readonly timeZone: string;
}

/** The frame's first word, posted to the window that holds it together with its end of a channel. */
export const CONNECT = "office-standin/connect";

export type FromHost =
  | { readonly type: "state"; readonly state: HostState }
  | { readonly type: "authReply"; readonly message: string };

export type FromPane = { readonly type: "authRequest"; readonly message: string };
