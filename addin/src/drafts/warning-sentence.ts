/** A warning as a sentence, in the pane and where Outlook asks before sending. */
import type { Translate } from "../i18n/translate";
import type { warningsEn } from "../i18n/warnings-en";
import type { DraftWarning } from "./warnings";

export function warningSentence(warning: DraftWarning, t: Translate<typeof warningsEn>): string {
  switch (warning.kind) {
    case "several_customers":
      return t("several_customers", { accounts: warning.accounts.join(", ") });
    case "other_customer":
      return t("other_customer", warning);
    case "look_alike":
      return t("look_alike", warning);
    case "no_opportunity":
      return t("no_opportunity", warning);
    case "unclear_opportunity":
      return t("unclear_opportunity", warning);
  }
}
