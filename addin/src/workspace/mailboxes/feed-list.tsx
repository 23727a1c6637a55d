/** The folders of a mailbox, the calendar and the lists beside them, and what could not be understood. */
import {
  Button,
  makeStyles,
  mergeClasses,
  ProgressBar,
  Skeleton,
  SkeletonItem,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { BookContacts20Regular } from "@fluentui/react-icons/svg/book-contacts";
import { CalendarLtr20Regular } from "@fluentui/react-icons/svg/calendar-ltr";
import { CheckmarkCircle16Filled } from "@fluentui/react-icons/svg/checkmark-circle";
import { Folder20Regular } from "@fluentui/react-icons/svg/folder";
import { FolderList20Regular } from "@fluentui/react-icons/svg/folder-list";
import { TaskListSquareLtr20Regular } from "@fluentui/react-icons/svg/task-list-square-ltr";
import { useFeeds } from "../../api/mailboxes";
import type { Feed, SetAsideItem } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { useWorkspaceText, type WorkspaceText } from "../texts";
import { faultWords } from "./fault-words";
import { StatusMark } from "./status-mark";

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0 },
  row: {
    display: "grid",
    gridTemplateColumns: "20px minmax(0, 1fr) auto",
    columnGap: tokens.spacingHorizontalM,
    alignItems: "center",
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  icon: { color: tokens.colorNeutralForeground2 },
  name: { ...typographyStyles.body1, overflowWrap: "anywhere" },
  under: {
    gridColumn: "2 / -1",
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    fontVariantNumeric: "tabular-nums",
    overflowWrap: "anywhere",
  },
  end: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalS },
  // On a phone a badge beside a long name would leave the name no room.
  endLong: { "@media (max-width: 480px)": { gridColumn: "2 / -1", justifySelf: "start" } },
  count: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    fontVariantNumeric: "tabular-nums",
    whiteSpace: "nowrap",
  },
  fine: { display: "inline-flex", color: tokens.colorStatusSuccessForeground1 },
  bar: { gridColumn: "2 / -1", margin: `${tokens.spacingVerticalXS} 0` },
  heading: { ...typographyStyles.body1Strong, margin: `${tokens.spacingVerticalM} 0 0` },
  explain: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: `2px 0 8px` },
});

const ICONS: Readonly<Record<string, typeof Folder20Regular>> = {
  folders: FolderList20Regular,
  calendar: CalendarLtr20Regular,
  contact_folders: BookContacts20Regular,
  contacts: BookContacts20Regular,
  task_lists: TaskListSquareLtr20Regular,
  tasks: TaskListSquareLtr20Regular,
};

export function FeedList({ mailboxId, now }: { mailboxId: string; now: Date }) {
  const styles = useStyles();
  const t = useWorkspaceText();
  const { data, error, refetch } = useFeeds(mailboxId);
  if (!data) return error ? <NotRead retry={refetch} /> : <Loading />;
  if (data.items.length === 0) return <p className={styles.explain}>{t("folders.none")}</p>;
  return (
    <>
      <ul className={styles.list} aria-label={t("folders.label")}>
        {inOrder(data.items).map((feed) => (
          <FeedRow key={feed.id} feed={feed} now={now} />
        ))}
      </ul>
      {data.set_aside.length > 0 && <SetAside items={data.set_aside} feeds={data.items} now={now} />}
    </>
  );
}

/** Mail by the folders' names, then the calendar and the lists; how we find folders comes last. */
const ORDER = ["messages", "calendar", "contacts", "tasks", "folders", "contact_folders", "task_lists"];

function inOrder(feeds: readonly Feed[]): readonly Feed[] {
  return feeds.toSorted(
    (one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind) || one.name.localeCompare(other.name),
  );
}

