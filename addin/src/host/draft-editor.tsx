/** Writes a mail, so that the pane can be seen beside a draft; the stand-in has no way to send it. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
  Textarea,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { Delete20Regular } from "@fluentui/react-icons/svg/delete";
import { Send20Regular } from "@fluentui/react-icons/svg/send";
import { useEffect, useRef, useState } from "react";
import type { Completion } from "./office-standin/protocol";
import type { Draft } from "./open-items";
import { useOutlookText } from "./texts";

const useStyles = makeStyles({
  editor: { display: "flex", flexDirection: "column", gap: "8px", padding: "16px 20px", flexGrow: 1 },
  top: { display: "flex", justifyContent: "space-between", alignItems: "center" },
  buttons: { display: "flex", gap: "8px" },
  question: { whiteSpace: "pre-line" },
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
  readonly fire: (name: string) => Promise<Completion>;
}

export function DraftEditor({ draft, change, discard, fire }: DraftEditorProps) {
  const styles = useStyles();
  const t = useOutlookText();
  const [question, setQuestion] = useState<Completion | null>(null);
  useDraftEvents(draft, fire);
  const send = async () => {
    const completion = await fire("onMessageSend");
    if (completion.allowEvent === false) setQuestion(completion);
    else discard();
  };
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
        <div className={styles.buttons}>
          <Button appearance="primary" icon={<Send20Regular />} onClick={send}>
            {t("draft.send")}
          </Button>
          <Button appearance="subtle" icon={<Delete20Regular />} onClick={discard}>
            {t("draft.discard")}
          </Button>
        </div>
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
      <Dialog open={question !== null} modalType="alert">
        <DialogSurface>
          <DialogBody>
            <DialogTitle>Trato</DialogTitle>
            <DialogContent className={styles.question}>{question?.errorMessage}</DialogContent>
            <DialogActions>
              <Button appearance="primary" onClick={() => setQuestion(null)}>
                {t("draft.dontSend")}
              </Button>
              <Button onClick={discard}>{t("draft.sendAnyway")}</Button>
            </DialogActions>
          </DialogBody>
        </DialogSurface>
      </Dialog>
    </div>
  );
}

/** Outlook runs the add-in's events when a draft is begun and when its recipients change. */
function useDraftEvents(draft: Draft, fire: DraftEditorProps["fire"]): void {
  const begun = useRef("");
  const { id, to, cc } = draft;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whom it is for decides when
  useEffect(() => {
    const name = begun.current === id ? "onMessageRecipientsChanged" : "onNewMessageCompose";
    begun.current = id;
    const timer = setTimeout(() => void fire(name), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [id, to, cc, fire]);
}

const SETTLED_MS = 400;
