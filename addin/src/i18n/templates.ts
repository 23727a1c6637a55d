/** Mails that are written often, in the customer's language whatever the pane speaks; gaps are named in braces. */
import type { Language } from "./translate";

export type TemplateName = "follow_up" | "after_visit" | "offer" | "reminder" | "appointment";

export interface Template {
  readonly title: string;
  readonly subject: string;
  readonly body: string;
}

/** What a template may be filled with; what is not known leaves its line out. */
export interface Gaps {
  readonly name?: string | undefined;
  readonly opportunity?: string | undefined;
  readonly amount?: string | undefined;
  readonly closes?: string | undefined;
  readonly next?: string | undefined;
  readonly me?: string | undefined;
}

const TEMPLATES: Readonly<Record<Language, Readonly<Record<TemplateName, Template>>>> = {
  en: {
    follow_up: {
      title: "Follow-up",
      subject: "{opportunity}: where we stand",
      body: "Hello {name},\n\nI am writing about {opportunity}. Is there anything you still need from us to decide?\nWe had agreed on this as the next step: {next}.\n\nKind regards\n{me}",
    },
    after_visit: {
      title: "Thanks after a visit",
      subject: "Thank you for your time",
      body: "Hello {name},\n\nthank you for your time. This is what I take with me about {opportunity}:\n\n- \n\nOur next step: {next}.\n\nKind regards\n{me}",
    },
    offer: {
      title: "Offer",
      subject: "Our offer: {opportunity}",
      body: "Hello {name},\n\nplease find attached our offer for {opportunity}.\nIt comes to {amount}, before tax.\nTo keep the dates, we would need your answer by {closes}.\n\nKind regards\n{me}",
    },
    reminder: {
      title: "Friendly reminder",
      subject: "{opportunity}: a short question",
      body: "Hello {name},\n\nI have not heard from you about {opportunity} yet. Shall we talk for ten minutes this week?\n\nKind regards\n{me}",
    },
    appointment: {
      title: "Ask for an appointment",
      subject: "An appointment about {opportunity}",
      body: "Hello {name},\n\nI would like to go through {opportunity} with you. Which day suits you?\n\nKind regards\n{me}",
    },
  },
  es: {
    follow_up: {
      title: "Seguimiento",
      subject: "{opportunity}: cómo seguimos",
      body: "Buenos días, {name}:\n\nEscribo por {opportunity}. ¿Falta algo de nuestra parte para poder decidir?\nEl próximo paso acordado era: {next}.\n\nUn saludo\n{me}",
    },
    after_visit: {
      title: "Gracias tras una visita",
      subject: "Gracias por la visita",
      body: "Buenos días, {name}:\n\nGracias por el tiempo dedicado. Esto es lo que me llevo sobre {opportunity}:\n\n- \n\nNuestro próximo paso: {next}.\n\nUn saludo\n{me}",
    },
    offer: {
      title: "Oferta",
      subject: "Nuestra oferta: {opportunity}",
      body: "Buenos días, {name}:\n\nAdjunto nuestra oferta para {opportunity}.\nEl importe es de {amount}, impuestos aparte.\nPara mantener los plazos haría falta una respuesta antes del {closes}.\n\nUn saludo\n{me}",
    },
    reminder: {
      title: "Recordatorio",
      subject: "{opportunity}: una pregunta breve",
      body: "Buenos días, {name}:\n\nAún no tengo noticias sobre {opportunity}. ¿Hablamos diez minutos esta semana?\n\nUn saludo\n{me}",
    },
    appointment: {
      title: "Pedir una cita",
      subject: "Una cita sobre {opportunity}",
      body: "Buenos días, {name}:\n\nMe gustaría repasar {opportunity}. ¿Qué día vendría bien?\n\nUn saludo\n{me}",
    },
  },
};

export const TEMPLATE_NAMES = Object.keys(TEMPLATES.en) as readonly TemplateName[];

export function templateTitle(name: TemplateName, language: Language): string {
  return TEMPLATES[language][name].title;
}

/** The template with its gaps filled; a line whose gap nobody can fill is left out, a greeting goes without a name. */
export function filledTemplate(name: TemplateName, language: Language, gaps: Gaps): Omit<Template, "title"> {
  const { subject, body } = TEMPLATES[language][name];
  const lines = body.split("\n").flatMap((line) => filledLine(line, gaps, language) ?? []);
  return { subject: filledLine(subject, gaps, language) ?? "", body: lines.join("\n") };
}

const GAP = /\{(\w+)\}/g;

function filledLine(line: string, gaps: Gaps, language: Language): string | null {
  const greeting = gaps.name ? line : line.replace(/,? \{name\}/, "");
  const missing = [...greeting.matchAll(GAP)].some(([, gap]) => !gaps[gap as keyof Gaps]);
  if (missing) return line.includes("{opportunity}") ? withoutOpportunity(greeting, gaps, language) : null;
  return greeting.replace(GAP, (_, gap: string) => gaps[gap as keyof Gaps] ?? "");
}

/** A talk that concerns no opportunity yet still concerns something. */
function withoutOpportunity(line: string, gaps: Gaps, language: Language): string | null {
  if (gaps.opportunity) return null;
  const something = language === "es" ? "nuestro proyecto" : "our project";
  return filledLine(line.replaceAll("{opportunity}", something), gaps, language);
}