function FeedRow({ feed, now }: { feed: Feed; now: Date }) {
  const styles = useStyles();
  const t = useWorkspaceText();
  const { format } = useLocale();
  const Icon = ICONS[feed.kind] ?? Folder20Regular;
  const name = nameOf(feed, t);
  const total = feed.items_estimated;
  const when = (at: string) => format.distance(new Date(at), now);
  return (
    <li className={styles.row}>
      <Icon className={styles.icon} aria-hidden />
      <span className={styles.name}>{name}</span>
      {feed.status === "current" && !feed.is_overdue ? (
        <span className={styles.end}>
          {feed.kind === "messages" && total !== null && (
            <span className={styles.count}>
              {t("feed.mails", { count: total, number: format.number(total) })}
            </span>
          )}
          <Fine />
        </span>
      ) : (
        <span className={mergeClasses(styles.end, styles.endLong)}>
          <StatusMark status={feed.status} />
        </span>
      )}
      {feed.is_in_full_round && total !== null && total > 0 && (
        <RowProgress name={name} done={Math.min(feed.items_done, total)} total={total} />
      )}
      {feed.fault && (
        <span className={styles.under}>
          {faultWords(feed.fault.code, t).title}
          {feed.retry_at && `. ${t("fault.retry", { when: when(feed.retry_at) })}`}
        </span>
      )}
      {feed.fault && <span className={styles.under}>{t("fault.detail", feed.fault)}</span>}
      {feed.is_overdue && feed.caught_up_at && (
        <span className={styles.under}>{t("state.caughtUp", { when: when(feed.caught_up_at) })}</span>
      )}
    </li>
  );
}

/** What is as it should be gets no badge: many of them would hide the one that is not. */
function Fine() {
  const styles = useStyles();
  const t = useWorkspaceText();
  return (
    <span role="img" aria-label={t("status.current")} title={t("status.current")} className={styles.fine}>
      <CheckmarkCircle16Filled aria-hidden />
    </span>
  );
}

function RowProgress({ name, done, total }: { name: string; done: number; total: number }) {
  const styles = useStyles();
  const t = useWorkspaceText();
  const { format } = useLocale();
  const words = t("state.reading", { done: format.number(done), total: format.number(total) });
  return (
    <>
      <ProgressBar className={styles.bar} value={done} max={total} aria-label={`${name}: ${words}`} />
      <span className={styles.under}>{words}</span>
    </>
  );
}

function SetAside(props: { items: readonly SetAsideItem[]; feeds: readonly Feed[]; now: Date }) {
  const styles = useStyles();
  const t = useWorkspaceText();
  const { format } = useLocale();
  const folderOf = (item: SetAsideItem) => props.feeds.find((feed) => feed.id === item.feed_id);
  return (
    <section aria-label={t("setAside.title")}>
      <h4 className={styles.heading}>{t("setAside.title")}</h4>
      <p className={styles.explain}>{t("setAside.text")}</p>
      <ul className={styles.list}>
        {props.items.map((item) => {
          const folder = folderOf(item);
          return (
            <li key={`${item.feed_id} ${item.remote_id}`} className={styles.row}>
              <span />
              <span className={styles.name}>{folder ? nameOf(folder, t) : t("feed.gone")}</span>
              <span className={styles.under} style={{ gridColumn: "auto" }}>
                {format.distance(new Date(item.seen_at), props.now)}
              </span>
              <span className={styles.under}>{item.reason}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Folders have the names their owner gave; what has no name of its own gets ours. */
function nameOf(feed: Feed, t: WorkspaceText): string {
  switch (feed.kind) {
    case "folders":
      return t("feed.folders");
    case "calendar":
      return t("feed.calendar");
    case "contact_folders":
      return t("feed.contactFolders");
    case "task_lists":
      return t("feed.taskLists");
    case "contacts":
      return feed.name || t("feed.contacts");
    default:
      return feed.name;
  }
}

function NotRead({ retry }: { retry: () => Promise<unknown> }) {
  const styles = useStyles();
  const t = useWorkspaceText();
  return (
    <div role="alert">
      <p className={styles.explain}>{t("folders.failed")}</p>
      <Button onClick={() => void retry()}>{t("action.retry")}</Button>
    </div>
  );
}

function Loading() {
  const t = useWorkspaceText();
  return (
    <div role="status" aria-busy="true">
      <Skeleton aria-label={t("folders.loading")}>
        {[0, 1, 2].map((row) => (
          <SkeletonItem key={row} size={24} style={{ margin: "8px 0" }} />
        ))}
      </Skeleton>
    </div>
  );
}
