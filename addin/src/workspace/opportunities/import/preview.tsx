/** What a file would do: how many come in, what each column is taken for, and why some rows stay out. */
import { Button, Checkbox, makeStyles, Spinner, tokens, typographyStyles } from "@fluentui/react-components";
import type { Chosen, SpreadsheetForecast } from "../../../api/spreadsheets";
import { useLocale } from "../../../i18n/locale-context";
import { ColumnTable } from "./column-table";
import { FaultTable } from "./fault-table";
import { useSheetText } from "./texts";

const useStyles = makeStyles({
  heading: { ...typographyStyles.subtitle1, margin: 0, overflowWrap: "anywhere" },
  part: { ...typographyStyles.subtitle2, margin: `${tokens.spacingVerticalS} 0 0` },
  text: { ...typographyStyles.body1, margin: 0, maxWidth: "72ch" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  counts: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXXL, margin: 0 },
  count: { display: "flex", flexDirection: "column-reverse" },
  number: { ...typographyStyles.title2, margin: 0, fontVariantNumeric: "tabular-nums" },
  what: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2 },
  foot: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
});

interface PreviewProps {
  readonly chosen: Chosen;
  readonly told: SpreadsheetForecast;
  readonly isBusy: boolean;
  readonly change: (chosen: Chosen) => void;
  readonly leave: () => void;
  readonly bringIn: () => void;
}

export function Preview({ chosen, told, isBusy, change, leave, bringIn }: PreviewProps) {
  const styles = useStyles();
  const t = useSheetText();
  const { format } = useLocale();
  const counts = [
    ["new", told.new],
    ["changed", told.changed],
    ["unchanged", told.unchanged],
    ["faulty", told.faulty_rows],
  ] as const;
  const incoming = told.new + told.changed;
  return (
    <>
      <h2 className={styles.heading}>{t("preview.title", { name: chosen.file.name })}</h2>
      <dl className={styles.counts} aria-live="polite">
        {counts.map(([key, count]) => (
          <div key={key} className={styles.count}>
            <dt className={styles.what}>{t(`preview.${key}`)}</dt>
            <dd className={styles.number}>{format.number(count)}</dd>
          </div>
        ))}
      </dl>
      {told.sample.length > 0 && (
        <p className={styles.quiet}>{t("preview.sample", { names: format.list(told.sample) })}</p>
      )}
      {(told.new_accounts.length > 0 || chosen.makesAccounts || hasMissing(told)) && (
        <Checkbox
          checked={chosen.makesAccounts}
          label={t("preview.makeAccounts")}
          onChange={(_, { checked }) => change({ ...chosen, makesAccounts: checked === true })}
        />
      )}
      {told.new_accounts.length > 0 && (
        <p className={styles.quiet}>
          {t("preview.newAccounts", {
            count: told.new_accounts.length,
            names: format.list(told.new_accounts.slice(0, 10)),
          })}
        </p>
      )}
      <div className={styles.foot}>
        <Button appearance="primary" disabled={isBusy || incoming === 0} onClick={bringIn}>
          {incoming === 0 ? t("preview.nothing") : t("preview.bringIn", { count: incoming })}
        </Button>
        <Button onClick={leave}>{t("file.other")}</Button>
        {isBusy && <Spinner size="tiny" label={t("file.reading")} />}
      </div>
      <h3 className={styles.part}>{t("column.title")}</h3>
      <p className={styles.text}>{t("column.lead")}</p>
      <ColumnTable
        told={told}
        take={(heading, field) => change({ ...chosen, columns: { ...chosen.columns, [heading]: field } })}
      />
      {told.fault_count > 0 && (
        <>
          <h3 className={styles.part}>{t("fault.title", { count: told.faulty_rows })}</h3>
          <p className={styles.text}>{t("fault.lead")}</p>
          <FaultTable faults={told.faults} count={told.fault_count} />
        </>
      )}
    </>
  );
}

/** Whether rows stay out because nobody knows their account. */
function hasMissing(told: SpreadsheetForecast): boolean {
  return told.faults.some(({ code }) => code.includes("account"));
}
