/** Who of the customer may be invited, and who of us has to be free. */
import type { MailContext, StepProposal } from "../../api/types";

export interface Guest {
  readonly address: string;
  readonly name: string;
  readonly contactId: string | undefined;
  /** Invited unless the person says otherwise. */
  readonly isExpected: boolean;
}

/** Whom the proposal names, then the others of the item; without a proposal whoever wrote is expected. */
export function guestsFor(context: MailContext, proposal: StepProposal | null): readonly Guest[] {
  const proposed = (proposal?.people ?? []).flatMap(({ name, address, contact_id: contactId }) =>
    contactId && address ? [{ name, address, contactId, isExpected: true }] : [],
  );
  const customers = context.people.filter(({ kind }) => kind !== "colleague");
  const writer = customers.find(({ role }) => role === "from" || role === "organizer") ?? customers[0];
  const present = customers.map((person) => ({
    name: person.contact?.name ?? (person.name || person.address),
    address: person.address,
    contactId: person.contact?.id,
    isExpected: proposed.length === 0 && person === writer,
  }));
  const seen = new Set<string>();
  return [...proposed, ...present].filter(({ address, contactId }) => {
    const names = [address.toLowerCase(), ...(contactId ? [contactId] : [])];
    const isNew = names.every((name) => !seen.has(name));
    for (const name of names) seen.add(name);
    return isNew;
  });
}

/** The reader, who books, and whoever of us the proposal wants there. */
export function ours(proposal: StepProposal | null, me: string | undefined): readonly string[] {
  const others = (proposal?.people ?? []).flatMap(({ user_id: userId }) => userId ?? []);
  return [...new Set([...(me ? [me] : []), ...others])];
}
