/** One group: its name, what makes an account fall into it, and what is done for each of them. */
import { Button, Field, Input, Select, Textarea } from "@fluentui/react-components";
import { ArrowDown20Regular } from "@fluentui/react-icons/svg/arrow-down";
import { ArrowUp20Regular } from "@fluentui/react-icons/svg/arrow-up";
import { Delete20Regular } from "@fluentui/react-icons/svg/delete";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import type { ReactNode } from "react";
import type { AccountGroup, GroupActivity, GroupCondition } from "../../api/plans";
import { Card } from "../sections";
import { AmountField, KindField, TextField } from "./fields";
import { criterionName, isText, usePlanStyles } from "./parts";
import { usePlansText } from "./texts";

const TESTS = ["at_least", "at_most", "is"] as const;
const MOST_TIMES = 52;

interface GroupCardProps {
  readonly group: AccountGroup;
  readonly criteria: readonly string[];
  readonly currency: string;
  readonly change: (group: AccountGroup) => void;
  readonly remove: () => void;
  readonly up: (() => void) | undefined;
  readonly down: (() => void) | undefined;
}

export function GroupCard({ group, criteria, currency, change, remove, up, down }: GroupCardProps) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const code = group.code;
  const put = (part: Partial<AccountGroup>) => change({ ...group, ...part });
  return (
    <Card heading={t("groups.one", { code })}>
      <div className={styles.fields}>
        <TextField label={t("groups.code")} value={code} most={20} change={(code) => put({ code })} />
        <TextField label={t("groups.name")} value={group.name} most={200} change={(name) => put({ name })} />
        <AmountField
          label={t("groups.budget", { currency })}
          value={group.budget}
          change={(budget) => put({ budget })}
        />
        <AmountField
          label={t("groups.growth")}
          value={group.growth_percent}
          change={(growth_percent) => put({ growth_percent })}
        />
      </div>
      <Rows
        label={t("groups.conditions")}
        hint={group.conditions.length === 0 ? t("groups.everybody") : undefined}
        add={t("groups.addCondition")}
        onAdd={() =>
          put({
            conditions: [...group.conditions, { criterion: "purchases_12m", test: "at_least", value: "" }],
          })
        }
      >
        {group.conditions.map((one, number) => (
          <Condition
            // biome-ignore lint/suspicious/noArrayIndexKey: conditions are known by their place
            key={number}
            condition={one}
            criteria={criteria}
            change={(now) =>
              put({ conditions: group.conditions.map((old, at) => (at === number ? now : old)) })
            }
            remove={() => put({ conditions: group.conditions.filter((_, at) => at !== number) })}
          />
        ))}
      </Rows>
      <Field label={t("groups.description")}>
        <Textarea
          value={group.description ?? ""}
          maxLength={4000}
          onChange={(_, data) => put({ description: data.value })}
        />
      </Field>
      <TextField
        label={t("groups.objectives")}
        value={group.objectives}
        most={4000}
        change={(objectives) => put({ objectives })}
      />
      <Rows
        label={t("groups.activities")}
        add={t("groups.addActivity")}
        onAdd={() =>
          put({ activities: [...(group.activities ?? []), { kind: "visit", title: "", times: 4 }] })
        }
      >
        {(group.activities ?? []).map((one, number) => (
          <Activity
            // biome-ignore lint/suspicious/noArrayIndexKey: activities are known by their place
            key={number}
            activity={one}
            change={(now) =>
              put({ activities: (group.activities ?? []).map((old, at) => (at === number ? now : old)) })
            }
            remove={() => put({ activities: (group.activities ?? []).filter((_, at) => at !== number) })}
          />
        ))}
      </Rows>
      <div className={styles.foot}>
        <Button
          icon={<ArrowUp20Regular />}
          className={styles.button}
          aria-label={t("groups.up", { code })}
          disabled={!up}
          onClick={up}
        />
        <Button
          icon={<ArrowDown20Regular />}
          className={styles.button}
          aria-label={t("groups.down", { code })}
          disabled={!down}
          onClick={down}
        />
        <Button
          icon={<Delete20Regular />}
          className={styles.button}
          aria-label={t("groups.remove", { code })}
          onClick={remove}
        />
      </div>
    </Card>
  );
}

interface RowsProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly add: string;
  readonly onAdd: () => void;
  readonly children: ReactNode;
}

function Rows({ label, hint, add, onAdd, children }: RowsProps) {
  const styles = usePlanStyles();
  return (
    <section aria-label={label}>
      <h3 className={styles.small}>{label}</h3>
      {hint && <p className={styles.quiet}>{hint}</p>}
      <ul className={styles.list}>{children}</ul>
      <Button appearance="subtle" className={styles.button} onClick={onAdd}>
        {add}
      </Button>
    </section>
  );
}

interface ConditionProps {
  readonly condition: GroupCondition;
  readonly criteria: readonly string[];
  readonly change: (condition: GroupCondition) => void;
  readonly remove: () => void;
}

function Condition({ condition, criteria, change, remove }: ConditionProps) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const name = criterionName(condition.criterion, t);
  const choose = (criterion: string) =>
    change({ ...condition, criterion, test: isText(criterion) ? "is" : condition.test });
  return (
    <li className={styles.row}>
      <Field label={t("groups.criterion")} className={styles.grow}>
        <Select value={condition.criterion} onChange={(_, data) => choose(data.value)}>
          {[...new Set([...criteria, condition.criterion])].map((one) => (
            <option key={one} value={one}>
              {criterionName(one, t)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("groups.test")}>
        <Select
          value={condition.test}
          onChange={(_, data) =>
            change({ ...condition, test: TESTS.find((one) => one === data.value) ?? "is" })
          }
        >
          {TESTS.filter((one) => one === "is" || !isText(condition.criterion)).map((one) => (
            <option key={one} value={one}>
              {t(`test.${one}`)}
            </option>
          ))}
        </Select>
      </Field>
      <TextField
        label={t("groups.value")}
        value={condition.value}
        most={100}
        change={(value) => change({ ...condition, value })}
      />
      <Button
        appearance="subtle"
        icon={<Dismiss20Regular />}
        className={styles.button}
        aria-label={t("groups.dropCondition", { criterion: name })}
        onClick={remove}
      />
    </li>
  );
}

interface ActivityProps {
  readonly activity: GroupActivity;
  readonly change: (activity: GroupActivity) => void;
  readonly remove: () => void;
}

function Activity({ activity, change, remove }: ActivityProps) {
  const styles = usePlanStyles();
  const t = usePlansText();
  const times = (text: string) => {
    const value = Number.parseInt(text, 10);
    return Number.isNaN(value) ? 1 : Math.min(MOST_TIMES, Math.max(1, value));
  };
  return (
    <li className={styles.row}>
      <KindField value={activity.kind} change={(kind) => change({ ...activity, kind })} />
      <TextField
        className={styles.grow}
        label={t("groups.activity")}
        value={activity.title}
        most={200}
        change={(title) => change({ ...activity, title })}
      />
      <Field label={t("groups.times")}>
        <Input
          type="number"
          min={1}
          max={MOST_TIMES}
          value={String(activity.times)}
          onChange={(_, data) => change({ ...activity, times: times(data.value) })}
        />
      </Field>
      <Button
        appearance="subtle"
        icon={<Dismiss20Regular />}
        className={styles.button}
        aria-label={t("groups.dropActivity", { title: activity.title })}
        onClick={remove}
      />
    </li>
  );
}
