/** One line about what was just done to a task, with its undo. */
import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import type { TaskDeeds } from "./deeds";
import { useTasksText } from "./texts";

export function Said({ deeds }: { deeds: TaskDeeds }) {
  const t = useTasksText();
  if (deeds.words === undefined) return null;
  return (
    <MessageBar intent={deeds.intent} layout="multiline" role="status">
      <MessageBarBody>{deeds.words}</MessageBarBody>
      <MessageBarActions
        containerAction={
          <Button
            appearance="transparent"
            icon={<Dismiss20Regular />}
            aria-label={t("said.dismiss")}
            onClick={deeds.dismiss}
          />
        }
      >
        {deeds.undo && (
          <Button size="small" onClick={deeds.undo}>
            {t("said.undo")}
          </Button>
        )}
      </MessageBarActions>
    </MessageBar>
  );
}
