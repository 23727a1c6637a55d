/** What a rule is called in a sentence: what it looks at, and its value. */
import type { Exclusion, ExclusionChoice } from "../../api/types";
import type { PrivacyText } from "./texts";

export const SENSITIVITIES = ["personal", "private", "confidential"] as const;

export function ruleName(rule: Pick<Exclusion | ExclusionChoice, "kind" | "value">, t: PrivacyText): string {
  if (rule.kind === "thread") return t(rule.value === "mail" ? "rule.forgottenMail" : "rule.forgottenThread");
  const marked = SENSITIVITIES.find((one) => rule.kind === "sensitivity" && one === rule.value);
  return `${t(`kind.${rule.kind}`)}: ${marked ? t(`sensitivity.${marked}`) : rule.value}`;
}
