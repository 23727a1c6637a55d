/** How sure the link of a conversation is, and whether a person should choose among several. */
import type { Link, LinkTarget, MailContext, Opportunity } from "../api/types";
import type { Sureness } from "../ui/link-mark";

export function surenessOf(link: Link | null | undefined): Sureness {
  if (!link || link.state === "rejected" || (!link.opportunity && !link.account)) return "none";
  // An account that the rules found by its address says where the mail comes from, not what it is about.
  if (!link.opportunity && link.decided_by.kind === "rule") return "none";
  return link.state;
}

/** The account's name where it is told, else that of the one the item is about. */
export function accountName(context: MailContext, id: string | undefined): string {
  const known = context.accounts.find((account) => account.id === id);
  return known?.name ?? context.account?.name ?? "";
}

export function offersChoice(context: MailContext): boolean {
  return surenessOf(context.link) !== "confirmed" && context.suggestions.length > 1;
}

/** The linked opportunity; while several come into question, none. */
export function chosenOpportunity(context: MailContext): Opportunity | null {
  return offersChoice(context) ? null : (context.link?.opportunity ?? null);
}

/** What a decision about the open item is about; nothing while it is not synchronised. */
export function linkTarget(context: MailContext): LinkTarget | null {
  if (context.thread_id) return { kind: "threads", id: context.thread_id };
  if (context.event_id) return { kind: "events", id: context.event_id };
  return null;
}
