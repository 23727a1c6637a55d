/** What speaks against sending a draft as it is: a wrong recipient, or a customer's mail that concerns no opportunity. */
import type { MailContext, Person } from "../api/types";

export type DraftWarning =
  /** People of different customers would read it. */
  | { readonly kind: "several_customers"; readonly accounts: readonly string[] }
  /** The conversation is one customer's, this person is another's. */
  | {
      readonly kind: "other_customer";
      readonly person: string;
      readonly account: string;
      readonly about: string;
    }
  /** Nobody knows the address, and it looks like one that is known. */
  | { readonly kind: "look_alike"; readonly address: string; readonly known: string }
  | { readonly kind: "no_opportunity"; readonly account: string }
  | { readonly kind: "unclear_opportunity"; readonly account: string };

/** The recipients may be wrong; only these are asked about when a mail is sent. */
export function isAboutRecipients({ kind }: DraftWarning): boolean {
  return kind === "several_customers" || kind === "other_customer" || kind === "look_alike";
}

/** Warnings in the order of what they may cost; none for mail among ourselves. */
export function draftWarnings(context: MailContext): readonly DraftWarning[] {
  const people = context.people.filter(({ kind, role }) => kind !== "colleague" && role !== "from");
  if (people.length === 0) return [];
  return [
    ...strangersToConversation(context, people),
    ...lookAlikes(people),
    ...opportunityWarnings(context),
  ];
}

function strangersToConversation(context: MailContext, people: readonly Person[]): readonly DraftWarning[] {
  const about = context.link?.opportunity ? context.link.account : undefined;
  if (about) {
    const others = people.filter(({ contact }) => contact?.account_id && contact.account_id !== about.id);
    return others.map(({ contact, name }) => ({
      kind: "other_customer",
      person: contact?.name ?? name,
      account: context.accounts.find(({ id }) => id === contact?.account_id)?.name ?? "",
      about: about.name,
    }));
  }
  const accounts = [...new Set(people.flatMap(({ contact }) => contact?.account_id ?? []))];
  if (accounts.length < 2) return [];
  const names = context.accounts.filter(({ id }) => accounts.includes(id)).map(({ name }) => name);
  return [{ kind: "several_customers", accounts: names }];
}

function lookAlikes(people: readonly Person[]): readonly DraftWarning[] {
  const known = people.flatMap(({ contact }) => contact?.emails ?? []);
  return people
    .filter(({ kind }) => kind === "unknown")
    .flatMap(({ address }) => {
      const like = known.find((other) => isAlike(address.toLowerCase(), other.toLowerCase()));
      return like ? [{ kind: "look_alike" as const, address, known: like }] : [];
    });
}

function opportunityWarnings(context: MailContext): readonly DraftWarning[] {
  const { account, link } = context;
  if (!account || link?.opportunity) return [];
  const open = context.opportunities.filter(({ is_open: isOpen }) => isOpen).length;
  if (open === 0) return [{ kind: "no_opportunity", account: account.name }];
  // With one open opportunity the mail will be linked to it by itself.
  return open > 1 && link ? [{ kind: "unclear_opportunity", account: account.name }] : [];
}

/** One or two letters apart in the domain, or in the name before a domain that is the same. */
function isAlike(address: string, known: string): boolean {
  const [name = "", domain = ""] = address.split("@");
  const [knownName = "", knownDomain = ""] = known.split("@");
  if (domain === knownDomain) return name !== knownName && distance(name, knownName) === 1;
  return distance(domain, knownDomain) <= 2;
}

/** Levenshtein's distance; words of very different length are far apart without counting. */
function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return 3;
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [place, sign] of [...other].entries()) {
      const kept = (row[place] ?? 0) + (letter === sign ? 0 : 1);
      next.push(Math.min(kept, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
