/** Several opportunities that fit: ranked, one tap to choose, each with its reasons. */
import { Button, makeStyles, tokens } from "@fluentui/react-components";
import type { LinkTarget, MailContext } from "../api/types";
import { accountName } from "./link-state";
import { OpportunityChoice } from "./opportunity-choice";
import { usePaneText } from "./texts";
import { useLinkChanges } from "./use-link-changes";

const SHOWN = 3;

const useStyles = makeStyles({
  list: {
    listStyleType: "none",
    margin: `0 calc(-1 * ${tokens.spacingHorizontalS})`,
    padding: 0,
    display: "flex",
    flexDirection: "column",
  },
  other: { alignSelf: "flex-start" },
});

interface SuggestionListProps {
  readonly context: MailContext;
  readonly target: LinkTarget;
  readonly pick: (() => void) | undefined;
}

export function SuggestionList({ context, target, pick }: SuggestionListProps) {
  const styles = useStyles();
  const t = usePaneText();
  const { choose, busy } = useLinkChanges(target, context.link);
  const severalAccounts = context.accounts.length > 1;
  return (
    <>
      <ul className={styles.list} aria-label={t("link.choose")}>
        {context.suggestions.slice(0, SHOWN).map(({ opportunity, reasons }) => (
          <li key={opportunity.id}>
            <OpportunityChoice
              opportunity={opportunity}
              account={accountName(context, opportunity.account_id)}
              showsAccount={severalAccounts}
              reasons={reasons}
              disabled={busy}
              choose={() => choose({ opportunity })}
            />
          </li>
        ))}
      </ul>
      {pick && (
        <Button size="small" appearance="subtle" className={styles.other} disabled={busy} onClick={pick}>
          {t("link.other")}
        </Button>
      )}
    </>
  );
}
