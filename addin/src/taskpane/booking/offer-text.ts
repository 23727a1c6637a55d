/** Times and booking pages as a customer reads them: in their language and zone, whatever the pane speaks. */
import type { Language } from "../../i18n/translate";
import { zoneName } from "./customer-zone";

interface Period {
  readonly start: string;
  readonly end: string;
}

const WORDS = {
  en: {
    locale: "en-GB",
    times: "I could meet at one of these times ({zone}):",
    question: "Which of them suits you?",
    page: "Here you can choose the time that suits you best:",
  },
  es: {
    locale: "es-ES",
    times: "Podríamos vernos en uno de estos momentos ({zone}):",
    question: "¿Cuál viene mejor?",
    page: "En esta página se puede elegir la hora que mejor venga:",
  },
} as const;

/** A list of times and a question, as plain text. */
export function timesText(slots: readonly Period[], language: Language, zone: string): string {
  const words = WORDS[language];
  const [first] = slots;
  if (!first) return "";
  const name = zoneName(zone, words.locale, new Date(first.start));
  const lines = slots.map((slot) => `- ${periodText(slot, language, zone)}`);
  return [words.times.replace("{zone}", name), "", ...lines, "", words.question, ""].join("\n");
}

export function pageText(address: string, language: Language): string {
  return `${WORDS[language].page}\n${address}\n`;
}

/** Weekday, date and hours, without abbreviations: what one acts on must not be guessed. */
export function periodText({ start, end }: Period, language: Language, zone: string): string {
  return new Intl.DateTimeFormat(WORDS[language].locale, {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
  }).formatRange(new Date(start), new Date(end));
}
