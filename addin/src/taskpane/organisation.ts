/** The people of a customer as a tree in reading order: each below whom they report to, the weightier first. */
import type { KnownContact } from "../api/types";

interface Place {
  readonly contact: KnownContact;
  readonly depth: number;
  readonly reportsTo: string | undefined;
}

const DEEPEST = 3;

/** Everybody is there once, also where two report to each other. */
export function organisation(contacts: readonly KnownContact[]): readonly Place[] {
  const byId = new Map(contacts.map((contact) => [contact.id, contact]));
  const placed = new Set<string>();
  const places: Place[] = [];
  const place = (contact: KnownContact, depth: number) => {
    if (placed.has(contact.id)) return;
    placed.add(contact.id);
    const boss = contact.reports_to_id ? byId.get(contact.reports_to_id) : undefined;
    places.push({ contact, depth: Math.min(depth, DEEPEST), reportsTo: boss?.name });
    for (const one of contacts) if (one.reports_to_id === contact.id) place(one, depth + 1);
  };
  const isRoot = ({ reports_to_id: boss }: KnownContact) => boss === null || !byId.has(boss);
  for (const contact of contacts) if (isRoot(contact)) place(contact, 0);
  for (const contact of contacts) place(contact, 0);
  return places;
}
