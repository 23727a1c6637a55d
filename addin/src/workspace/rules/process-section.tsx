/** The steps of each stage of the sales process, in order. */
import { Button, Field, Input } from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons/svg/add";
import { ArrowDown20Regular } from "@fluentui/react-icons/svg/arrow-down";
import { ArrowUp20Regular } from "@fluentui/react-icons/svg/arrow-up";
import { Delete20Regular } from "@fluentui/react-icons/svg/delete";
import type { Rules, StepRule } from "../../api/rules";
import { useLocale } from "../../i18n/locale-context";
import { Card } from "../sections";
import { NumberField } from "./number-field";
import { KindChoice, useRuleStyles } from "./parts";
import { useRulesText } from "./texts";

interface ProcessSectionProps {
  readonly stages: Rules["stages"];
  readonly steps: readonly StepRule[];
  readonly change: (steps: readonly StepRule[]) => void;
}

export function ProcessSection({ stages, steps, change }: ProcessSectionProps) {
  const styles = useRuleStyles();
  const t = useRulesText();
  return (
    <Card heading={t("process.title")} lead={t("process.lead")}>
      {stages.map((stage) => {
        const ours = steps.filter((step) => step.stage === stage.key);
        const put = (now: readonly StepRule[]) =>
          change(
            stages.flatMap(({ key }) => (key === stage.key ? now : steps.filter((one) => one.stage === key))),
          );
        const add = () =>
          put([
            ...ours,
            { stage: stage.key, kind: "call", objective_en: "", objective_es: "", days: 7, duration_min: 45 },
          ]);
        return (
          <section key={stage.key} aria-label={stage.name}>
            <h3 className={styles.small}>{stage.name}</h3>
            {ours.length === 0 && <p className={styles.quiet}>{t("process.none")}</p>}
            <ul className={styles.list}>
              {ours.map((step, place) => (
                <Step
                  // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place
                  key={place}
                  step={step}
                  isFirst={place === 0}
                  isLast={place === ours.length - 1}
                  change={(now) => put(ours.with(place, now))}
                  remove={() => put(ours.toSpliced(place, 1))}
                  move={(by) => put(ours.toSpliced(place, 1).toSpliced(place + by, 0, step))}
                />
              ))}
            </ul>
            <Button className={styles.button} appearance="subtle" icon={<Add20Regular />} onClick={add}>
              {t("process.add", { stage: stage.name })}
            </Button>
          </section>
        );
      })}
    </Card>
  );
}

interface StepProps {
  readonly step: StepRule;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly change: (step: StepRule) => void;
  readonly remove: () => void;
  readonly move: (by: number) => void;
}

function Step({ step, isFirst, isLast, change, remove, move }: StepProps) {
  const styles = useRuleStyles();
  const t = useRulesText();
  const { language } = useLocale();
  const name = (language === "es" ? step.objective_es : step.objective_en) || t("process.new");
  const set = (changes: Partial<StepRule>) => change({ ...step, ...changes });
  return (
    <li className={styles.rule}>
      <div className={`${styles.words} ${styles.wide}`}>
        <Field label={t("process.whatEs")}>
          <Input
            value={step.objective_es}
            maxLength={200}
            lang="es"
            onChange={(_, { value }) => set({ objective_es: value })}
          />
        </Field>
        <Field label={t("process.whatEn")}>
          <Input
            value={step.objective_en}
            maxLength={200}
            lang="en"
            onChange={(_, { value }) => set({ objective_en: value })}
          />
        </Field>
      </div>
      <Field label={t("process.what")}>
        <KindChoice label={t("process.what")} value={step.kind} change={(kind) => set({ kind })} />
      </Field>
      <NumberField
        label={t("process.days")}
        value={step.days}
        least={0}
        most={3650}
        change={(days) => set({ days })}
      />
      <NumberField
        label={t("process.minutes")}
        value={step.duration_min}
        least={5}
        most={1440}
        change={(minutes) => set({ duration_min: minutes })}
      />
      <div className={styles.foot}>
        <Button
          className={styles.button}
          appearance="subtle"
          icon={<ArrowUp20Regular />}
          disabled={isFirst}
          aria-label={t("process.up", { step: name })}
          onClick={() => move(-1)}
        />
        <Button
          className={styles.button}
          appearance="subtle"
          icon={<ArrowDown20Regular />}
          disabled={isLast}
          aria-label={t("process.down", { step: name })}
          onClick={() => move(1)}
        />
        <Button
          className={styles.button}
          appearance="subtle"
          icon={<Delete20Regular />}
          aria-label={t("process.remove", { step: name })}
          onClick={remove}
        />
      </div>
    </li>
  );
}
