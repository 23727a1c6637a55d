/** Tasks: one's own and, for whoever leads others, the team's, with who has how much; by keys alone if one likes. */
import {
  Button,
  Field,
  makeStyles,
  mergeClasses,
  Select,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { Dismiss16Regular } from "@fluentui/react-icons/svg/dismiss";
import { type KeyboardEvent, useRef, useState } from "react";
import { ApiError } from "../../api/client";
import { type TaskPage, type TaskRow, type TasksAsked, useTasks } from "../../api/tasks";
import type { Me } from "../../api/types";
import { Failure } from "../failure";
import { usePresent } from "../opportunities/now";
import { type TaskDeeds, useTaskDeeds } from "./deeds";
import { DueSteps } from "./due-steps";
import { Said } from "./said";
import { TaskItem } from "./task-item";
import { useTasksText } from "./texts";

const WHICH = ["open", "overdue", "all"] as const;

const useStyles = makeStyles({
  screen: {
    maxWidth: "960px",
    margin: "0 auto",
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXXXL}`,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalL,
    outlineStyle: "none",
    "@media (max-width: 480px)": {
      paddingLeft: tokens.spacingHorizontalM,
      paddingRight: tokens.spacingHorizontalM,
    },
  },
  title: { ...typographyStyles.title3, margin: 0 },
  lead: {
    ...typographyStyles.body1,
    color: tokens.colorNeutralForeground2,
    margin: "4px 0 0",
    maxWidth: "68ch",
  },
  filters: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
  filter: { minWidth: "min(200px, 100%)" },
  loads: {
    margin: 0,
    padding: 0,
    listStyleType: "none",
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalS,
  },
  load: { minHeight: "44px", fontWeight: tokens.fontWeightRegular, textAlign: "start" },
  numbers: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, display: "block" },
  chosen: { outline: `2px solid ${tokens.colorCompoundBrandStroke}` },
  late: { color: tokens.colorPaletteRedForeground1, fontWeight: tokens.fontWeightSemibold },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  keys: { "@media (pointer: coarse)": { display: "none" } },
  empty: { ...typographyStyles.body1Strong, margin: 0 },
});

interface Narrowed {
  readonly account?: string;
  readonly opportunity?: string;
  readonly name: string;
}

export default function TasksScreen({ me }: { me: Me }) {
  const styles = useStyles();
  const t = useTasksText();
  const leads = me.roles.some((role) => role === "manager" || role === "admin");
  const [who, setWho] = useState(leads && !me.roles.includes("rep") ? "team" : "mine");
  const [which, setWhich] = useState<TasksAsked["which"]>("open");
  const [narrowed, setNarrowed] = useState<Narrowed>();
  const found = useTasks({ who, which, account: narrowed?.account, opportunity: narrowed?.opportunity });
  const deeds = useTaskDeeds();
  const pages = found.data?.pages ?? [];
  const first = pages[0];
  if (!first) {
    return found.error instanceof ApiError ? (
      <Failure error={found.error} retry={() => found.refetch()} />
    ) : (
      <p role="status" className={styles.screen}>
        {t("tasks.loading")}
      </p>
    );
  }
  return (
    <div className={styles.screen}>
      <div>
        <h1 className={styles.title}>{t("tasks.title")}</h1>
        <p className={styles.lead}>{t("tasks.lead")}</p>
      </div>
      <div className={styles.filters}>
        {leads && <Whose who={who} choose={setWho} people={first.people} me={me} />}
        <Field label={t("tasks.which")} className={styles.filter}>
          <Select value={which} onChange={(_, { value }) => setWhich(value as TasksAsked["which"])}>
            {WHICH.map((one) => (
              <option key={one} value={one}>
                {t(`tasks.which.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        {narrowed && (
          <Button
            icon={<Dismiss16Regular />}
            iconPosition="after"
            title={t("tasks.all")}
            onClick={() => setNarrowed(undefined)}
          >
            {t("tasks.only", { name: narrowed.name })}
          </Button>
        )}
      </div>
      {leads && who !== "mine" && <Loads loads={first.loads} who={who} choose={setWho} />}
      {who === "mine" && narrowed === undefined && <DueSteps />}
      <Said deeds={deeds} />
      <List
        rows={pages.flatMap((page) => page.items)}
        people={leads ? first.people : []}
        deeds={deeds}
        narrow={setNarrowed}
      />
      {found.hasNextPage && (
        <div>
          <Button disabled={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
            {t("tasks.more")}
          </Button>
        </div>
      )}
    </div>
  );
}

interface WhoseProps {
  readonly who: string;
  readonly choose: (who: string) => void;
  readonly people: TaskPage["people"];
  readonly me: Me;
}

function Whose({ who, choose, people, me }: WhoseProps) {
  const styles = useStyles();
  const t = useTasksText();
  return (
    <Field label={t("tasks.whose")} className={styles.filter}>
      <Select value={who} onChange={(_, { value }) => choose(value)}>
        <option value="mine">{t("tasks.mine")}</option>
        <option value="team">{t(me.roles.includes("admin") ? "tasks.everybody" : "tasks.team")}</option>
        {people
          .filter(({ id }) => id !== me.id)
          .map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
      </Select>
    </Field>
  );
}

/** Every figure is a door to the tasks behind it. */
function Loads({
  loads,
  who,
  choose,
}: {
  loads: TaskPage["loads"];
  who: string;
  choose: (who: string) => void;
}) {
  const styles = useStyles();
  const t = useTasksText();
  if (loads.length === 0) return null;
  return (
    <ul className={styles.loads} aria-label={t("tasks.loads")}>
      {loads.map(({ user, open, overdue }) => (
        <li key={user.id}>
          <Button
            className={mergeClasses(styles.load, who === user.id && styles.chosen)}
            aria-pressed={who === user.id}
            onClick={() => choose(who === user.id ? "team" : user.id)}
          >
            <span>
              {user.name}
              <span className={styles.numbers}>
                {t("tasks.load", { count: open })}
                {overdue > 0 && (
                  <span className={styles.late}> · {t("tasks.load.late", { count: overdue })}</span>
                )}
              </span>
            </span>
          </Button>
        </li>
      ))}
    </ul>
  );
}

interface ListProps {
  readonly rows: readonly TaskRow[];
  readonly people: TaskPage["people"];
  readonly deeds: TaskDeeds;
  readonly narrow: (to: Narrowed) => void;
}

function List({ rows, people, deeds, narrow }: ListProps) {
  const styles = useStyles();
  const t = useTasksText();
  const now = usePresent();
  const list = useRef<HTMLUListElement>(null);
  if (rows.length === 0) {
    return (
      <div>
        <p className={styles.empty}>{t("tasks.none")}</p>
        <p className={styles.quiet}>{t("tasks.none.text")}</p>
      </div>
    );
  }
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLSelectElement) return;
    const items = [...(list.current?.querySelectorAll<HTMLElement>("[data-task]") ?? [])];
    const here = items.findIndex((one) => one.contains(event.target as Node));
    const focus = (place: number) => items[place]?.querySelector<HTMLElement>("input, button")?.focus();
    const click = (what: string) => items[here]?.querySelector<HTMLElement>(what)?.click();
    const keys: Readonly<Record<string, () => void>> = {
      j: () => focus(Math.min(here + 1, items.length - 1)),
      k: () => focus(Math.max(here - 1, 0)),
      x: () => click("input[type=checkbox]"),
      s: () => click("[data-skip]"),
      z: () => deeds.undo?.(),
    };
    const deed = keys[event.key];
    if (deed === undefined) return;
    event.preventDefault();
    deed();
  };
  return (
    <section>
      <ul ref={list} className={styles.list} aria-label={t("tasks.list")} onKeyDown={press}>
        {rows.map((task) => (
          <TaskItem key={task.id} task={task} deeds={deeds} now={now} people={people} narrow={narrow} />
        ))}
      </ul>
      <p className={mergeClasses(styles.quiet, styles.keys)}>{t("tasks.keys")}</p>
    </section>
  );
}
