/** Edits an opportunity in place: amount, close date and the next step with its one objective. */
import { Button, Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { ApiError } from "../api/client";
import { useChangeOpportunity } from "../api/opportunities";
import type { Opportunity, OpportunityChange } from "../api/types";
import { isHalfStep } from "./half-step";
import { useNotices } from "./notice";
import { usePaneText } from "./texts";

const useStyles = makeStyles({
  form: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  row: { display: "grid", gridTemplateColumns: "1fr 1fr", gap: tokens.spacingHorizontalS },
  input: { minWidth: 0, width: "100%" },
  buttons: { display: "flex", gap: tokens.spacingHorizontalS, justifyContent: "flex-end" },
});

export function OpportunityForm({ opportunity, close }: { opportunity: Opportunity; close: () => void }) {
  const styles = useStyles();
  const t = usePaneText();
  const notices = useNotices();
  const change = useChangeOpportunity(opportunity);
  const [values, setValues] = useState(() => valuesOf(opportunity));
  const input = (name: keyof FormValues, type: "text" | "number" | "date") => (
    <Input
      className={styles.input}
      input={{ className: styles.input }}
      type={type}
      value={values[name]}
      onChange={(_, data) => setValues({ ...values, [name]: data.value })}
    />
  );
  const isHalf = isHalfStep(values);
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(changeOf(values, opportunity), {
      onSuccess: () => {
        notices.show({ text: t("opportunity.saved") });
        close();
      },
      onError: (error) => {
        const stale = error instanceof ApiError && error.failure === "stale";
        notices.show({ text: t(stale ? "opportunity.stale" : "opportunity.failed") });
        if (stale) close();
      },
    });
  };
  return (
    <form className={styles.form} onSubmit={save}>
      <div className={styles.row}>
        <Field label={t("opportunity.amount")}>{input("amount", "number")}</Field>
        <Field label={t("opportunity.closes")}>{input("closeDate", "date")}</Field>
      </div>
      <Field label={t("opportunity.objective")} required={isHalf}>
        {input("objective", "text")}
      </Field>
      <Field label={t("opportunity.nextDate")} required={isHalf}>
        {input("nextDate", "date")}
      </Field>
      <div className={styles.buttons}>
        <Button onClick={close}>{t("log.cancel")}</Button>
        <Button type="submit" appearance="primary" disabled={change.isPending || isHalf}>
          {t("log.save")}
        </Button>
      </div>
    </form>
  );
}

interface FormValues {
  readonly amount: string;
  readonly closeDate: string;
  readonly objective: string;
  readonly nextDate: string;
}

function valuesOf(opportunity: Opportunity): FormValues {
  return {
    amount: opportunity.amount?.value ?? "",
    closeDate: opportunity.close_date?.slice(0, 10) ?? "",
    objective: opportunity.next_step?.objective ?? "",
    nextDate: opportunity.next_step?.date.slice(0, 10) ?? "",
  };
}

/** Only what the person changed is sent, so that a colleague's change to the rest stands. */
function changeOf(values: FormValues, opportunity: Opportunity): OpportunityChange {
  const before = valuesOf(opportunity);
  const { amount, closeDate, objective, nextDate } = values;
  const currency = opportunity.amount?.currency;
  const stepChanged = objective !== before.objective || nextDate !== before.nextDate;
  return {
    ...(amount && currency && amount !== before.amount && { amount: { value: amount, currency } }),
    ...(closeDate && closeDate !== before.closeDate && { close_date: closeDate }),
    ...(stepChanged && { next_step: objective && nextDate ? { date: nextDate, objective } : null }),
  };
}
