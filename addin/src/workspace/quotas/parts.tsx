/** What the parts of Quotas share: looks, figures in the reader's words, periods to choose from. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { Measure } from "../../api/quotas";
import { useLocale } from "../../i18n/locale-context";
import { Refusal, useSectionStyles } from "../sections";
import { useQuotasText } from "./texts";

export const MEASURES = ["revenue", "margin", "units", "new_accounts", "visits"] as const;

const useOwnStyles = makeStyles({
  grow: { flexGrow: 1, flexBasis: "0", minWidth: "min(100%, 220px)" },
  fields: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 150px), 1fr))",
    gap: tokens.spacingHorizontalM,
    "& select, & input": { minWidth: 0, width: "100%" },
  },
  amount: { ...typographyStyles.body1Strong, margin: 0, fontVariantNumeric: "tabular-nums" },
  money: { fontVariantNumeric: "tabular-nums", textAlign: "right", marginLeft: "auto" },
  input: { width: "150px", maxWidth: "100%" },
});

export const useQuotaStyles = () => ({ ...useSectionStyles(), ...useOwnStyles() });

/** A figure of a measure: money in the organisation's currency, else a number. */
export function useFigure(measure: Measure, currency: string) {
  const { format } = useLocale();
  const isMoney = measure === "revenue" || measure === "margin";
  return (value: string) => (isMoney ? format.money({ value, currency }) : format.number(Number(value)));
}

/** The year around an instant, its quarters, and the month with its neighbours. */
export function periodsAround(now: Date): readonly string[] {
  const year = now.getFullYear();
  const month = (offset: number) => {
    const at = new Date(year, now.getMonth() + offset, 1);
    return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}`;
  };
  const quarters = [4, 3, 2, 1].map((one) => `${year}-Q${one}`);
  return [`${year + 1}-Q1`, ...quarters, `${year}`, `${year - 1}`, month(1), month(0), month(-1)];
}

export const quarterOf = (now: Date) => `${now.getFullYear()}-Q${Math.floor(now.getMonth() / 3) + 1}`;

export function Failed({ error }: { error: Error }) {
  const t = useQuotasText();
  return <Refusal error={error} title={t("quotas.failed")} text={t("quotas.failedText")} />;
}
