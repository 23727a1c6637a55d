/** What the API says and hears (`/api/v1`), in its own snake_case words. */

type BuyingRole = "decision_maker" | "buyer" | "influencer" | "evaluator" | "user" | "gatekeeper";

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Me extends Named {
  readonly upn: string;
  readonly roles: readonly string[];
  readonly language: string;
  readonly timezone: string;
  readonly tenant: { readonly name: string; readonly currency: string };
  readonly now: string;
}

export interface Contact extends Named {
  readonly title?: string | null;
  readonly department?: string | null;
  readonly account_id?: string | null;
  readonly emails: readonly string[];
  readonly phones: readonly { readonly number: string; readonly kind: string }[];
  readonly influence?: number | null;
  readonly buying_role?: BuyingRole | null;
}

export interface Account extends Named {
  readonly group?: string | null;
  readonly territory?: string | null;
  readonly owner?: Named | null;
}

interface Money {
  readonly value: string;
  readonly currency: string;
}

interface NextStep {
  readonly date: string;
  readonly objective: string;
}

export interface Opportunity extends Named {
  readonly account_id: string;
  readonly stage: {
    readonly key: string;
    readonly name: string;
    readonly position: number;
    readonly of: number;
  };
  readonly amount?: Money | null;
  readonly close_date?: string | null;
  readonly probability?: number | null;
  readonly next_step?: NextStep | null;
  readonly decision_maker?: {
    readonly contact_id: string;
    readonly name: string;
    readonly met: boolean;
  } | null;
  readonly owner?: Named | null;
  readonly is_open: boolean;
  readonly etag: string;
}

export type InteractionKind = "mail_in" | "mail_out" | "meeting" | "visit" | "call" | "note";

export interface Interaction {
  readonly id: string;
  readonly kind: InteractionKind;
  readonly at: string;
  readonly summary?: string | null;
  readonly users: readonly Named[];
  readonly contacts: readonly Named[];
  readonly opportunity_id?: string | null;
}

export interface Reason {
  readonly code: string;
  readonly points: number;
  readonly params: Readonly<Record<string, string>>;
}

export interface Link {
  readonly thread_id?: string | null;
  readonly event_id?: string | null;
  readonly state: "confirmed" | "suggested" | "rejected";
  readonly opportunity?: Opportunity | null;
  readonly account?: Account | null;
  readonly score: number;
  readonly decided_by: { readonly kind: "rule" | "user"; readonly name?: string | null };
  readonly reasons: readonly Reason[];
  readonly etag: string;
}

export interface Suggestion {
  readonly opportunity: Opportunity;
  readonly score: number;
  readonly reasons: readonly Reason[];
}

interface Participant {
  readonly address: string;
  readonly name: string;
}

export interface ContextRequest {
  readonly kind: "message" | "appointment" | "compose";
  readonly item_id?: string;
  readonly internet_message_id?: string;
  readonly conversation_id?: string;
  readonly ical_uid?: string;
  readonly mailbox?: string;
  readonly subject?: string;
  readonly start?: string;
  readonly end?: string;
  readonly from?: Participant;
  readonly to: readonly Participant[];
  readonly cc: readonly Participant[];
}

type ContextState =
  | "known"
  | "unknown_person"
  | "unknown_company"
  | "several_accounts"
  | "internal"
  | "automated"
  | "excluded"
  | "empty";

export interface Person extends Participant {
  readonly role: "from" | "to" | "cc" | "organizer" | "attendee";
  readonly kind: "contact" | "colleague" | "unknown";
  readonly contact?: Contact | null;
  readonly user?: Named | null;
}

export interface MailContext {
  readonly now: string;
  readonly state: ContextState;
  readonly thread_id?: string | null;
  readonly event_id?: string | null;
  readonly automated?: { readonly kind: string; readonly why: string } | null;
  readonly people: readonly Person[];
  readonly account?: Account | null;
  readonly accounts: readonly Account[];
  readonly opportunities: readonly Opportunity[];
  readonly link?: Link | null;
  readonly suggestions: readonly Suggestion[];
  readonly last_interaction?: Interaction | null;
  readonly next_interaction?: Interaction | null;
  readonly timeline: readonly Interaction[];
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor?: string | null;
}

/** The thread or event whose link is asked about or changed. */
export interface LinkTarget {
  readonly kind: "threads" | "events";
  readonly id: string;
}

export interface LinkChoice {
  readonly opportunity_id: string | null;
  readonly account_id: string | null;
}

export interface NewInteraction {
  readonly kind: "call" | "note";
  readonly at?: string;
  readonly summary: string;
  readonly contact_ids: readonly string[];
  readonly opportunity_id?: string;
  readonly account_id?: string;
}

export interface OpportunityChange {
  readonly amount?: Money;
  readonly close_date?: string;
  readonly next_step?: NextStep | null;
}
