/** What a good colleague would say over one's shoulder, in two or three short sentences. */
import type { InteractionKind, MailContext, Person } from "../api/types";
import type { Format } from "../i18n/format";
import { useLocale } from "../i18n/locale-context";
import { surenessOf } from "./link-state";
import { type PaneText, usePaneText } from "./texts";

export function useLead(context: MailContext): string {
  const t = usePaneText();
  const { format } = useLocale();
  if (context.accounts.length > 1 && surenessOf(context.link) !== "confirmed") return t("account.chooseHint");
  return [whoWrites(context, t), lastContact(context, t, format), whatIsNext(context, t, format)]
    .filter(Boolean)
    .join(" ");
}

function whoWrites(context: MailContext, t: PaneText): string | undefined {
  const person = customerOf(context.people);
  if (!person) return undefined;
  const title = person.contact?.title;
  if (person.kind === "unknown") {
    return context.account
      ? t("state.unknownPerson", { name: person.name || person.address, account: context.account.name })
      : undefined;
  }
  const name = person.contact?.name ?? person.name;
  return title ? t("lead.person", { name, title: lowerFirst(title) }) : t("lead.personOnly", { name });
}

/** Whoever of the customer's side wrote or called the meeting, else the first of them. */
function customerOf(people: readonly Person[]): Person | undefined {
  const customers = people.filter(({ kind }) => kind !== "colleague");
  return customers.find(({ role }) => role === "from" || role === "organizer") ?? customers[0];
}

function lastContact(context: MailContext, t: PaneText, format: Format): string | undefined {
  const last = lastPersonal(context);
  if (!last) return context.account ? t("lead.never") : undefined;
  const kind: InteractionKind = last.kind;
  return t(`lead.last.${kind}`, { when: format.distance(new Date(last.at), new Date(context.now)) });
}

/** A mail in between says less than when somebody last met or talked, which the history below would bury. */
function lastPersonal({ last_interaction: last, timeline }: MailContext) {
  const personal = timeline.find(({ kind }) => kind === "meeting" || kind === "visit" || kind === "call");
  return personal ?? last;
}

function whatIsNext(context: MailContext, t: PaneText, format: Format): string | undefined {
  const now = new Date(context.now);
  const next = context.next_interaction;
  if (next) {
    return t("lead.next", {
      what: next.subject || next.summary || t(`kind.${next.kind}`),
      when: format.appointment(new Date(next.at), now),
    });
  }
  const step = context.link?.opportunity?.next_step;
  return step ? t("lead.next", { what: step.objective, when: format.dueDay(step.date, now) }) : undefined;
}

/** "Jefa de compras" becomes part of the sentence; "CEO" and "Project Engineer" stay as they are written. */
function lowerFirst(title: string): string {
  return /^\p{Lu}\P{Lu}*$/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
