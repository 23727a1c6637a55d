/** What comes next with this customer, and what happened, newest first. */
import { Link, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { useState } from "react";
import { useHistory } from "../api/interactions";
import type { Interaction, MailContext } from "../api/types";
import { Section } from "../ui/section";
import { InteractionRow } from "./interaction-row";
import { chosenOpportunity } from "./link-state";
import { usePaneText } from "./texts";

const SHOWN = 3;

const useStyles = makeStyles({
  list: {
    listStyleType: "none",
    margin: 0,
    padding: 0,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
  },
  more: { marginTop: tokens.spacingVerticalM },
  empty: { ...typographyStyles.body1, color: tokens.colorNeutralForeground3, margin: 0 },
});

interface ActivitySectionProps {
  readonly context: MailContext;
  /** Set where the opportunity's next appointment stands above. */
  readonly saysNext: boolean;
}

export function ActivitySection({ context, saysNext }: ActivitySectionProps) {
  const styles = useStyles();
  const t = usePaneText();
  const [expanded, setExpanded] = useState(false);
  const recent = recentOf(context);
  const opportunity = chosenOpportunity(context);
  // What is agreed on about the opportunity is said above, where one can agree on another.
  const isSaid =
    saysNext && opportunity?.is_open && context.next_interaction?.opportunity_id === opportunity.id;
  const next = isSaid ? null : context.next_interaction;
  return (
    <>
      {next && (
        <Section heading={t("activity.next")}>
          <ul className={styles.list}>
            <InteractionRow interaction={next} now={context.now} />
          </ul>
        </Section>
      )}
      <Section heading={t("activity.heading")}>
        {recent.length === 0 && <p className={styles.empty}>{t("activity.none")}</p>}
        {expanded && context.account ? (
          <WholeHistory accountId={context.account.id} now={context.now} meanwhile={recent} />
        ) : (
          <ul className={styles.list}>
            {recent.map((interaction) => (
              <InteractionRow key={interaction.id} interaction={interaction} now={context.now} />
            ))}
          </ul>
        )}
        {!expanded && context.account && recent.length >= SHOWN && (
          <Link as="button" className={styles.more} onClick={() => setExpanded(true)}>
            {t("activity.more")}
          </Link>
        )}
      </Section>
    </>
  );
}

function WholeHistory(props: { accountId: string; now: string; meanwhile: readonly Interaction[] }) {
  const styles = useStyles();
  const t = usePaneText();
  const history = useHistory(props.accountId);
  const interactions = history.data?.pages.flatMap(({ items }) => items) ?? props.meanwhile;
  return (
    <>
      <ul className={styles.list}>
        {interactions.map((interaction) => (
          <InteractionRow key={interaction.id} interaction={interaction} now={props.now} />
        ))}
      </ul>
      {(history.isFetching || history.hasNextPage) && (
        <Link
          as="button"
          className={styles.more}
          disabled={history.isFetching}
          onClick={() => history.fetchNextPage()}
        >
          {t(history.isFetching ? "activity.loadingMore" : "activity.more")}
        </Link>
      )}
    </>
  );
}

/** The last interaction is a fact of its own: it shows even where the timeline came back empty. */
function recentOf(context: MailContext): readonly Interaction[] {
  if (context.timeline.length > 0) return context.timeline.slice(0, SHOWN);
  return context.last_interaction ? [context.last_interaction] : [];
}
