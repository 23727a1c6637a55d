/** Why rows stay out: which, in which column, what stands there, what is wrong with it and what would mend it. */
import { makeStyles, mergeClasses, typographyStyles } from "@fluentui/react-components";
import type { SheetFault } from "../../../api/spreadsheets";
import { useTableStyles } from "./column-table";
import { useSheetText } from "./texts";

const useStyles = makeStyles({
  words: { margin: 0 },
  more: { ...typographyStyles.caption1, margin: 0 },
});

interface FaultTableProps {
  readonly faults: readonly SheetFault[];
  readonly count: number;
}

const COLUMNS = ["line", "column", "value", "reason"] as const;

export function FaultTable({ faults, count }: FaultTableProps) {
  const styles = useTableStyles();
  const own = useStyles();
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
                <td className={styles.cell}>{one.column || "–"}</td>
                <td className={styles.cell}>{one.value || "–"}</td>
                <td className={styles.cell}>
                  <p className={own.words}>{sentence(one.reason)}</p>
                  <p className={mergeClasses(own.words, styles.quiet)}>{sentence(one.remedy)}</p>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {count > faults.length && (
        <p className={own.more}>{t("fault.more", { count: count - faults.length })}</p>
      )}
    </>
  );
}

/** Words that stand in the middle of a sentence elsewhere, as one of their own. */
function sentence(words: string): string {
  return `${words.charAt(0).toLocaleUpperCase()}${words.slice(1)}.`;
}
