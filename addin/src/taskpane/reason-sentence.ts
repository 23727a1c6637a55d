/** A reason's code and parameters as a sentence. */
import type { Reason } from "../api/types";
import type { Format } from "../i18n/format";
import { reasonsEn } from "../i18n/reasons-en";
import type { Translate } from "../i18n/translate";

type ReasonText = Translate<typeof reasonsEn>;
type ReasonCode = keyof typeof reasonsEn;

const DATE = /^\d{4}-\d{2}-\d{2}/;

/** A code this version does not know is shown as it came: an odd word beats a hidden reason. */
export function reasonSentence(reason: Reason, t: ReasonText, format: Format): string {
  if (!isKnown(reason.code)) return reason.code.replaceAll("_", " ");
  const given = reason.params;
  const date = given.date;
  return t(reason.code, {
    name: given.name ?? "",
    account: given.account ?? "",
    opportunity: given.opportunity ?? "",
    words: quoted(given.words ?? ""),
    number: given.number ?? "",
    count: given.count ?? 0,
    date: date && DATE.test(date) ? format.day(date, new Date(date)) : (date ?? ""),
  });
}

function isKnown(code: string): code is ReasonCode {
  return code in reasonsEn;
}

function quoted(words: string): string {
  return words
    .split(/\s*,\s*/)
    .filter(Boolean)
    .map((word) => `“${word}”`)
    .join(", ");
}
