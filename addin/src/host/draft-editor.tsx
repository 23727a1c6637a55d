/** Writes a mail, so that the pane can be seen beside a draft; the stand-in has no way to send it. */
import {
  Button,
  Field,
  Input,
  makeStyles,
  Textarea,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { Delete20Regular } from "@fluentui/react-icons/svg/delete";
import type { Draft } from "./open-items";
import { useOutlookText } from "./texts";

const useStyles = makeStyles({
  editor: { display: "flex", flexDirection: "column", gap: "8px", padding: "16px 20px", flexGrow: 1 },
  top: { display: "flex", justifyContent: "space-between", alignItems: "center" },
  title: { ...typographyStyles.subtitle2, margin: 0 },
  body: { flexGrow: 1 },
  text: { maxHeight: "none", height: "100%" },
  notice: {
    ...typographyStyles.body1,
    margin: 0,
    padding: "8px 12px",
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
  },
  hint: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, margin: 0 },
});

interface DraftEditorProps {
  readonly draft: Draft;
  readonly change: (draft: Draft) => void;
  readonly discard: () => void;
}

export function DraftEditor({ draft, change, discard }: DraftEditorProps) {
  const styles = useStyles();
  const t = useOutlookText();
  const line = (name: "to" | "cc" | "subject") => (
    <Field label={t(`draft.${name}`)} orientation="horizontal">
      <Input
        appearance="underline"
        value={draft[name]}
        onChange={(_, data) => change({ ...draft, [name]: data.value })}
      />
    </Field>
  );
  return (
    <div className={styles.editor} key={draft.id}>
      <div className={styles.top}>
        <h2 className={styles.title}>{t("draft.title")}</h2>
        <Button appearance="subtle" icon={<Delete20Regular />} onClick={discard}>
          {t("draft.discard")}
        </Button>
      </div>
      {line("to")}
      {line("cc")}
      {line("subject")}
      {draft.notice && (
        <p className={styles.notice} role="status">
          {draft.notice}
        </p>
      )}
      <Textarea
        className={styles.body}
        textarea={{ className: styles.text }}
        aria-label={t("draft.body")}
        value={draft.body}
        onChange={(event, data) =>
          change({ ...draft, body: data.value, cursor: event.target.selectionStart ?? data.value.length })
        }
      />
      <p className={styles.hint}>{t("draft.hint")}</p>
    </div>
  );
}
