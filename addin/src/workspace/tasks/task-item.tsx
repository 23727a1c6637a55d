/** One task: ticked off, left out with a reason, handed over; a mail of it is drafted. What became of it is in words. */
import {
  Button,
  Checkbox,
  Field,
  Input,
  makeStyles,
  Select,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import type { TaskPage, TaskRow } from "../../api/tasks";
import { useLocale } from "../../i18n/locale-context";
import type { TaskDeeds } from "./deeds";
import { MailOfTask } from "./mail-of-task";
import { useTasksText } from "./texts";

const MOST_CHARACTERS = 300;

const useStyles = makeStyles({
  item: {
    display: "grid",
    gridTemplateColumns: "auto minmax(0, 1fr) auto",
    columnGap: tokens.spacingHorizontalS,
    alignItems: "start",
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    "@media (max-width: 560px)": { gridTemplateColumns: "auto minmax(0, 1fr)" },
  },
  text: { paddingTop: "6px" },
  title: { ...typographyStyles.body1, overflowWrap: "anywhere", display: "block" },
  over: { color: tokens.colorNeutralForeground2, textDecorationLine: "line-through" },
  quiet: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    display: "flex",
    flexWrap: "wrap",
    columnGap: tokens.spacingHorizontalS,
    overflowWrap: "anywhere",
  },
  late: { ...typographyStyles.caption1Strong, color: tokens.colorPaletteRedForeground1 },
  about: {
    minWidth: 0,
    padding: 0,
    border: "none",
    height: "auto",
    minHeight: "24px",
    textAlign: "start",
    overflowWrap: "anywhere",
  },
  deeds: {
    display: "flex",
    flexWrap: "wrap",
    justifyContent: "end",
    gap: tokens.spacingHorizontalXS,
    "@media (max-width: 560px)": { gridColumn: 2, justifyContent: "start" },
  },
  who: { maxWidth: "170px", minWidth: "120px" },
  form: {
    gridColumn: "1 / -1",
    display: "flex",
    flexWrap: "wrap",
    alignItems: "end",
    gap: tokens.spacingHorizontalS,
    paddingTop: tokens.spacingVerticalS,
  },
  grow: { flexGrow: 1, minWidth: "min(240px, 100%)" },
  whole: { gridColumn: "1 / -1" },
  touch: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

interface TaskItemProps {
  readonly task: TaskRow;
  readonly deeds: TaskDeeds;
  readonly now: Date;
  readonly people?: TaskPage["people"];
  /** Narrows the list to what is clicked; without it nothing says what the task is about. */
  readonly narrow?: (to: { account?: string; opportunity?: string; name: string }) => void;
}

export function TaskItem({ task, deeds, now, people = [], narrow }: TaskItemProps) {
  const styles = useStyles();
  const t = useTasksText();
  const [step, setStep] = useState<"skip" | "draft">();
  const isOpen = task.state === "open";
  const isAside = task.state === "skipped" || task.state === "not_needed";
  const skip = (reason: string) => {
    setStep(undefined);
    deeds.act(task, { do: "skip", reason });
  };
  return (
    <li className={styles.item} data-task={task.id}>
      <Checkbox
        checked={task.state === "done"}
        disabled={isAside || deeds.isBusy}
        aria-label={t("task.tick", { title: task.title })}
        onChange={(_, { checked }) => deeds.act(task, { do: "tick", isDone: checked === true })}
      />
      <div className={styles.text}>
        <span className={isAside ? `${styles.title} ${styles.over}` : styles.title}>{task.title}</span>
        <Standing task={task} now={now} isNamed={people.length < 2} />
        {narrow && <About task={task} narrow={narrow} />}
      </div>
      <div className={styles.deeds}>
        {isOpen && people.length > 1 && <Assignee task={task} people={people} deeds={deeds} />}
        {isOpen && task.kind === "mail" && task.account && (
          <Button
            size="small"
            className={styles.touch}
            aria-label={t("task.draftOf", { title: task.title })}
            aria-expanded={step === "draft"}
            onClick={() => setStep(step === "draft" ? undefined : "draft")}
          >
            {t("task.draft")}
          </Button>
        )}
        {isOpen && (
          <Button
            size="small"
            className={styles.touch}
            appearance="subtle"
            data-skip
            aria-label={t("task.skipOf", { title: task.title })}
            aria-expanded={step === "skip"}
            onClick={() => setStep(step === "skip" ? undefined : "skip")}
          >
            {t("task.skip")}
          </Button>
        )}
        {task.state === "skipped" && (
          <Button
            size="small"
            className={styles.touch}
            aria-label={t("task.takeUpOf", { title: task.title })}
            disabled={deeds.isBusy}
            onClick={() => deeds.act(task, { do: "takeUp" })}
          >
            {t("task.takeUp")}
          </Button>
        )}
      </div>
      {isOpen && step === "skip" && <Why skip={skip} cancel={() => setStep(undefined)} />}
      {isOpen && step === "draft" && (
        <div className={styles.whole}>
          <MailOfTask taskId={task.id} close={() => setStep(undefined)} />
        </div>
      )}
    </li>
  );
}

/** What became of it, or by when it is to be done: never by colour alone. */
function Standing({ task, now, isNamed }: { task: TaskRow; now: Date; isNamed: boolean }) {
  const styles = useStyles();
  const t = useTasksText();
  const { format } = useLocale();
  const when = (at: string | null) => (at ? format.distance(new Date(at), now) : "");
  if (task.state === "skipped") {
    return <span className={styles.quiet}>{t("task.skipped", { reason: task.reason })}</span>;
  }
  if (task.state === "not_needed") {
    return <span className={styles.quiet}>{t("task.notNeeded", { when: when(task.set_aside_at) })}</span>;
  }
  if (task.state === "done") {
    const { evidence, done_by: by } = task;
    const words = evidence
      ? t("task.shown", { what: t(`task.evidence.${evidence.kind}`), when: when(evidence.at) })
      : by
        ? t("task.by", { name: by.name, when: when(task.done_at) })
        : t("task.doneAt", { when: when(task.done_at) });
    return <span className={styles.quiet}>{words}</span>;
  }
  const due = task.due_on ? format.dueDay(task.due_on, now) : undefined;
  return (
    <span className={styles.quiet}>
      {due === undefined ? (
        t("task.noDate")
      ) : (
        <span className={task.is_overdue ? styles.late : undefined}>
          {t(task.is_overdue ? "task.overdue" : "task.due", { when: due })}
        </span>
      )}
      {isNamed && <span>{task.assignee.name}</span>}
      {task.assigned_by && <span>{t("task.from", { name: task.assigned_by.name })}</span>}
    </span>
  );
}

function About({
  task,
  narrow,
}: Pick<TaskItemProps, "task"> & { narrow: NonNullable<TaskItemProps["narrow"]> }) {
  const styles = useStyles();
  const t = useTasksText();
  const { account, opportunity } = task;
  return (
    <span className={styles.quiet}>
      {opportunity && (
        <Button
          size="small"
          appearance="transparent"
          className={styles.about}
          title={t("tasks.only", { name: opportunity.name })}
          onClick={() => narrow({ opportunity: opportunity.id, name: opportunity.name })}
        >
          {opportunity.name}
        </Button>
      )}
      {account && (
        <Button
          size="small"
          appearance="transparent"
          className={styles.about}
          title={t("tasks.only", { name: account.name })}
          onClick={() => narrow({ account: account.id, name: account.name })}
        >
          {account.name}
        </Button>
      )}
    </span>
  );
}

function Assignee({ task, people, deeds }: Required<Pick<TaskItemProps, "task" | "people" | "deeds">>) {
  const styles = useStyles();
  const t = useTasksText();
  const known = people.some(({ id }) => id === task.assignee.id) ? people : [task.assignee, ...people];
  const give = (to: string) => {
    const name = known.find(({ id }) => id === to)?.name ?? "";
    deeds.act(task, { do: "assign", to }, name);
  };
  return (
    <Select
      size="small"
      className={styles.who}
      value={task.assignee.id}
      disabled={deeds.isBusy}
      aria-label={t("task.assignee", { title: task.title })}
      onChange={(_, { value }) => give(value)}
    >
      {known.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}

function Why({ skip, cancel }: { skip: (reason: string) => void; cancel: () => void }) {
  const styles = useStyles();
  const t = useTasksText();
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() !== "") skip(reason.trim());
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label={t("task.why")} className={styles.grow}>
        <Input
          autoFocus
          value={reason}
          maxLength={MOST_CHARACTERS}
          onChange={(_, { value }) => setReason(value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === "Escape") cancel();
          }}
        />
      </Field>
      <Button type="submit" appearance="primary" className={styles.touch} disabled={reason.trim() === ""}>
        {t("task.skip")}
      </Button>
      <Button className={styles.touch} onClick={cancel}>
        {t("task.cancel")}
      </Button>
    </form>
  );
}
