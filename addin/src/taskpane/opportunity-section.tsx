/** The linked opportunity in full, and the account's others in a line each. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { DocumentCheckmark20Regular } from "@fluentui/react-icons/svg/document-checkmark";
import { Edit20Regular } from "@fluentui/react-icons/svg/edit";
import { type ReactNode, useState } from "react";
import type { MailContext, Opportunity } from "../api/types";
import { useLocale } from "../i18n/locale-context";
import { Section } from "../ui/section";
import { offersChoice } from "./link-state";
import { OpportunityFacts } from "./opportunity-facts";
import { OpportunityForm } from "./opportunity-form";
import { useBegin } from "./pane-actions";
import { usePaneText } from "./texts";

const useStyles = makeStyles({
  others: { listStyleType: "none", margin: 0, padding: 0 },
  other: {
    display: "flex",
    justifyContent: "space-between",
    gap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalXXS} 0`,
  },
  otherName: { ...typographyStyles.body1, minWidth: 0 },
  stage: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, display: "block" },
  amount: { ...typographyStyles.body1, fontVariantNumeric: "tabular-nums", whiteSpace: "nowrap" },
});

interface OpportunitySectionProps {
  readonly context: MailContext;
  /** What belongs to the linked one, and so stands before the others. */
  readonly children?: ReactNode;
}

export function OpportunitySection({ context, children }: OpportunitySectionProps) {
  const choosing = offersChoice(context);
  const linked = choosing ? null : context.link?.opportunity;
  // What is offered to choose from stands above already.
  const shown = new Set(
    choosing ? context.suggestions.map(({ opportunity }) => opportunity.id) : linked ? [linked.id] : [],
  );
  const others = context.opportunities.filter(({ id, is_open }) => is_open && !shown.has(id));
  return (
    <>
      {linked && <Linked key={linked.id} opportunity={linked} now={context.now} />}
      {children}
      {others.length > 0 && <Others opportunities={others} more={shown.size > 0} />}
    </>
  );
}

function Linked({ opportunity, now }: { opportunity: Opportunity; now: string }) {
  const t = usePaneText();
  const begin = useBegin();
  const [editing, setEditing] = useState(false);
  const edit = (
    <span>
      {opportunity.is_open && (
        <Button
          size="small"
          appearance="subtle"
          icon={<DocumentCheckmark20Regular />}
          onClick={() => begin({ kind: "approval", opportunity })}
        >
          {t("approval.begin")}
        </Button>
      )}
      <Button
        size="small"
        appearance="subtle"
        icon={<Edit20Regular />}
        aria-label={t("opportunity.editTitle", { name: opportunity.name })}
        title={t("opportunity.edit")}
        onClick={() => setEditing(true)}
      />
    </span>
  );
  return (
    <Section heading={t("opportunity.heading")} action={editing ? undefined : edit}>
      {editing ? (
        <OpportunityForm opportunity={opportunity} close={() => setEditing(false)} />
      ) : (
        <OpportunityFacts opportunity={opportunity} now={now} />
      )}
    </Section>
  );
}

function Others({ opportunities, more }: { opportunities: readonly Opportunity[]; more: boolean }) {
  const styles = useStyles();
  const t = usePaneText();
  const { format } = useLocale();
  const heading = more
    ? t("opportunity.others", { count: opportunities.length })
    : t("opportunity.open", { count: opportunities.length });
  return (
    <Section heading={heading}>
      <ul className={styles.others}>
        {opportunities.map(({ id, name, stage, amount }) => (
          <li key={id} className={styles.other}>
            <span className={styles.otherName}>
              {name}
              <span className={styles.stage}>{stage.name}</span>
            </span>
            {amount && <span className={styles.amount}>{format.money(amount)}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
