/** Why a link was made, one sentence a reason, the strongest first. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Checkmark16Regular } from "@fluentui/react-icons/svg/checkmark";
import { Info16Regular } from "@fluentui/react-icons/svg/info";
import type { Reason } from "../api/types";
import { useLocale } from "../i18n/locale-context";
import { isDoubt, reasonSentence } from "./reason-sentence";
import { useReasonText } from "./texts";

const useStyles = makeStyles({
  list: {
    ...typographyStyles.caption1,
    listStyleType: "none",
    margin: 0,
    padding: 0,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
    color: tokens.colorNeutralForeground2,
  },
  reason: { display: "flex", gap: tokens.spacingHorizontalXS },
  icon: { flexShrink: 0, color: tokens.colorNeutralForeground3 },
});

export function ReasonList({ reasons, account }: { reasons: readonly Reason[]; account: string }) {
  const styles = useStyles();
  const t = useReasonText();
  const { format } = useLocale();
  const byWeight = [...reasons].sort((one, other) => Math.abs(other.points) - Math.abs(one.points));
  return (
    <ul className={styles.list}>
      {byWeight.map((reason) => {
        const Icon = isDoubt(reason) ? Info16Regular : Checkmark16Regular;
        const sentence = reasonSentence(reason, account, t, format);
        return (
          <li key={`${reason.code} ${sentence}`} className={styles.reason}>
            <Icon className={styles.icon} aria-hidden />
            {sentence}
          </li>
        );
      })}
    </ul>
  );
}
