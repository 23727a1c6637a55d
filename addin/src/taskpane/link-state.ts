/** How sure the link of a conversation is, and whether a person should choose among several. */
import type { Link, MailContext } from "../api/types";
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
