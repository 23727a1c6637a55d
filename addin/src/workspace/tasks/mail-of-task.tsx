/** The mail that a task asks for, in the customer's language: looked at, taken along, sent by a person or not at all. */
import { Button, Link, makeStyles, Textarea, tokens, typographyStyles } from "@fluentui/react-components";
import { useState } from "react";
import { useTaskDraft } from "../../api/tasks";
import { useTasksText } from "./texts";

const useStyles = makeStyles({
  mail: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    margin: `${tokens.spacingVerticalS} 0`,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  head: { ...typographyStyles.body1Strong, margin: 0, overflowWrap: "anywhere" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  foot: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
});

export function MailOfTask({ taskId, close }: { taskId: string; close: () => void }) {
  const styles = useStyles();
  const t = useTasksText();
  const { data, error } = useTaskDraft(taskId);
  const [typed, setTyped] = useState<string>();
  const [isCopied, setCopied] = useState(false);
  if (!data) {
    return (
      <p role="status" className={styles.quiet}>
        {error ? t("said.refused", { reason: error.message }) : t("task.writing")}
      </p>
    );
  }
  const text = typed ?? data.text;
  const address = `mailto:${data.to.map(encodeURIComponent).join(",")}?${[
    `subject=${encodeURIComponent(data.subject)}`,
    `body=${encodeURIComponent(text.replaceAll("\n", "\r\n"))}`,
  ].join("&")}`;
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <div className={styles.mail}>
      <p className={styles.head}>{data.subject}</p>
      <p className={styles.quiet}>{data.to.join(", ")}</p>
      <Textarea
        lang={data.language}
        aria-label={data.subject}
        value={text}
        rows={8}
        resize="vertical"
        onChange={(_, { value }) => setTyped(value)}
        onKeyDown={(event) => event.stopPropagation()}
      />
      <div className={styles.foot}>
        <Link href={address}>{t("task.openMail")}</Link>
        <Button size="small" onClick={() => copy().catch(() => undefined)}>
          {isCopied ? t("task.copied") : t("task.copy")}
        </Button>
        <Button size="small" appearance="subtle" onClick={close}>
          {t("task.close")}
        </Button>
        <span className={styles.quiet}>{t("task.notSent")}</span>
      </div>
    </div>
  );
}
