/** The mail that asks one's manager for approval, in their language: what it is about, what is asked for, and why. */
import type { Opportunity } from "../../api/types";
import { createFormat } from "../../i18n/format";
import type { Language } from "../../i18n/translate";

interface Asked {
  readonly what: string;
  readonly reason: string;
}

interface People {
  readonly to: string;
  readonly from: string;
  readonly account: string;
}

const WORDS = {
  en: {
    subject: "Approval: {name}",
    greeting: "Hello {to},",
    ask: "I would like your approval for {name} at {account}.",
    what: "Asked for",
    reason: "Why",
    amount: "Amount",
    lines: "Products",
    stage: "Stage",
    closes: "Close date",
    bye: "Kind regards",
  },
  es: {
    subject: "Aprobación: {name}",
    greeting: "Hola, {to}:",
    ask: "Pido aprobación para {name}, de {account}.",
    what: "Se pide",
    reason: "Motivo",
    amount: "Importe",
    lines: "Productos",
    stage: "Etapa",
    closes: "Fecha de cierre",
    bye: "Un saludo",
  },
} as const;

export function approvalMail(
  opportunity: Opportunity,
  asked: Asked,
  people: People,
  language: Language,
  now: Date,
): { readonly subject: string; readonly text: string } {
  const words = WORDS[language];
  const format = createFormat(language);
  const { name, amount, products, stage, close_date: closes } = opportunity;
  const facts = [
    [words.what, asked.what],
    [words.reason, asked.reason],
    [words.amount, amount ? format.money(amount) : ""],
    [words.lines, format.list(products)],
    [words.stage, stage.name],
    [words.closes, closes ? format.day(closes, now) : ""],
  ].filter(([, value]) => value !== "");
  const greeting = people.to ? words.greeting.replace("{to}", people.to.split(" ")[0] ?? "") : "";
  const lines = [
    ...(greeting ? [greeting, ""] : []),
    words.ask.replace("{name}", name).replace("{account}", people.account),
    "",
    ...facts.map(([label, value]) => `${label}: ${value}`),
    "",
    words.bye,
    people.from,
  ];
  return { subject: words.subject.replace("{name}", name), text: lines.join("\n") };
}
