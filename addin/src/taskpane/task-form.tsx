/** Writes down one thing to do about this customer, for oneself. */
import { Button, Field, Input, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { useAddTask } from "../api/relations";
import type { MailContext } from "../api/types";
import { chosenOpportunity } from "./link-state";
import { useNotices } from "./notice";
import { usePaneText } from "./texts";

const useStyles = makeStyles({
  form: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  heading: { ...typographyStyles.body1Strong, margin: 0 },
  buttons: { display: "flex", gap: tokens.spacingHorizontalS, alignItems: "center" },
  about: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, flexGrow: 1, minWidth: 0 },
});

export function TaskForm({ context, close }: { context: MailContext; close: () => void }) {
  const styles = useStyles();
  const t = usePaneText();
  const notices = useNotices();
  const add = useAddTask();
  const [title, setTitle] = useState("");
  const [due, setDue] = useState("");
  const opportunity = chosenOpportunity(context);
  const save = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(
      {
        title: title.trim(),
        ...(due && { due_on: due }),
        ...(opportunity && { opportunity_id: opportunity.id }),
        ...(context.account && { account_id: context.account.id }),
      },
      {
        onSuccess: () => {
          notices.show({ text: t("task.added") });
          close();
        },
        onError: () => notices.show({ text: t("log.failed") }),
      },
    );
  };
  return (
    <form className={styles.form} onSubmit={save} aria-label={t("task.title")}>
      <h2 className={styles.heading}>{t("task.title")}</h2>
      <Input
        autoFocus
        aria-label={t("task.what")}
        placeholder={t("task.what")}
        value={title}
        onChange={(_, data) => setTitle(data.value)}
      />
      <Field label={t("task.due")} orientation="horizontal">
        <Input type="date" value={due} onChange={(_, data) => setDue(data.value)} />
      </Field>
      <div className={styles.buttons}>
        <span className={styles.about}>
          {t("log.about", { name: opportunity?.name ?? context.account?.name ?? "" })}
        </span>
        <Button size="small" onClick={close}>
          {t("log.cancel")}
        </Button>
        <Button
          size="small"
          type="submit"
          appearance="primary"
          disabled={title.trim() === "" || add.isPending}
        >
          {t("log.save")}
        </Button>
      </div>
    </form>
  );
}
