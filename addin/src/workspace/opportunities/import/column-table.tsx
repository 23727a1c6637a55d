/** Each column of a file: its heading, what it is taken for, and its first values; one changes what is wrong. */
import { makeStyles, Select, tokens, typographyStyles } from "@fluentui/react-components";
import type { SpreadsheetForecast } from "../../../api/spreadsheets";
import { useSheetText } from "./texts";

export const useTableStyles = makeStyles({
  around: { overflowX: "auto" },
  table: { width: "100%", borderCollapse: "collapse" },
  head: {
    ...typographyStyles.caption1Strong,
    color: tokens.colorNeutralForeground2,
    textAlign: "start",
    padding: tokens.spacingHorizontalXS,
  },
  row: { borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  cell: {
    ...typographyStyles.body1,
    padding: tokens.spacingHorizontalXS,
    textAlign: "start",
    verticalAlign: "top",
    overflowWrap: "anywhere",
  },
  heading: { ...typographyStyles.body1Strong, minWidth: "110px" },
  quiet: { color: tokens.colorNeutralForeground2, minWidth: "160px", maxWidth: "420px" },
  number: { fontVariantNumeric: "tabular-nums" },
  select: { minWidth: "150px", "& select": { minWidth: 0, width: "100%" } },
});

interface ColumnTableProps {
  readonly told: SpreadsheetForecast;
  readonly take: (heading: string, field: string) => void;
}

export function ColumnTable({ told, take }: ColumnTableProps) {
  const styles = useTableStyles();
  const t = useSheetText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard
    <section className={styles.around} tabIndex={0} aria-label={t("column.title")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.head}>
              {t("column.heading")}
            </th>
            <th scope="col" className={styles.head}>
              {t("column.field")}
            </th>
            <th scope="col" className={styles.head}>
              {t("column.samples")}
            </th>
          </tr>
        </thead>
        <tbody>
          {told.columns.map(({ heading, field, samples }) => (
            <tr key={heading} className={styles.row}>
              <th scope="row" className={`${styles.cell} ${styles.heading}`}>
                {heading}
              </th>
              <td className={styles.cell}>
                <Select
                  className={styles.select}
                  size="small"
                  aria-label={t("column.take", { heading })}
                  value={field ?? ""}
                  onChange={(_, { value }) => take(heading, value)}
                >
                  <option value="">{t("column.leftOut")}</option>
                  {told.fields.map((one) => (
                    <option key={one.field} value={one.field}>
                      {one.name}
                    </option>
                  ))}
                </Select>
              </td>
              <td className={`${styles.cell} ${styles.quiet}`}>{samples.filter(Boolean).join(" · ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
