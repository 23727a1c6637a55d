/** Why rows stay out: which, in which column, what stands there, what is wrong with it and what would mend it. */
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import type { SheetFault } from "../../../api/spreadsheets";
import { useMedia } from "../../preferences";
import { useTableStyles } from "./column-table";
import { useSheetText } from "./texts";

const useStyles = makeStyles({
  words: { margin: 0, overflowWrap: "anywhere" },
  more: { ...typographyStyles.caption1, margin: 0 },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  one: {
    ...typographyStyles.body1,
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  where: { ...typographyStyles.body1Strong, margin: 0 },
});

interface FaultTableProps {
  readonly faults: readonly SheetFault[];
  readonly count: number;
}

/** Four columns are more than a phone has room for: there each row is told below the other. */
const AS_TABLE = "(min-width: 640px)";

export function FaultTable({ faults, count }: FaultTableProps) {
  const own = useStyles();
  const t = useSheetText();
  const isWide = useMedia(AS_TABLE);
  return (
    <>
      {isWide ? <AsTable faults={faults} /> : <AsList faults={faults} />}
      {count > faults.length && (
        <p className={own.more}>{t("fault.more", { count: count - faults.length })}</p>
      )}
    </>
  );
}

const COLUMNS = ["line", "column", "value", "reason"] as const;

function AsTable({ faults }: { faults: readonly SheetFault[] }) {
  const styles = useTableStyles();
  const t = useSheetText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard
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
            <tr key={keyOf(one)} className={styles.row}>
              <th scope="row" className={mergeClasses(styles.cell, styles.number)}>
                {one.line}
              </th>
              <td className={styles.cell}>{one.column || "–"}</td>
              <td className={styles.cell}>{one.value || "–"}</td>
              <td className={styles.cell}>
                <Explained fault={one} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function AsList({ faults }: { faults: readonly SheetFault[] }) {
  const own = useStyles();
  const t = useSheetText();
  return (
    <ul className={own.list} aria-label={t("fault.label")}>
      {faults.map((one) => (
        <li key={keyOf(one)} className={own.one}>
          <p className={own.where}>
            {[`${t("fault.line")} ${one.line}`, one.column].filter(Boolean).join(" · ")}
          </p>
          {one.value && !one.reason.includes(one.value) && <p className={own.words}>{one.value}</p>}
          <Explained fault={one} />
        </li>
      ))}
    </ul>
  );
}

function Explained({ fault }: { fault: SheetFault }) {
  const styles = useTableStyles();
  const own = useStyles();
  return (
    <>
      <p className={own.words}>{sentence(fault.reason)}</p>
      <p className={mergeClasses(own.words, styles.quiet)}>{sentence(fault.remedy)}</p>
    </>
  );
}

function keyOf({ line, column, code }: SheetFault): string {
  return `${line} ${column} ${code}`;
}

/** Words that stand in the middle of a sentence elsewhere, as one of their own. */
function sentence(words: string): string {
  return `${words.charAt(0).toLocaleUpperCase()}${words.slice(1)}.`;
}
