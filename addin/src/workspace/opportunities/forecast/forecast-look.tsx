/** What is expected to close, by months or quarters and stages: bars, and the same figures in a table that lead to the rows. */
import { Field, makeStyles, Select, Spinner, tokens, typographyStyles } from "@fluentui/react-components";
import { useState } from "react";
import { ApiError } from "../../../api/client";
import { useMe } from "../../../api/me";
import { type PeriodLength, useForecast } from "../../../api/pipeline-parts";
import { Failure } from "../../failure";
import type { LookProps } from "../look";
import { useListText } from "../texts";
import { Bars } from "./bars";
import { chartOf, currenciesOf, type Figure } from "./chart";
import { FiguresTable } from "./figures-table";

const useStyles = makeStyles({
  choices: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM },
  choice: { minWidth: "140px" },
  none: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2, margin: 0 },
});

const LENGTHS = ["month", "quarter"] as const;
const FIGURES = ["amount", "weighted"] as const;

export default function ForecastLook({ question, ask, choices }: LookProps) {
  const styles = useStyles();
  const t = useListText();
  const [by, setBy] = useState<PeriodLength>("month");
  const [figure, setFigure] = useState<Figure>("amount");
  const [wanted, setWanted] = useState<string>();
  const me = useMe().data;
  const found = useForecast(question.asked, by);
  if (!found.data) {
    return found.error instanceof ApiError ? (
      <Failure error={found.error} retry={() => found.refetch()} />
    ) : (
      <Spinner label={t("list.loading")} />
    );
  }
  const currencies = currenciesOf(found.data, me?.tenant.currency);
  const currency = currencies.find((one) => one === wanted) ?? currencies[0];
  if (currency === undefined) return <p className={styles.none}>{t("forecast.none")}</p>;
  const chart = chartOf(found.data, choices?.stages ?? [], figure, currency);
  const show = (first: string, last: string, stage: string | undefined) => {
    const stages = stage === undefined ? {} : { stages: [stage] };
    ask({ ...question, look: "list", asked: { ...question.asked, ...stages, closes: { first, last } } });
  };
  return (
    <>
      <div className={styles.choices}>
        <Field className={styles.choice} label={t("forecast.by")}>
          <Select value={by} onChange={(_, { value }) => setBy(value as PeriodLength)}>
            {LENGTHS.map((one) => (
              <option key={one} value={one}>
                {t(`forecast.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field className={styles.choice} label={t("forecast.figure")}>
          <Select value={figure} onChange={(_, { value }) => setFigure(value as Figure)}>
            {FIGURES.map((one) => (
              <option key={one} value={one}>
                {t(`forecast.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        {currencies.length > 1 && (
          <Field className={styles.choice} label={t("forecast.currency")}>
            <Select value={currency} onChange={(_, { value }) => setWanted(value)}>
              {currencies.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          </Field>
        )}
      </div>
      <Bars chart={chart} by={by} currency={currency} />
      <FiguresTable chart={chart} by={by} currency={currency} show={show} />
    </>
  );
}
