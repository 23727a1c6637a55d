/** Asks one's manager for approval by a mail that one sees and sends oneself. */
import { Field, Input, makeStyles, Textarea, tokens, typographyStyles } from "@fluentui/react-components";
import { useState } from "react";
import { useMe } from "../../api/me";
import type { MailContext, Opportunity } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { languageOf } from "../../i18n/translate";
import { accountName } from "../link-state";
import { useNotices } from "../notice";
import { usePaneServices } from "../pane-services";
import { Panel } from "../panel";
import { approvalMail } from "./approval-text";
import { useBookingText } from "./texts";

const useStyles = makeStyles({
  about: { ...typographyStyles.body1, margin: 0 },
  name: { ...typographyStyles.body1Strong, display: "block" },
  facts: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, display: "block" },
});

interface ApprovalPanelProps {
  readonly context: MailContext;
  readonly opportunity: Opportunity;
  readonly close: () => void;
}

export default function ApprovalPanel({ context, opportunity, close }: ApprovalPanelProps) {
  const styles = useStyles();
  const t = useBookingText();
  const { format, language } = useLocale();
  const { outlook } = usePaneServices();
  const notices = useNotices();
  const me = useMe();
  const manager = me.data?.manager;
  const [typedTo, setTo] = useState<string>();
  const [what, setWhat] = useState("");
  const [reason, setReason] = useState("");
  const to = typedTo ?? manager?.address ?? "";
  const { name, amount, products } = opportunity;
  const facts = [amount ? format.money(amount) : "", format.list(products)].filter(Boolean).join(" · ");
  const write = () => {
    const theirs = manager && to === manager.address ? languageOf(manager.language) : language;
    const people = {
      to: manager && to === manager.address ? manager.name : "",
      from: me.data?.name ?? "",
      account: accountName(context, opportunity.account_id),
    };
    const asked = { what: what.trim(), reason: reason.trim() };
    const { subject, text } = approvalMail(opportunity, asked, people, theirs, new Date(context.now));
    return outlook.newMail({ to: [to.trim()], subject, text }).then(
      () => {
        notices.show({ text: t("approval.opened") });
        close();
      },
      () => notices.show({ text: t("times.failed") }),
    );
  };
  return (
    <Panel
      title={t("approval.title")}
      close={close}
      save={write}
      ready={to.includes("@") && what.trim() !== "" && reason.trim() !== ""}
      saving={false}
      saveLabel={t("approval.write")}
    >
      <p className={styles.about}>
        <span className={styles.name}>{name}</span>
        {facts && <span className={styles.facts}>{facts}</span>}
      </p>
      <Field label={t("approval.to")} required {...(to === manager?.address && { hint: manager.name })}>
        <Input type="email" value={to} onChange={(_, data) => setTo(data.value)} />
      </Field>
      <Field label={t("approval.asked")} hint={t("approval.askedHint")} required>
        <Input autoFocus value={what} onChange={(_, data) => setWhat(data.value)} />
      </Field>
      <Field label={t("approval.reason")} required>
        <Textarea rows={3} value={reason} onChange={(_, data) => setReason(data.value)} />
      </Field>
    </Panel>
  );
}
