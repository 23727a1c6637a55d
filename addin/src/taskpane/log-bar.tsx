/** Always at the foot: log a call or write a note about this customer. A draft stays with its mail. */
import { Button, makeStyles, tokens } from "@fluentui/react-components";
import { Call20Regular } from "@fluentui/react-icons/svg/call";
import { Note20Regular } from "@fluentui/react-icons/svg/note";
import { useState } from "react";
import type { MailContext, NewInteraction } from "../api/types";
import { draftOf, forgetDraft } from "./drafts";
import { LogForm } from "./log-form";
import { usePaneText } from "./texts";

const useStyles = makeStyles({
  bar: {
    flexShrink: 0,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  buttons: { display: "flex", gap: tokens.spacingHorizontalS },
  button: { flexGrow: 1, minWidth: 0 },
});

type Kind = NewInteraction["kind"];

export function LogBar({ itemKey, context }: { itemKey: string; context: MailContext }) {
  const styles = useStyles();
  const t = usePaneText();
  const [kind, setKind] = useState<Kind | null>(draftOf(itemKey)?.kind ?? null);
  const close = () => {
    forgetDraft(itemKey);
    setKind(null);
  };
  return (
    <footer className={styles.bar}>
      {kind ? (
        <LogForm key={kind} kind={kind} itemKey={itemKey} context={context} close={close} />
      ) : (
        <div className={styles.buttons}>
          <Button className={styles.button} icon={<Call20Regular />} onClick={() => setKind("call")}>
            {t("log.call")}
          </Button>
          <Button className={styles.button} icon={<Note20Regular />} onClick={() => setKind("note")}>
            {t("log.note")}
          </Button>
        </div>
      )}
    </footer>
  );
}
