/** One opportunity to choose: its name, then what tells it from the others. */
import { makeStyles, tokens } from "@fluentui/react-components";
import { Diamond16Regular } from "@fluentui/react-icons/svg/diamond";
import type { Opportunity, Reason } from "../api/types";
import { useLocale } from "../i18n/locale-context";
import { ChoiceButton } from "../ui/choice-button";
import { reasonSentence } from "./reason-sentence";
import { usePaneText, useReasonText } from "./texts";

const useStyles = makeStyles({ reason: { color: tokens.colorNeutralForeground2, display: "block" } });

interface OpportunityChoiceProps {
  readonly opportunity: Opportunity;
  readonly account: string;
  /** Set where the choices are of several accounts. */
  readonly showsAccount?: boolean;
  readonly reasons?: readonly Reason[];
  readonly current?: boolean;
  readonly disabled: boolean;
  readonly choose: () => void;
}

export function OpportunityChoice(props: OpportunityChoiceProps) {
  const { opportunity, account, showsAccount, reasons = [], current, disabled, choose } = props;
  const styles = useStyles();
  const t = usePaneText();
  const reasonText = useReasonText();
  const { format } = useLocale();
  const strongest = reasons
    .filter(({ points }) => points > 0)
    .sort((one, other) => other.points - one.points)[0];
  const about = [
    showsAccount ? account : undefined,
    opportunity.is_open ? opportunity.stage.name : t("opportunity.closed"),
    opportunity.amount ? format.money(opportunity.amount) : undefined,
    current ? t("picker.current") : undefined,
  ].filter(Boolean);
  return (
    <ChoiceButton icon={<Diamond16Regular />} name={opportunity.name} disabled={disabled} choose={choose}>
      {about.join(" · ")}
      {strongest && (
        <span className={styles.reason}>{reasonSentence(strongest, account, reasonText, format)}</span>
      )}
    </ChoiceButton>
  );
}
