/** Where an opportunity stands: stage, amount, close date, next step, who decides. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { ReactNode } from "react";
import type { Opportunity } from "../api/types";
import { useLocale } from "../i18n/locale-context";
import { StageSteps } from "../ui/stage-steps";
import { usePaneText } from "./texts";

const useStyles = makeStyles({
  facts: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  stage: { display: "flex", justifyContent: "space-between", gap: tokens.spacingHorizontalM },
  stageName: { ...typographyStyles.body1Strong },
  probability: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, lineHeight: "20px" },
  pairs: {
    display: "grid",
    gridTemplateColumns: "minmax(88px, auto) 1fr",
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalXS,
    margin: 0,
  },
  label: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3, lineHeight: "20px" },
  value: { ...typographyStyles.body1, margin: 0, fontVariantNumeric: "tabular-nums" },
  overdue: { color: tokens.colorStatusDangerForeground1 },
  quiet: { color: tokens.colorNeutralForeground3 },
});

export function OpportunityFacts({ opportunity, now }: { opportunity: Opportunity; now: string }) {
  const styles = useStyles();
  const t = usePaneText();
  const { format } = useLocale();
  const { stage, amount, close_date: closeDate, decision_maker: decider } = opportunity;
  const at = new Date(now);
  return (
    <div className={styles.facts}>
      <div className={styles.stage}>
        <span className={styles.stageName}>{opportunity.is_open ? stage.name : t("opportunity.closed")}</span>
        {opportunity.probability != null && (
          <span className={styles.probability}>{opportunity.probability} %</span>
        )}
      </div>
      <StageSteps
        position={stage.position}
        of={stage.of}
        label={t("opportunity.stage", { position: stage.position, of: stage.of, name: stage.name })}
      />
      <dl className={styles.pairs}>
        {amount && <Fact label={t("opportunity.amount")}>{format.money(amount)}</Fact>}
        {closeDate && <Fact label={t("opportunity.closes")}>{format.day(closeDate, at)}</Fact>}
        <Fact label={t("opportunity.nextStep")}>
          <NextStep opportunity={opportunity} at={at} />
        </Fact>
        {decider && (
          <Fact label={t("opportunity.decider")}>
            {decider.name}
            {!decider.met && <span className={styles.quiet}>{` (${t("opportunity.notMet")})`}</span>}
          </Fact>
        )}
        {opportunity.owner && <Fact label={t("opportunity.owner")}>{opportunity.owner.name}</Fact>}
      </dl>
    </div>
  );
}

function Fact(props: { label: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <>
      <dt className={styles.label}>{props.label}</dt>
      <dd className={styles.value}>{props.children}</dd>
    </>
  );
}

function NextStep({ opportunity, at }: { opportunity: Opportunity; at: Date }) {
  const styles = useStyles();
  const t = usePaneText();
  const { format } = useLocale();
  const step = opportunity.next_step;
  if (!step) return <span className={styles.quiet}>{t("opportunity.noNextStep")}</span>;
  const overdue = step.date.slice(0, 10) < at.toISOString().slice(0, 10);
  return (
    <>
      {step.objective}
      <span className={overdue ? styles.overdue : styles.quiet}>
        {` · ${format.dueDay(step.date, at)}`}
        {overdue && ` · ${t("opportunity.overdue")}`}
      </span>
    </>
  );
}
