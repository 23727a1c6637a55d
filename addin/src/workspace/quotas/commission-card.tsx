/** What is paid, with the lines that explain it. */
import { Field, Select } from "@fluentui/react-components";
import { useState } from "react";
import { type Statements, useCommissions, useStatements } from "../../api/quotas";
import { useLocale } from "../../i18n/locale-context";
import { Card } from "../sections";
import { Failed, useQuotaStyles } from "./parts";
import { useQuotasText } from "./texts";

export function CommissionCard() {
  const styles = useQuotaStyles();
  const t = useQuotasText();
  const all = useCommissions();
  const [chosen, setChosen] = useState<string>();
  const items = all.data?.items ?? [];
  const shown = chosen ?? items[0]?.id;
  return (
    <Card heading={t("paid.title")}>
      {all.error && <Failed error={all.error} />}
      {all.data && items.length === 0 && <p className={styles.quiet}>{t("paid.none")}</p>}
      {shown !== undefined && (
        <>
          <Field label={t("paid.which")}>
            <Select value={shown} onChange={(_, data) => setChosen(data.value)}>
              {items.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name} · {t(one.frozen_at === null ? "paid.running" : "paid.frozen")}
                </option>
              ))}
            </Select>
          </Field>
          <Paid commissionId={shown} />
        </>
      )}
    </Card>
  );
}

function Paid({ commissionId }: { commissionId: string }) {
  const styles = useQuotaStyles();
  const t = useQuotasText();
  const { format } = useLocale();
  const found = useStatements(commissionId);
  if (found.error) return <Failed error={found.error} />;
  const money = (value: string) => format.money({ value, currency: found.data?.currency ?? "EUR" });
  return (
    <ul className={styles.list}>
      {found.data?.items.map((one) => (
        <li key={one.user.id} className={styles.row}>
          <details className={styles.grow}>
            <summary>{t("paid.amount", { name: one.user.name, amount: money(one.amount) })}</summary>
            <p className={styles.quiet}>{t("paid.attained", { attained: money(one.attained) })}</p>
            {one.would_be !== one.amount && (
              <p className={styles.quiet}>{t("paid.wouldBe", { amount: money(one.would_be) })}</p>
            )}
            <Lines lines={one.lines} money={money} />
          </details>
        </li>
      ))}
    </ul>
  );
}

interface LinesProps {
  readonly lines: Statements["items"][number]["lines"];
  readonly money: (value: string) => string;
}

function Lines({ lines, money }: LinesProps) {
  const styles = useQuotaStyles();
  const t = useQuotasText();
  const { format } = useLocale();
  return (
    <ul className={styles.list}>
      {lines.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own and are never moved
        <li key={place} className={styles.row}>
          <div className={styles.grow}>
            <p className={styles.text}>
              {line.kind === "credit"
                ? (line.opportunity?.name ?? t("sales.hidden"))
                : t(`paid.${line.kind}`)}
            </p>
            {line.kind === "credit" && (
              <p className={styles.quiet}>
                {[
                  line.day && format.day(line.day, new Date()),
                  line.origin && t(`origin.${line.origin}`),
                  line.product?.name,
                  t("paid.line", { counted: money(line.counted), rate: line.rate, factor: line.factor }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            )}
          </div>
          <p className={styles.money}>{money(line.amount)}</p>
        </li>
      ))}
    </ul>
  );
}
