/** One mailbox: whose it is, how far it is in one sentence, what stands in the way, and its folders on demand. */
import {
  Avatar,
  Button,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  mergeClasses,
  ProgressBar,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { ArrowClockwise20Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { ChevronDown20Regular } from "@fluentui/react-icons/svg/chevron-down";
import { ChevronRight20Regular } from "@fluentui/react-icons/svg/chevron-right";
import { useId, useState } from "react";
import { useReadNow } from "../../api/mailboxes";
import type { Mailbox } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { useWorkspaceText } from "../texts";
import { Choices } from "./choices";
import { faultWords } from "./fault-words";
import { FeedList } from "./feed-list";
import { StatusMark } from "./status-mark";
import { usePace } from "./use-pace";

const useStyles = makeStyles({
  card: {
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    padding: tokens.spacingHorizontalL,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    "@media (max-width: 480px)": { padding: tokens.spacingHorizontalM },
  },
  top: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM, flexWrap: "wrap" },
  who: { flexGrow: 1, minWidth: "120px", flexBasis: "160px" },
  name: { ...typographyStyles.body1Strong, margin: 0, overflowWrap: "anywhere" },
  address: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    overflowWrap: "anywhere",
  },
  title: { display: "block" },
  sentence: { ...typographyStyles.body1, margin: 0 },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  numbers: { fontVariantNumeric: "tabular-nums" },
  nothing: { display: "none" },
  progress: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXS },
  foot: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    justifyContent: "space-between",
    gap: tokens.spacingHorizontalS,
  },
  toggle: {
    marginLeft: `calc(-1 * ${tokens.spacingHorizontalS})`,
    "@media (pointer: coarse)": { minHeight: "44px" },
  },
  action: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

interface CardProps {
  readonly mailbox: Mailbox;
  readonly now: Date;
}

export function MailboxCard({ mailbox, now }: CardProps) {
  const styles = useStyles();
  const id = useId();
  return (
    <article className={styles.card} aria-labelledby={id}>
      <div className={styles.top}>
        <Avatar name={mailbox.owner.name} color="colorful" size={36} aria-hidden />
        <div className={styles.who}>
          <h3 id={id} className={styles.name}>
            {mailbox.owner.name}
          </h3>
          <div className={styles.address}>{mailbox.address}</div>
        </div>
        <StatusMark status={mailbox.disconnected_at ? "disconnected" : mailbox.status} />
      </div>
      <State mailbox={mailbox} now={now} />
      {!mailbox.disconnected_at && <Trouble mailbox={mailbox} now={now} />}
      <Foot mailbox={mailbox} now={now} />
    </article>
  );
}

function State({ mailbox, now }: CardProps) {
  const styles = useStyles();
  const t = useWorkspaceText();
  const { format } = useLocale();
  const when = (at: string) => format.distance(new Date(at), now);
  if (mailbox.disconnected_at) {
    return (
      <p className={styles.sentence}>{t("state.disconnected", { when: when(mailbox.disconnected_at) })}</p>
    );
  }
  if (mailbox.is_in_full_round && mailbox.items_estimated > 0) return <Reading mailbox={mailbox} now={now} />;
  if (mailbox.caught_up_at) {
    const words = t("state.caughtUp", { when: when(mailbox.caught_up_at) });
    if (!mailbox.is_own) return <p className={styles.quiet}>{words}</p>;
    return (
      <div>
        <p className={styles.sentence}>{words}</p>
        <p className={styles.quiet}>{t(`changes.${mailbox.changes_come_by}`)}</p>
      </div>
    );
  }
  return <p className={styles.sentence}>{t("state.waiting")}</p>;
}

function Reading({ mailbox, now }: CardProps) {
  const styles = useStyles();
  const t = useWorkspaceText();
  const { format } = useLocale();
  const { items_done: done, items_estimated: estimated } = mailbox;
  const pace = usePace(done, estimated, now);
  const words = t("state.reading", { done: format.number(done), total: format.number(estimated) });
  return (
    <div className={styles.progress}>
      <p className={mergeClasses(styles.sentence, styles.numbers)}>{words}</p>
      <ProgressBar
        thickness="large"
        value={done}
        max={Math.max(1, estimated)}
        aria-label={words}
        {...(mailbox.status === "stopped" && { color: "error" as const })}
      />
      <p className={mergeClasses(styles.quiet, styles.numbers)}>
        {pace
          ? t("state.pace", {
              rate: format.number(pace.perSecond),
              left: t("state.minutes", { count: pace.minutesLeft }),
            })
          : t("state.newestFirst")}
      </p>
    </div>
  );
}

/** What stands in the way, in words with the remedy; a mailbox nobody reads any more says so too. */
function Trouble({ mailbox, now }: CardProps) {
  const styles = useStyles();
  const t = useWorkspaceText();
  const { format } = useLocale();
  if (mailbox.fault) {
    const { title, remedy } = faultWords(mailbox.fault.code, t);
    return (
      <MessageBar intent={mailbox.status === "stopped" ? "error" : "warning"} layout="multiline">
        <MessageBarBody>
          <MessageBarTitle className={styles.title}>{title}</MessageBarTitle>
          {remedy}
          {mailbox.retry_at &&
            ` ${t("fault.retry", { when: format.distance(new Date(mailbox.retry_at), now) })}`}
        </MessageBarBody>
      </MessageBar>
    );
  }
  if (!mailbox.is_overdue) return null;
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle className={styles.title}>{t("overdue.title")}</MessageBarTitle>
        {t("overdue.text")}
      </MessageBarBody>
    </MessageBar>
  );
}

function Foot({ mailbox, now }: CardProps) {
  const styles = useStyles();
  const t = useWorkspaceText();
  const [isOpen, setOpen] = useState(false);
  const regionId = useId();
  const reading = useReadNow(mailbox.id);
  const isBusy = mailbox.status === "reading" || reading.isPending;
  const told = reading.isError ? t("readNow.failed") : reading.isSuccess && !isBusy ? t("readNow.asked") : "";
  const aside = mailbox.set_aside;
  if (!mailbox.can_open) {
    return aside ? <p className={styles.quiet}>{t("folders.privateSetAside", { count: aside })}</p> : null;
  }
  return (
    <>
      <div className={styles.foot}>
        <Button
          appearance="transparent"
          className={styles.toggle}
          icon={isOpen ? <ChevronDown20Regular /> : <ChevronRight20Regular />}
          aria-expanded={isOpen}
          aria-controls={regionId}
          onClick={() => setOpen(!isOpen)}
        >
          {aside ? t("folders.withSetAside", { count: aside }) : t("folders.toggle")}
        </Button>
        {mailbox.is_own && !mailbox.disconnected_at && (
          <Button
            appearance="primary"
            className={styles.action}
            icon={<ArrowClockwise20Regular />}
            disabledFocusable={isBusy}
            onClick={() => reading.mutate()}
          >
            {isBusy ? t("action.reading") : t("action.readNow")}
          </Button>
        )}
      </div>
      <p role="status" className={mergeClasses(styles.quiet, !told && styles.nothing)}>
        {told}
      </p>
      <div id={regionId} hidden={!isOpen}>
        {isOpen && <FeedList mailboxId={mailbox.id} now={now} />}
        {isOpen && mailbox.is_own && !mailbox.disconnected_at && <Choices mailboxId={mailbox.id} />}
      </div>
    </>
  );
}
