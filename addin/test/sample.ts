/** A small invented customer, in the API's words, for tests. */
import type {
  Account,
  Interaction,
  Link,
  MailContext,
  Opportunity,
  Person,
  Relations,
} from "../src/api/types";

export const NOW = "2026-11-24T09:30:00Z";

export const account: Account = {
  id: "a1",
  name: "Aceros del Norte",
  group: "A",
  territory: "Norte",
  owner: null,
};

export function opportunity(change: Partial<Opportunity> = {}): Opportunity {
  return {
    id: "o1",
    name: "Línea de corte 2027",
    account_id: "a1",
    stage: { key: "offer", name: "Oferta", position: 3, of: 5 },
    amount: { value: "184000", currency: "EUR" },
    close_date: "2026-12-15",
    next_step: { date: "2026-11-27", objective: "Oferta revisada" },
    decision_maker: { contact_id: "c2", name: "Jon Etxeberria", met: false },
    probability: 60,
    owner: null,
    is_open: true,
    products: ["Línea de corte L3"],
    etag: "7",
    ...change,
  };
}

export const ana: Person = {
  address: "ana@aceros.example",
  name: "Ana Ruiz",
  role: "from",
  kind: "contact",
  contact: {
    id: "c1",
    name: "Ana Ruiz",
    title: "Jefa de compras",
    department: null,
    account_id: "a1",
    emails: ["ana@aceros.example"],
    phones: [{ number: "+34 944 123 456", kind: "work" }],
    influence: 70,
    buying_role: "buyer",
  },
  user: null,
};

export const luis: Person = {
  address: "luis@cortes.example",
  name: "Luis Pardo",
  role: "to",
  kind: "colleague",
  contact: null,
  user: { id: "u1", name: "Luis Pardo" },
};

export function interaction(change: Partial<Interaction> = {}): Interaction {
  return {
    id: "i1",
    kind: "visit",
    at: "2026-11-21T10:00:00Z",
    ends_at: "2026-11-21T11:00:00Z",
    subject: "Visita a planta",
    opportunity_id: "o1",
    summary: "Medidas tomadas",
    users: [{ id: "u1", name: "Luis Pardo" }],
    contacts: [{ id: "c1", name: "Ana Ruiz" }],
    ...change,
  };
}

export function link(change: Partial<Link> = {}): Link {
  return {
    thread_id: "t1",
    event_id: null,
    state: "confirmed",
    opportunity: opportunity(),
    account,
    score: 5,
    decided_by: { kind: "rule", name: null },
    reasons: [
      { code: "participant_contact", points: 1, params: { name: "Ana Ruiz", account: "Aceros del Norte" } },
      { code: "reference_number", points: 2, params: { number: "Q-2231" } },
    ],
    etag: "42",
    ...change,
  };
}

export function context(change: Partial<MailContext> = {}): MailContext {
  return {
    now: NOW,
    state: "known",
    thread_id: "t1",
    event_id: null,
    automated: null,
    next_interaction: null,
    people: [ana, luis],
    account,
    accounts: [account],
    opportunities: [opportunity()],
    link: link(),
    suggestions: [],
    last_interaction: interaction(),
    timeline: [interaction()],
    ...change,
  };
}

/** Nothing beyond the context, unless a test says so. */
export function relations(change: Partial<Relations> = {}): Relations {
  return { country: "ES", contacts: [], colleagues: [], waiting: [], tasks: [], reports: [], ...change };
}
