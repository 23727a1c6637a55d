/** A bar a period, in parts by stage: stronger as a sale comes nearer, so that it can be read in grey. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { PeriodLength } from "../../../api/pipeline-parts";
import { useLocale } from "../../../i18n/locale-context";
import { useListText } from "../texts";
import type { Chart } from "./chart";
import { usePeriodName } from "./period-name";

const useStyles = makeStyles({
  figure: { margin: 0 },
  legend: {
    ...typographyStyles.caption1,
    display: "flex",
    flexWrap: "wrap",
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalL}`,
    margin: `0 0 ${tokens.spacingVerticalM}`,
    padding: 0,
    listStyleType: "none",
  },
  stage: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalXS },
  swatch: {
    width: "14px",
    height: "14px",
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    forcedColorAdjust: "none",
  },
  bars: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS, margin: 0, padding: 0 },
  row: {
    display: "grid",
    gridTemplateColumns: "minmax(90px, 150px) minmax(0, 1fr) minmax(80px, auto)",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
    listStyleType: "none",
    "@media (max-width: 480px)": { gridTemplateColumns: "1fr auto", gap: tokens.spacingVerticalXXS },
  },
  name: { ...typographyStyles.body1 },
  amount: { ...typographyStyles.body1Strong, textAlign: "end", fontVariantNumeric: "tabular-nums" },
  bar: {
    display: "flex",
    height: "24px",
    "@media (max-width: 480px)": { gridColumn: "1 / -1", order: 1 },
  },
  part: {
    boxSizing: "border-box",
    minWidth: "2px",
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    marginRight: "-1px",
    forcedColorAdjust: "none",
  },
});

/** The lightest still stands out from the page, the strongest is the brand's own. */
function shade(place: number, of: number): string {
  const share = of < 2 ? 100 : Math.round(20 + (80 * place) / (of - 1));
  return `color-mix(in srgb, ${tokens.colorBrandForeground1} ${share}%, ${tokens.colorNeutralBackground1})`;
}

interface BarsProps {
  readonly chart: Chart;
  readonly by: PeriodLength;
  readonly currency: string;
}

export function Bars({ chart: { stages, periods }, by, currency }: BarsProps) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const nameOf = usePeriodName(by);
  const most = Math.max(1, ...periods.map(({ total }) => total));
  const money = (value: number) => format.money({ value: String(value), currency });
  return (
    <figure className={styles.figure}>
      <ul className={styles.legend} aria-hidden="true">
        {stages.map(({ key, name }, place) => (
          <li key={key} className={styles.stage}>
            <span className={styles.swatch} style={{ backgroundColor: shade(place, stages.length) }} />
            {name}
          </li>
        ))}
      </ul>
      <ul className={styles.bars} aria-label={t("look.forecast")}>
        {periods.map((period) => (
          <li key={period.first} className={styles.row}>
            <span className={styles.name}>{nameOf(period)}</span>
            <span className={styles.bar} aria-hidden="true">
              {stages.map(({ key, name }, place) => {
                const value = period.values[place] ?? 0;
                if (value <= 0) return null;
                return (
                  <span
                    key={key}
                    className={styles.part}
                    title={t("forecast.chart", { period: name, amount: money(value) })}
                    style={{
                      width: `${(100 * value) / most}%`,
                      backgroundColor: shade(place, stages.length),
                    }}
                  />
                );
              })}
            </span>
            <span className={styles.amount}>{money(period.total)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
