/** What waits for us: questions of this mail, mails nobody answered, things to do. Its first rows have their place kept. */
import { Checkbox, Link, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { MailInbox20Regular } from "@fluentui/react-icons/svg/mail-inbox";
import { QuestionCircle20Regular } from "@fluentui/react-icons/svg/question-circle";
import { type ReactNode, useState } from "react";
import { useReading } from "../api/readings";
import { useRelations, useTickTask } from "../api/relations";
import type { Interaction, MailContext, Task } from "../api/types";
import { useLocale } from "../i18n/locale-context";
import type { OpenItem } from "../outlook/open-item";
import { Section } from "../ui/section";
import { useNotices } from "./notice";
import { usePaneServices } from "./pane-services";
import { readingRequest } from "./reading-request";
import { usePaneText } from "./texts";

const SHOWN = 2;
const ROW = "44px";

const useStyles = makeStyles({
  rows: { listStyleType: "none", margin: 0, padding: 0, minHeight: `calc(${SHOWN} * ${ROW})` },
  row: { display: "flex", gap: tokens.spacingHorizontalM, alignItems: "center", minHeight: ROW },
  icon: { flexShrink: 0, color: tokens.colorNeutralForeground3 },
  words: { minWidth: 0, flexGrow: 1 },
  what: {
    ...typographyStyles.body1,
    display: "block",
    overflow: "hidden",
    textOverflow: "ellipsis",
    whiteSpace: "nowrap",
  },
  about: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground3,
    display: "block",
    overflow: "hidden",
    textOverflow: "ellipsis",
    whiteSpace: "nowrap",
  },
  overdue: { color: tokens.colorStatusDangerForeground1 },
  nothing: { ...typographyStyles.body1, color: tokens.colorNeutralForeground3, margin: 0 },
  tick: { flexShrink: 0, margin: "-6px" },
});

export function OpenPoints({ item, context }: { item: OpenItem; context: MailContext }) {
  const styles = useStyles();
  const t = usePaneText();
  const { outlook } = usePaneServices();
  const [all, setAll] = useState(false);
  const relations = useRelations(context.account?.id);
  const isTheirs = context.people.some(({ role, kind }) => role === "from" && kind !== "colleague");
  const reading = useReading(item.key, isTheirs ? readingRequest(item) : undefined, outlook.text);
  const now = new Date(context.now);
  const points = [
    ...(reading.data?.questions ?? []).map((text) => <QuestionRow key={`q ${text}`} text={text} />),
    ...(relations.data?.waiting ?? []).map((mail) => (
      <WaitingRow key={`m ${mail.id}`} mail={mail} now={now} />
    )),
    ...(relations.data?.tasks ?? []).map((task) => <TaskRow key={`t ${task.id}`} task={task} now={now} />),
  ];
  const hidden = points.length - SHOWN;
  return (
    <Section heading={t("points.heading")}>
      <ul className={styles.rows}>
        {all ? points : points.slice(0, SHOWN)}
        {points.length === 0 && relations.data && <li className={styles.nothing}>{t("points.none")}</li>}
      </ul>
      {hidden > 0 && (
        <Link as="button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("people.fewer") : t("points.more", { count: hidden })}
        </Link>
      )}
    </Section>
  );
}

function Row(props: { icon: ReactNode; what: string; about: ReactNode }) {
  const styles = useStyles();
  return (
    <li className={styles.row}>
      {props.icon}
      <span className={styles.words}>
        <span className={styles.what} title={props.what}>
          {props.what}
        </span>
        <span className={styles.about}>{props.about}</span>
      </span>
    </li>
  );
}

function QuestionRow({ text }: { text: string }) {
  const styles = useStyles();
  const t = usePaneText();
  return (
    <Row
      icon={<QuestionCircle20Regular className={styles.icon} aria-hidden />}
      what={text}
      about={t("points.asked")}
    />
  );
}

function WaitingRow({ mail, now }: { mail: Interaction; now: Date }) {
  const styles = useStyles();
  const t = usePaneText();
  const { format } = useLocale();
  const who = format.list(mail.contacts.slice(0, 2).map(({ name }) => name));
  const when = format.distance(new Date(mail.at), now);
  return (
    <Row
      icon={<MailInbox20Regular className={styles.icon} aria-hidden />}
      // Either is empty for those who may not read it.
      what={mail.summary || mail.subject || t("kind.mail_in")}
      about={who ? t("points.waitsFrom", { who, when }) : t("points.waits", { when })}
    />
  );
}

function TaskRow({ task, now }: { task: Task; now: Date }) {
  const styles = useStyles();
  const t = usePaneText();
  const notices = useNotices();
  const tick = useTickTask();
  const { format } = useLocale();
  const overdue = task.due_on !== null && task.due_on < now.toISOString().slice(0, 10);
  const done = () =>
    tick.mutateAsync({ task, isDone: true }).then(
      (changed) =>
        notices.show({
          text: t("task.done", { title: task.title }),
          undo: () => void tick.mutateAsync({ task: changed, isDone: false }).then(notices.clear, failed),
        }),
      failed,
    );
  const failed = () => notices.show({ text: t("task.stale") });
  return (
    <Row
      icon={
        <Checkbox
          className={styles.tick}
          aria-label={t("task.tick", { title: task.title })}
          checked={tick.isPending}
          onChange={done}
        />
      }
      what={task.title}
      about={
        <>
          {task.assignee.name}
          {task.due_on && (
            <span className={overdue ? styles.overdue : undefined}>
              {` · ${format.dueDay(task.due_on, now)}`}
              {overdue && ` · ${t("opportunity.overdue")}`}
            </span>
          )}
        </>
      }
    />
  );
}
