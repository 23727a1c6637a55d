/** The actions of an account's plan: to tick off, to drop, to add. */
import { Button, Checkbox, Field, Input, mergeClasses } from "@fluentui/react-components";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import { useState } from "react";
import type { AccountPlan, NewPlanAction, PlanDeed } from "../../api/plans";
import { useLocale } from "../../i18n/locale-context";
import { Card } from "../sections";
import { KindField, TextField } from "./fields";
import { usePlanStyles } from "./parts";
import { usePlansText } from "./texts";

export interface PartProps {
  readonly found: AccountPlan;
  readonly isBusy: boolean;
  readonly act: (deed: PlanDeed, done?: () => void) => void;
}

export type Plan = NonNullable<AccountPlan["plan"]>;

export function Actions({ found, plan, isBusy, act }: PartProps & { plan: Plan }) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const { format } = useLocale();
  const told = (one: Plan["actions"][number]) =>
    [
      t(`kind.${one.kind}`),
      one.due_on && format.day(one.due_on, new Date(found.year, 0)),
      one.assignee.name,
      one.expected_result && t("plan.expects", { result: one.expected_result }),
      one.resources && t("plan.needs", { resources: one.resources }),
    ]
      .filter(Boolean)
      .join(" · ");
  return (
    <Card heading={t("plan.actions")}>
      {plan.actions.length === 0 && <p className={styles.quiet}>{t("plan.noActions")}</p>}
      <ul className={styles.list}>
        {plan.actions.map((one) => (
          <li key={one.task_id} className={mergeClasses(styles.row, styles.action)}>
            <Checkbox
              aria-label={t("plan.tick", { title: one.title })}
              checked={one.done_at !== null}
              disabled={isBusy}
              onChange={(_, data) => act({ do: "tick", action: one, isDone: data.checked === true })}
            />
            <div className={styles.inner}>
              <p className={styles.text}>{one.title}</p>
              <p className={styles.quiet}>{told(one)}</p>
            </div>
            <Button
              appearance="subtle"
              icon={<Dismiss20Regular />}
              className={styles.button}
              aria-label={t("plan.drop", { title: one.title })}
              disabled={isBusy}
              onClick={() => act({ do: "drop", taskId: one.task_id })}
            />
          </li>
        ))}
      </ul>
      <NewAction year={found.year} isBusy={isBusy} act={act} />
    </Card>
  );
}

function NewAction({ year, isBusy, act }: Omit<PartProps, "found"> & { year: number }) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const empty: NewPlanAction = {
    kind: "visit",
    title: "",
    due_on: "",
    assignee_id: null,
    resources: "",
    expected_result: "",
  };
  const [action, setAction] = useState(empty);
  const change = (part: Partial<NewPlanAction>) => setAction({ ...action, ...part });
  const isReady = action.title.trim() !== "" && action.due_on !== "";
  return (
    <form
      aria-label={t("plan.add")}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) act({ do: "add", action }, () => setAction(empty));
      }}
    >
      <div className={styles.fields}>
        <KindField value={action.kind} change={(kind) => change({ kind })} />
        <TextField
          label={t("plan.what")}
          value={action.title}
          most={200}
          change={(title) => change({ title })}
        />
        <Field label={t("plan.by")}>
          <Input
            type="date"
            min={`${year}-01-01`}
            max={`${year}-12-31`}
            value={action.due_on}
            onChange={(_, data) => change({ due_on: data.value })}
          />
        </Field>
        <TextField
          label={t("plan.result")}
          value={action.expected_result}
          most={200}
          change={(expected_result) => change({ expected_result })}
        />
        <Button type="submit" className={styles.button} disabled={isBusy || !isReady}>
          {t("plan.add")}
        </Button>
      </div>
    </form>
  );
}
