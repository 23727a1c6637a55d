/** The figures behind the bars; each leads to its opportunities. */
import { Link, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { PeriodLength } from "../../../api/pipeline-parts";
import { useLocale } from "../../../i18n/locale-context";
import { useListText } from "../texts";
import type { Chart, ChartPeriod } from "./chart";
import { usePeriodName } from "./period-name";

const useStyles = makeStyles({
  around: { overflowX: "auto" },
  table: { width: "100%", minWidth: "640px", borderCollapse: "collapse", fontVariantNumeric: "tabular-nums" },
  head: {
    ...typographyStyles.caption1Strong,
    color: tokens.colorNeutralForeground2,
    textAlign: "end",
    padding: tokens.spacingHorizontalS,
  },
  first: { ...typographyStyles.body1, textAlign: "start", padding: tokens.spacingHorizontalS },
  cell: {
    ...typographyStyles.body1,
    textAlign: "end",
    padding: tokens.spacingHorizontalS,
    whiteSpace: "nowrap",
  },
  row: { borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  total: { borderTop: `2px solid ${tokens.colorNeutralStroke1}` },
  number: { fontVariantNumeric: "tabular-nums", minHeight: "24px" },
});

interface FiguresTableProps {
  readonly chart: Chart;
  readonly by: PeriodLength;
  readonly currency: string;
  readonly show: (first: string, last: string, stage: string | undefined) => void;
}

export function FiguresTable({ chart, by, currency, show }: FiguresTableProps) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const nameOf = usePeriodName(by);
  const { stages, periods, total } = chart;
  const money = (value: number) => format.money({ value: String(value), currency });
  const figure = (period: ChartPeriod, value: number, name: string, stage: string | undefined) => {
    const { first, last } = period;
    if (value === 0) return "–";
    if (first === null || last === null) return money(value);
    return (
      <Link
        as="button"
        appearance="subtle"
        className={styles.number}
        aria-label={t("forecast.open", { period: nameOf(period), stage: name, amount: money(value) })}
        onClick={() => show(first, last, stage)}
      >
        {money(value)}
      </Link>
    );
  };
  const cells = (period: ChartPeriod) => (
    <>
      {stages.map(({ key, name }, place) => (
        <td key={key} className={styles.cell}>
          {figure(period, period.values[place] ?? 0, name, key)}
        </td>
      ))}
      <td className={styles.cell}>
        <strong>{figure(period, period.total, t("forecast.total"), undefined)}</strong>
      </td>
    </>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard
    <section className={styles.around} tabIndex={0} aria-label={t("look.forecast")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.head} style={{ textAlign: "start" }}>
              {t("forecast.period")}
            </th>
            {stages.map(({ key, name }) => (
              <th key={key} scope="col" className={styles.head}>
                {name}
              </th>
            ))}
            <th scope="col" className={styles.head}>
              {t("forecast.total")}
            </th>
          </tr>
        </thead>
        <tbody>
          {periods.map((period) => (
            <tr key={period.first} className={styles.row}>
              <th scope="row" className={styles.first}>
                {nameOf(period)}
              </th>
              {cells(period)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className={styles.total}>
            <th scope="row" className={styles.first}>
              {t("forecast.total")}
            </th>
            {cells(total)}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
