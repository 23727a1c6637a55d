/** One line about what was just done or refused, with its undo; it stays until one closes it or does the next thing. */
import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import { useListText } from "./texts";

interface SaidProps {
  readonly words: string | undefined;
  readonly intent: "success" | "warning" | "error";
  readonly undo?: (() => void) | undefined;
  readonly dismiss: () => void;
}

export function Said({ words, intent, undo, dismiss }: SaidProps) {
  const t = useListText();
  if (words === undefined) return null;
  return (
    <MessageBar intent={intent} layout="multiline" role="status">
      <MessageBarBody>{words}</MessageBarBody>
      <MessageBarActions
        containerAction={
          <Button
            appearance="transparent"
            icon={<Dismiss20Regular />}
            aria-label={t("edit.dismiss")}
            onClick={dismiss}
          />
        }
      >
        {undo && (
          <Button size="small" onClick={undo}>
            {t("edit.undo")}
          </Button>
        )}
      </MessageBarActions>
    </MessageBar>
  );
}
