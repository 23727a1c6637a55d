/** The rules there are: what each keeps out, how far it is, who made it, and what one can do about it. */
import { Badge, Button, makeStyles, ProgressBar, tokens, typographyStyles } from "@fluentui/react-components";
import { useId } from "react";
import { useObservation } from "../../api/privacy";
import type { Exclusion } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { PreviewPanel } from "./preview-panel";
import { ruleName } from "./rule-name";
import { usePrivacyText } from "./texts";

const useStyles = makeStyles({
  list: { display: "flex", flexDirection: "column", margin: 0, padding: 0, listStyleType: "none" },
  rule: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
    padding: `${tokens.spacingVerticalM} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  top: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  name: { ...typographyStyles.body1Strong, margin: 0, flexGrow: 1, overflowWrap: "anywhere" },
  text: { ...typographyStyles.body1, margin: 0, fontVariantNumeric: "tabular-nums" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  foot: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  button: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

interface RuleListProps {
  readonly rules: readonly Exclusion[];
  readonly now: Date;
  readonly isBusy: boolean;
  readonly onEnact: (rule: Exclusion) => void;
  readonly onRemove: (rule: Exclusion) => void;
}

export function RuleList({ rules, ...rest }: RuleListProps) {
  const styles = useStyles();
  const t = usePrivacyText();
  if (rules.length === 0) return <p className={styles.quiet}>{t("out.none")}</p>;
  return (
    <ul className={styles.list} aria-label={t("out.rules")}>
      {rules.map((rule) => (
        <Rule key={rule.id} rule={rule} {...rest} />
      ))}
    </ul>
  );
}

function Rule({ rule, now, isBusy, onEnact, onRemove }: Omit<RuleListProps, "rules"> & { rule: Exclusion }) {
  const styles = useStyles();
  const t = usePrivacyText();
  const { format } = useLocale();
  const observation = useObservation();
  const id = useId();
  const name = ruleName(rule, t);
  const when = format.distance(new Date(rule.made_at), now);
  const isObserved = rule.state === "observing";
  return (
    <li className={styles.rule} aria-labelledby={id}>
      <div className={styles.top}>
        <h3 id={id} className={styles.name}>
          {name}
        </h3>
        <Badge appearance="outline" color="informative">
          {t(`scope.${rule.scope}`)}
        </Badge>
      </div>
      <p className={styles.text}>
        {t(`rule.${rule.state}`, {
          date: format.day(rule.observe_until ?? rule.made_at, now),
          mails: format.number(rule.mails_removed),
          events: format.number(rule.events_removed),
        })}
      </p>
      {rule.state === "purging" && <ProgressBar aria-labelledby={id} />}
      <p className={styles.quiet}>
        {rule.made_by ? t("rule.made", { name: rule.made_by, when }) : t("rule.madeAtTerminal", { when })}
      </p>
      {observation.data && <PreviewPanel found={observation.data} />}
      {rule.can_change && (
        <div className={styles.foot}>
          {isObserved && (
            <>
              <Button
                appearance="primary"
                size="small"
                className={styles.button}
                disabled={isBusy}
                onClick={() => onEnact(rule)}
              >
                {t("rule.enact")}
              </Button>
              <Button
                size="small"
                className={styles.button}
                disabled={observation.isPending}
                onClick={() => observation.mutate(rule.id)}
              >
                {t("rule.numbers")}
              </Button>
            </>
          )}
          <Button
            size="small"
            appearance="subtle"
            className={styles.button}
            disabled={isBusy}
            aria-label={t("rule.removeNamed", { name })}
            onClick={() => onRemove(rule)}
          >
            {t("rule.remove")}
          </Button>
        </div>
      )}
    </li>
  );
}
