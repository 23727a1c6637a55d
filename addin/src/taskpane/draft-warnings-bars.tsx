/** Beside a draft: what speaks against sending it as it is. Never in the way: a draft can be sent all the same. */
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import type { LinkTarget, MailContext } from "../api/types";
import { warningSentence } from "../drafts/warning-sentence";
import { type DraftWarning, draftWarnings, isAboutRecipients } from "../drafts/warnings";
import { useBegin } from "./pane-actions";
import { usePaneText, useWarningText } from "./texts";

const useStyles = makeStyles({
  warnings: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL} 0`,
  },
});

interface ComposeProps {
  readonly context: MailContext;
  readonly target: LinkTarget | null;
}

export function DraftWarnings({ context, target }: ComposeProps) {
  const styles = useStyles();
  const t = useWarningText();
  const warnings = draftWarnings(context);
  if (warnings.length === 0) return null;
  return (
    <div className={styles.warnings}>
      {warnings.map((warning) => (
        <MessageBar
          key={JSON.stringify(warning)}
          intent={isAboutRecipients(warning) ? "warning" : "info"}
          layout="multiline"
        >
          <MessageBarBody>{warningSentence(warning, t)}</MessageBarBody>
          <Remedy warning={warning} target={target} />
        </MessageBar>
      ))}
    </div>
  );
}

function Remedy({ warning, target }: { warning: DraftWarning; target: LinkTarget | null }) {
  const t = usePaneText();
  const begin = useBegin();
  if (warning.kind === "no_opportunity") {
    return (
      <MessageBarActions>
        <Button size="small" onClick={() => begin({ kind: "opportunity" })}>
          {t("newOpportunity.begin")}
        </Button>
      </MessageBarActions>
    );
  }
  if (warning.kind !== "unclear_opportunity" || !target) return null;
  return (
    <MessageBarActions>
      <Button size="small" onClick={() => begin({ kind: "link" })}>
        {t("link.choose")}
      </Button>
    </MessageBarActions>
  );
}
