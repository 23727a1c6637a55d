/** Quotas to set: a field for everybody one leads, kept when one leaves it; and files. */
import { Button, Field, Input, Spinner } from "@fluentui/react-components";
import { useState } from "react";
import {
  type Measure,
  type Quota,
  type QuotaDeed,
  type Quotas,
  useQuotaDeed,
  useQuotaFile,
  useQuotas,
} from "../../api/quotas";
import { Card } from "../sections";
import { Failed, useQuotaStyles } from "./parts";
import { useQuotasText } from "./texts";

type Settable = Quotas["settable"][number];

export function GridCard({ period, measure }: { period: string; measure: Measure }) {
  const styles = useQuotaStyles();
  const t = useQuotasText();
  const found = useQuotas(period, measure);
  const deed = useQuotaDeed();
  const quotaOf = (one: Settable) =>
    found.data?.items.find(
      (quota) =>
        quota.subject === one.subject &&
        quota.of.id === one.id &&
        quota.period === found.data.period &&
        quota.product === null,
    );
  return (
    <Card heading={t("grid.title")} lead={t("grid.lead")}>
      {deed.error && <Failed error={deed.error} />}
      {found.isPending && <Spinner label={t("quotas.loading")} />}
      {found.data?.settable.length === 0 && <p className={styles.quiet}>{t("grid.none")}</p>}
      <ul className={styles.list}>
        {found.data?.settable.map((one) => {
          const quota = quotaOf(one);
          return (
            <Cell
              key={`${one.subject}-${one.id}-${quota?.etag ?? "none"}-${period}-${measure}`}
              one={one}
              quota={quota}
              isBusy={deed.isPending}
              set={(amount) =>
                deed.mutate({
                  do: "set",
                  quota: {
                    subject: one.subject,
                    subject_id: one.id,
                    product_id: null,
                    period,
                    measure,
                    amount,
                  },
                })
              }
              act={(what) => deed.mutate(what)}
            />
          );
        })}
      </ul>
      <FileCard />
    </Card>
  );
}

interface CellProps {
  readonly one: Settable;
  readonly quota: Quota | undefined;
  readonly isBusy: boolean;
  readonly set: (amount: string) => void;
  readonly act: (deed: QuotaDeed) => void;
}

function Cell({ one, quota, isBusy, set, act }: CellProps) {
  const styles = useQuotaStyles();
  const t = useQuotasText();
  const before = quota?.amount.replace(/\.00$/, "") ?? "";
  const [typed, setTyped] = useState(before);
  const amount = typed.trim().replace(",", ".");
  const isAmount = amount === "" || /^\d{1,15}(\.\d{1,2})?$/.test(amount);
  const isChanged = isAmount && amount !== before;
  const name = one.subject === "team" ? t("grid.team", { name: one.name }) : one.name;
  return (
    <li className={styles.row}>
      <span className={styles.grow}>{name}</span>
      <form
        className={styles.foot}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isChanged) return;
          if (!quota) set(amount);
          else act(amount === "" ? { do: "drop", quota } : { do: "change", quota, amount });
        }}
      >
        <Input
          className={styles.input}
          inputMode="decimal"
          aria-label={t("grid.amount", { name })}
          aria-invalid={!isAmount}
          value={typed}
          onChange={(_, data) => setTyped(data.value)}
        />
        <Button
          type="submit"
          className={styles.button}
          aria-label={t("grid.save", { name })}
          disabled={!isChanged || isBusy}
        >
          ✓
        </Button>
      </form>
    </li>
  );
}

function FileCard() {
  const styles = useQuotaStyles();
  const t = useQuotasText();
  const [file, setFile] = useState<File>();
  const told = useQuotaFile();
  const isDone = told.isSuccess && told.variables.isToDo;
  return (
    <div>
      <Field label={t("grid.file")}>
        <input
          type="file"
          accept=".csv,.xlsx"
          onChange={(event) => {
            const chosen = event.target.files?.[0];
            setFile(chosen);
            if (chosen) told.mutate({ file: chosen, isToDo: false });
          }}
        />
      </Field>
      {told.error && <Failed error={told.error} />}
      {told.data && (
        <div role="status">
          <p className={styles.text}>
            {isDone ? `${t("grid.done")} ` : ""}
            {t("grid.fileDoes", {
              new: told.data.new,
              changed: told.data.changed,
              removed: told.data.removed,
              unchanged: told.data.unchanged,
            })}
          </p>
          <ul className={styles.list}>
            {told.data.faults.map((one) => (
              <li key={one.line} className={styles.quiet}>
                {t("grid.fault", { line: one.line, reason: one.reason })}
              </li>
            ))}
          </ul>
          {file && !isDone && (
            <Button
              appearance="primary"
              className={styles.button}
              disabled={told.isPending}
              onClick={() => told.mutate({ file, isToDo: true })}
            >
              {t("grid.do")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
