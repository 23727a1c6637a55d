/** One folder's mail, newest first, in Outlook's date groups; more arrives as one scrolls. */
import {
  makeStyles,
  Skeleton,
  SkeletonItem,
  Spinner,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useLocale } from "../i18n/locale-context";
import { groupByAge } from "./date-groups";
import { type Message, useMessages } from "./mailbox";
import { MessageRow } from "./message-row";
import { useOutlook } from "./outlook-context";
import { useOutlookText } from "./texts";

const useStyles = makeStyles({
  scroll: { flexGrow: 1, overflowY: "auto", minHeight: 0 },
  heading: {
    ...typographyStyles.caption1Strong,
    color: tokens.colorNeutralForeground3,
    margin: 0,
    padding: "8px 16px 4px",
  },
  list: { listStyleType: "none", margin: 0, padding: 0 },
  empty: {
    ...typographyStyles.body1,
    color: tokens.colorNeutralForeground3,
    padding: "32px",
    textAlign: "center",
  },
  waiting: { display: "flex", flexDirection: "column", gap: "12px", padding: "16px" },
});

interface MessageListProps {
  readonly folderId: string | undefined;
  readonly openIds: readonly string[];
  readonly select: (message: Message) => void;
  /** Adds to what is selected, or takes out. */
  readonly mark: (message: Message) => void;
  readonly onShown: (messages: readonly Message[]) => void;
}

export function MessageList({ folderId, openIds, select, mark, onShown }: MessageListProps) {
  const styles = useStyles();
  const t = useOutlookText();
  const { now } = useOutlook();
  const { locale } = useLocale();
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useMessages(folderId);
  const messages = useMemo(() => data?.pages.flatMap(({ value }) => value), [data]);
  const groups = useMemo(() => groupByAge(messages ?? [], now, locale), [messages, now, locale]);
  const end = useEndReached(() => void (hasNextPage && !isFetchingNextPage && fetchNextPage()));

  const latest = useRef({ mark, select });
  latest.current = { mark, select };
  const open = useCallback(
    (message: Message, more: boolean) => latest.current[more ? "mark" : "select"](message),
    [],
  );

  useEffect(() => onShown(messages ?? []), [messages, onShown]);

  if (!messages) return <Waiting />;
  if (messages.length === 0) return <p className={styles.empty}>{t("list.empty")}</p>;
  return (
    <div className={styles.scroll}>
      {groups.map((group) => (
        <section key={group.age} aria-label={t(`list.${group.age}`)}>
          <h3 className={styles.heading}>{t(`list.${group.age}`)}</h3>
          <ul className={styles.list}>
            {group.messages.map((message) => (
              <MessageRow
                key={message.id}
                message={message}
                isOpen={openIds.includes(message.id)}
                open={open}
              />
            ))}
          </ul>
        </section>
      ))}
      <div ref={end}>{hasNextPage && <Spinner size="tiny" label={t("list.more")} />}</div>
    </div>
  );
}

function Waiting() {
  const t = useOutlookText();
  return (
    <Skeleton className={useStyles().waiting} aria-label={t("list.loading")}>
      {[1, 2, 3, 4, 5, 6].map((row) => (
        <SkeletonItem key={row} style={{ height: 56 }} />
      ))}
    </Skeleton>
  );
}

/** Calls back when the marked element comes near the visible part of the list. */
function useEndReached(reached: () => void) {
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(reached);
  latest.current = reached;
  useEffect(() => {
    const element = end.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) latest.current();
      },
      { rootMargin: "400px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  });
  return end;
}
