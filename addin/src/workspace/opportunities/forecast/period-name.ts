/** What a period is called: a month, a quarter, or that there is no date. */
import type { PeriodLength } from "../../../api/pipeline-parts";
import { useLocale } from "../../../i18n/locale-context";
import { useListText } from "../texts";
import type { ChartPeriod } from "./chart";

export function usePeriodName(by: PeriodLength): (period: ChartPeriod) => string {
  const t = useListText();
  const { locale } = useLocale();
  const month = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
  return ({ first, isPast }) => {
    if (first === null) return t("forecast.noDate");
    const [year = "", number = "1"] = first.split("-");
    const name =
      by === "month"
        ? month.format(new Date(`${first}T00:00:00Z`))
        : t("by.quarterName", { number: Math.ceil(Number(number) / 3), year });
    return isPast ? t("forecast.past", { period: name }) : name;
  };
}
