/** Each reason for a next step: whether it holds, from when on, and what is proposed then. */
import { Field, Switch } from "@fluentui/react-components";
import type { ReasonRule } from "../../api/rules";
import { Card } from "../sections";
import { NumberField } from "./number-field";
import { KindChoice, useRuleStyles } from "./parts";
import { useRulesText } from "./texts";

/** Days of a month as inactivity counts them. */
const MONTH = 30.5;
/** The process and the frequencies say by themselves what is due, and after how many days. */
const BY_THEMSELVES = new Set(["playbook_step", "cadence_overdue"]);

interface ReasonSectionProps {
  readonly reasons: readonly ReasonRule[];
  readonly change: (reasons: readonly ReasonRule[]) => void;
}

export function ReasonSection({ reasons, change }: ReasonSectionProps) {
  const styles = useRuleStyles();
  const t = useRulesText();
  return (
    <Card heading={t("why.title")} lead={t("why.lead")}>
      <ul className={styles.list}>
        {reasons.map((reason, place) => (
          <Reason key={reason.code} reason={reason} change={(now) => change(reasons.with(place, now))} />
        ))}
      </ul>
    </Card>
  );
}

function Reason({ reason, change }: { reason: ReasonRule; change: (reason: ReasonRule) => void }) {
  const styles = useRuleStyles();
  const t = useRulesText();
  const name = t(`why.${reason.code}`);
  const set = (changes: Partial<ReasonRule>) => change({ ...reason, ...changes });
  const isByItself = BY_THEMSELVES.has(reason.code);
  return (
    <li className={styles.rule}>
      <Switch
        className={styles.wide}
        label={name}
        aria-label={t("why.on", { name })}
        checked={reason.is_on}
        onChange={(_, { checked }) => set({ is_on: checked })}
      />
      {isByItself ? (
        <span />
      ) : (
        <Field label={t("why.proposes")}>
          <KindChoice
            label={`${t("why.proposes")}: ${name}`}
            value={reason.kind}
            change={(kind) => set({ kind })}
          />
        </Field>
      )}
      {isByItself ? (
        <span />
      ) : reason.code === "inactive" || reason.code === "without_order" ? (
        <NumberField
          label={t("why.months")}
          value={Math.round(reason.days / MONTH)}
          least={1}
          most={60}
          change={(months) => set({ days: Math.round(months * MONTH) })}
        />
      ) : (
        <NumberField
          label={t("why.after")}
          value={reason.days}
          least={0}
          most={3650}
          change={(days) => set({ days })}
        />
      )}
    </li>
  );
}
