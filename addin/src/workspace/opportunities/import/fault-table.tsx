/** Why rows stay out: which, in which column, what stands there, what is wrong with it and what would mend it. */
import { typographyStyles } from "@fluentui/react-components";
import type { SheetFault } from "../../../api/spreadsheets";
import { useTableStyles } from "./column-table";
import { useSheetText } from "./texts";

interface FaultTableProps {
  readonly faults: readonly SheetFault[];
  readonly count: number;
}

const COLUMNS = ["line", "column", "value", "reason"] as const;

export function FaultTable({ faults, count }: FaultTableProps) {
  const styles = useTableStyles();
  const t = useSheetText();
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard */}
      <section className={styles.around} tabIndex={0} aria-label={t("fault.label")}>
        <table className={styles.table} aria-label={t("fault.label")}>
          <thead>
            <tr>
              {COLUMNS.map((one) => (
                <th key={one} scope="col" className={styles.head}>
                  {t(`fault.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {faults.map((one) => (
              <tr key={`${one.line} ${one.column} ${one.code}`} className={styles.row}>
                <th scope="row" className={`${styles.cell} ${styles.number}`}>
                  {one.line}
                </th>
                <td className={styles.cell}>{one.column}</td>
                <td className={styles.cell}>{one.value || "–"}</td>
                <td className={styles.cell}>
                  {one.reason} <span className={styles.quiet}>{one.remedy}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {count > faults.length && (
        <p style={{ ...typographyStyles.caption1, margin: 0 }}>
          {t("fault.more", { count: count - faults.length })}
        </p>
      )}
    </>
  );
}
