/** A new opportunity beside the mail that began it, which is linked to it at once. */
import { Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useCreateOpportunity } from "../api/creation";
import { useMe } from "../api/me";
import type { Account, LinkTarget, MailContext, NewOpportunity } from "../api/types";
import { isHalfStep } from "./half-step";
import { useNotices } from "./notice";
import { Panel } from "./panel";
import { usePaneText } from "./texts";
import { useLinkChanges } from "./use-link-changes";

const useStyles = makeStyles({
  row: { display: "grid", gridTemplateColumns: "1fr 1fr", gap: tokens.spacingHorizontalS },
  input: { minWidth: 0, width: "100%" },
});

interface OpportunityPanelProps {
  readonly context: MailContext;
  readonly account: Account;
  readonly subject: string;
  readonly target: LinkTarget | null;
  readonly close: () => void;
}

export default function OpportunityPanel({
  context,
  account,
  subject,
  target,
  close,
}: OpportunityPanelProps) {
  const styles = useStyles();
  const t = usePaneText();
  const notices = useNotices();
  const me = useMe();
  const create = useCreateOpportunity();
  const { choose } = useLinkChanges(target ?? NOWHERE, context.link);
  const [values, setValues] = useState({
    name: bare(subject),
    amount: "",
    closeDate: "",
    objective: "",
    nextDate: "",
  });
  const input = (name: keyof typeof values, type: "text" | "number" | "date", focus = false) => (
    <Input
      className={styles.input}
      input={{ className: styles.input }}
      type={type}
      autoFocus={focus}
      value={values[name]}
      onChange={(_, data) => setValues({ ...values, [name]: data.value })}
    />
  );
  const isHalf = isHalfStep(values);
  const save = () =>
    create.mutate(newOpportunity(values, context, account, me.data?.tenant.currency ?? "EUR"), {
      onSuccess: (opportunity) => {
        if (target) void choose({ opportunity });
        else notices.show({ text: t("newOpportunity.added", { name: opportunity.name }) });
        close();
      },
      onError: () => notices.show({ text: t("log.failed") }),
    });
  return (
    <Panel
      title={t("newOpportunity.title", { account: account.name })}
      close={close}
      save={save}
      ready={values.name.trim() !== "" && !isHalf}
      saving={create.isPending}
      saveLabel={t("newOpportunity.add")}
    >
      <Field label={t("newOpportunity.name")} required>
        {input("name", "text", true)}
      </Field>
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
    </Panel>
  );
}

/** Never written to: without a target nothing is linked. */
const NOWHERE: LinkTarget = { kind: "threads", id: "0" };

function newOpportunity(
  values: Readonly<Record<"name" | "amount" | "closeDate" | "objective" | "nextDate", string>>,
  context: MailContext,
  account: Account,
  currency: string,
): NewOpportunity {
  const people = context.people.flatMap(({ contact }) =>
    contact?.account_id === account.id ? [contact.id] : [],
  );
  return {
    account_id: account.id,
    name: values.name.trim(),
    contact_ids: people,
    ...(values.amount && { amount: { value: values.amount, currency } }),
    ...(values.closeDate && { close_date: values.closeDate }),
    ...(values.objective &&
      values.nextDate && { next_step: { date: values.nextDate, objective: values.objective.trim() } }),
  };
}

/** A subject without what replies and forwards put before it. */
function bare(subject: string): string {
  return subject.replace(/^\s*((re|rv|fw|fwd|aw|wg|tr)\s*:\s*)+/i, "").trim();
}
