/** Always at the foot: log a call, write a note or a task about this customer. A draft stays with its mail. */
import { Button, makeStyles, tokens } from "@fluentui/react-components";
import { Call20Regular } from "@fluentui/react-icons/svg/call";
import { Note20Regular } from "@fluentui/react-icons/svg/note";
import { TaskListSquareAdd20Regular } from "@fluentui/react-icons/svg/task-list-square-add";
import type { MailContext } from "../api/types";
import { LogForm } from "./log-form";
import { type PaneAction, useBegin } from "./pane-actions";
import { TaskForm } from "./task-form";
import { usePaneText } from "./texts";

const useStyles = makeStyles({
  bar: {
    flexShrink: 0,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  buttons: { display: "flex", gap: tokens.spacingHorizontalS },
  button: { flexGrow: 1, minWidth: 0, whiteSpace: "nowrap", paddingInline: tokens.spacingHorizontalS },
});

interface LogBarProps {
  readonly itemKey: string;
  readonly context: MailContext;
  readonly action: PaneAction | null;
  readonly close: () => void;
}

export function LogBar({ itemKey, context, action, close }: LogBarProps) {
  const styles = useStyles();
  return (
    <footer className={styles.bar}>
      {action?.kind === "call" || action?.kind === "note" ? (
        <LogForm
          key={`${action.kind} ${contactOf(action) ?? ""}`}
          kind={action.kind}
          itemKey={itemKey}
          context={context}
          contactId={contactOf(action)}
          close={close}
        />
      ) : action?.kind === "task" ? (
        <TaskForm context={context} close={close} />
      ) : (
        <Buttons />
      )}
    </footer>
  );
}

function Buttons() {
  const styles = useStyles();
  const t = usePaneText();
  const begin = useBegin();
  return (
    <div className={styles.buttons}>
      <Button className={styles.button} icon={<Call20Regular />} onClick={() => begin({ kind: "call" })}>
        {t("log.call")}
      </Button>
      <Button className={styles.button} icon={<Note20Regular />} onClick={() => begin({ kind: "note" })}>
        {t("log.note")}
      </Button>
      <Button
        className={styles.button}
        icon={<TaskListSquareAdd20Regular />}
        onClick={() => begin({ kind: "task" })}
      >
        {t("log.task")}
      </Button>
    </div>
  );
}

function contactOf(action: PaneAction): string | undefined {
  return action.kind === "call" ? action.contactId : undefined;
}
