/** A reason's code and parameters as a sentence. */
import type { Reason } from "../api/types";
import type { Format } from "../i18n/format";
import { reasonsEn } from "../i18n/reasons-en";
import type { Translate } from "../i18n/translate";

type ReasonText = Translate<typeof reasonsEn>;
type ReasonCode = keyof typeof reasonsEn;

const DATE = /^\d{4}-\d{2}-\d{2}/;

/** What speaks against a link, or only tells how it was with the others. */
const DOUBTS: ReadonlySet<string> = new Set(["closed_opportunity", "no_opportunity", "several_candidates"]);

export function isDoubt(reason: Reason): boolean {
  return reason.points < 0 || DOUBTS.has(reason.code);
}

/**
 * The sentence; `account` is the company that the link is about, for reasons that do not repeat its name.
 * A code this version does not know is shown as it came: an odd word beats a hidden reason.
 */
export function reasonSentence(reason: Reason, account: string, t: ReasonText, format: Format): string {
  if (!isKnown(reason.code)) return reason.code.replaceAll("_", " ");
  const { name = "", words = "", number = "", count = 0, date = "" } = reason.params;
  return t(reason.code, {
    name,
    number,
    count,
    account: reason.params.account ?? account,
    words: quoted(words),
    date: DATE.test(date) ? format.day(date, new Date(date)) : date,
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
