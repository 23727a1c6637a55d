/** What a file would do, before anything is written: its columns, each with what it is taken for, and what is left out. */
import { Button, makeStyles, Select, tokens } from "@fluentui/react-components";
import type { PhoneFileForecast } from "../../api/types";
import { type DifferencesText, useDifferencesText } from "../../phones/texts";
import { fieldName } from "../../phones/value";
import { usePartStyles } from "./parts";
import { type PhonesText, usePhonesText } from "./texts";

const KINDS = ["mobile", "business", "home", "other"] as const;
const PARTS = ["street", "city", "state", "postal_code", "country_or_region"] as const;

const useStyles = makeStyles({
  scroll: { overflowX: "auto" },
  table: { borderCollapse: "collapse", width: "100%" },
  cell: {
    textAlign: "start",
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS} ${tokens.spacingVerticalXS} 0`,
    verticalAlign: "middle",
    overflowWrap: "anywhere",
  },
});

interface FilePreviewProps {
  readonly name: string;
  readonly told: PhoneFileForecast;
  readonly isBusy: boolean;
  readonly map: (heading: string, field: string) => void;
  readonly cancel: () => void;
  readonly bringIn: () => void;
}

export function FilePreview({ name, told, isBusy, map, cancel, bringIn }: FilePreviewProps) {
  const styles = usePartStyles();
  const t = usePhonesText();
  const { new: added, filled, unchanged } = told;
  return (
    <>
      <p className={styles.text} role="status">
        {t("files.would", { name, new: added, filled, unchanged })}
      </p>
      {told.sample.length > 0 && (
        <p className={styles.quiet}>{t("files.sample", { names: told.sample.join(", ") })}</p>
      )}
      {told.columns.length > 0 && <Columns told={told} isBusy={isBusy} map={map} />}
      {told.fault_count > 0 && (
        <details open>
          <summary className={styles.text}>
            {t("files.faults", { count: told.fault_count, number: told.fault_count })}
          </summary>
          <ul>
            {told.faults.map((one) => (
              <li key={`${one.line} ${one.code} ${one.value}`} className={styles.quiet}>
                {t("files.line", { line: one.line, reason: t(`fault.${one.code}`, { value: one.value }) })}
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className={styles.foot}>
        <Button
          appearance="primary"
          className={styles.button}
          disabled={isBusy || added + filled === 0}
          onClick={bringIn}
        >
          {t("files.import")}
        </Button>
        <Button className={styles.button} onClick={cancel}>
          {t("files.cancel")}
        </Button>
      </div>
    </>
  );
}

function Columns({ told, isBusy, map }: Pick<FilePreviewProps, "told" | "isBusy" | "map">) {
  const styles = useStyles();
  const parts = usePartStyles();
  const t = usePhonesText();
  const names = useDifferencesText();
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label={t("files.columns")}>
        <thead>
          <tr className={parts.quiet}>
            <th className={styles.cell}>{t("files.heading")}</th>
            <th className={styles.cell}>{t("files.samples")}</th>
            <th className={styles.cell}>{t("files.field")}</th>
          </tr>
        </thead>
        <tbody>
          {told.columns.map((one, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have the same heading
            <tr key={place}>
              <th scope="row" className={styles.cell}>
                {one.heading}
              </th>
              <td className={`${styles.cell} ${parts.quiet}`}>{one.samples.join(" · ")}</td>
              <td className={styles.cell}>
                <Select
                  aria-label={one.heading}
                  value={one.field ?? ""}
                  disabled={isBusy}
                  onChange={(_, data) => map(one.heading, data.value)}
                >
                  <option value="">{t("files.leftOut")}</option>
                  {told.fields.map((field) => (
                    <option key={field} value={field}>
                      {columnName(field, names, t)}
                    </option>
                  ))}
                </Select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `phones:mobile` or `business_address:city` in words. */
function columnName(field: string, names: DifferencesText, t: PhonesText): string {
  const [name = "", detail] = field.split(":");
  const kind = KINDS.find((one) => one === detail);
  const part = PARTS.find((one) => one === detail);
  const more = kind ? t(`kind.${kind}`) : part ? t(`part.${part}`) : "";
  return more ? `${fieldName(name, names)} (${more})` : fieldName(name, names);
}
