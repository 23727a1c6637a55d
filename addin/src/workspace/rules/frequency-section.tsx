/** How often the accounts of each group are to be seen, called or written to. */
import { Button, mergeClasses } from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons/svg/add";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import type { FrequencyRule, StepKind } from "../../api/rules";
import { Card } from "../sections";
import { NumberField } from "./number-field";
import { KINDS, useRuleStyles } from "./parts";
import { useRulesText } from "./texts";

const USUAL_DAYS = 30;

interface FrequencySectionProps {
  readonly groups: readonly string[];
  readonly frequencies: readonly FrequencyRule[];
  readonly change: (frequencies: readonly FrequencyRule[]) => void;
}

export function FrequencySection({ groups, frequencies, change }: FrequencySectionProps) {
  const styles = useRuleStyles();
  const t = useRulesText();
  const all = [...new Set([...groups, ...frequencies.map((one) => one.group)])].sort();
  const of = (group: string, kind: StepKind) =>
    frequencies.find((one) => one.group === group && one.kind === kind);
  const without = (group: string, kind: StepKind) =>
    frequencies.filter((one) => one.group !== group || one.kind !== kind);
  return (
    <Card heading={t("often.title")} lead={t("often.lead")}>
      {all.length === 0 && <p className={styles.quiet}>{t("often.noGroups")}</p>}
      {all.map((group) => (
        <section key={group} aria-label={t("often.group", { group })}>
          <h3 className={styles.small}>{t("often.group", { group })}</h3>
          <ul className={styles.list}>
            {KINDS.filter((kind) => kind !== "meeting" || of(group, kind)).map((kind) => (
              <Frequency
                key={kind}
                group={group}
                kind={kind}
                found={of(group, kind)}
                change={(now) => change([...without(group, kind), now])}
                remove={() => change(without(group, kind))}
              />
            ))}
          </ul>
        </section>
      ))}
    </Card>
  );
}

interface FrequencyProps {
  readonly group: string;
  readonly kind: StepKind;
  readonly found: FrequencyRule | undefined;
  readonly change: (frequency: FrequencyRule) => void;
  readonly remove: () => void;
}

function Frequency({ group, kind, found, change, remove }: FrequencyProps) {
  const styles = useRuleStyles();
  const t = useRulesText();
  const name = t(`kind.${kind}`);
  if (!found) {
    return (
      <li className={styles.row}>
        <span>
          {name} <span className={styles.quiet}>{t("often.none")}</span>
        </span>
        <Button
          className={styles.button}
          appearance="subtle"
          icon={<Add20Regular />}
          aria-label={t("often.add", { kind: name, group })}
          onClick={() => change({ group, kind, times: 1, days: USUAL_DAYS })}
        />
      </li>
    );
  }
  const every = Math.max(1, Math.floor(found.days / found.times));
  return (
    <li className={styles.rule}>
      <div className={styles.name}>
        <p className={styles.text}>{name}</p>
        <p className={styles.quiet}>{t("often.every", { count: every })}</p>
      </div>
      <NumberField
        label={t("often.times")}
        value={found.times}
        least={1}
        most={100}
        change={(times) => change({ ...found, times })}
      />
      <NumberField
        label={t("often.days")}
        value={found.days}
        least={1}
        most={3650}
        change={(days) => change({ ...found, days })}
      />
      <Button
        className={mergeClasses(styles.button, styles.atEnd)}
        appearance="subtle"
        icon={<Dismiss20Regular />}
        aria-label={t("often.remove", { kind: name, group })}
        onClick={remove}
      />
    </li>
  );
}
