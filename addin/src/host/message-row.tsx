/** One mail in the list: who, what about, how it begins, when. */
import { Avatar, makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { Attach16Regular } from "@fluentui/react-icons/svg/attach";
import { memo } from "react";
import { useLocale } from "../i18n/locale-context";
import { type Message, nameOf } from "./mailbox";
import { useOutlook } from "./outlook-context";
import { useOutlookText } from "./texts";

const line = { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" } as const;

const useStyles = makeStyles({
  row: {
    ...typographyStyles.caption1,
    position: "relative",
    display: "flex",
    gap: "12px",
    width: "100%",
    padding: "8px 12px 8px 16px",
    border: "none",
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    backgroundColor: "transparent",
    color: tokens.colorNeutralForeground1,
    textAlign: "start",
    cursor: "pointer",
    contentVisibility: "auto",
    containIntrinsicSize: "auto 68px",
    ":hover": { backgroundColor: tokens.colorNeutralBackground1Hover },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "-2px" },
  },
  open: {
    backgroundColor: tokens.colorBrandBackground2,
    ":hover": { backgroundColor: tokens.colorBrandBackground2Hover },
  },
  unread: { boxShadow: `inset 3px 0 0 ${tokens.colorBrandStroke1}` },
  words: { flexGrow: 1, minWidth: 0 },
  top: { display: "flex", gap: "8px", alignItems: "baseline" },
  who: { ...typographyStyles.body1, ...line, flexGrow: 1, minWidth: 0 },
  when: { flexShrink: 0, color: tokens.colorNeutralForeground3 },
  subject: { ...line, display: "block" },
  preview: { ...line, display: "block", color: tokens.colorNeutralForeground3 },
  unreadText: { fontWeight: tokens.fontWeightSemibold, color: tokens.colorBrandForeground1 },
  strong: { fontWeight: tokens.fontWeightSemibold },
});

interface MessageRowProps {
  readonly message: Message;
  readonly isOpen: boolean;
  /** `more` when others stay selected. */
  readonly open: (message: Message, more: boolean) => void;
}

/** A list is long and a click changes two of its rows. */
export const MessageRow = memo(function MessageRow({ message, isOpen, open }: MessageRowProps) {
  const styles = useStyles();
  const t = useOutlookText();
  const { format } = useLocale();
  const { now } = useOutlook();
  const isUnread = message.isRead === false;
  const received = new Date(message.receivedDateTime);
  const who = nameOf(message.from);
  return (
    <li>
      <button
        type="button"
        className={mergeClasses(styles.row, isUnread && styles.unread, isOpen && styles.open)}
        aria-current={isOpen}
        onClick={(event) => open(message, event.ctrlKey || event.metaKey)}
      >
        <Avatar name={who} size={32} color="colorful" aria-hidden />
        <span className={styles.words}>
          <span className={styles.top}>
            <span className={mergeClasses(styles.who, isUnread && styles.strong)}>{who}</span>
            {message.hasAttachments && <Attach16Regular aria-label={t("list.attachment")} />}
          </span>
          <span className={styles.top}>
            <span className={mergeClasses(styles.subject, styles.words, isUnread && styles.unreadText)}>
              {message.subject || t("list.noSubject")}
            </span>
            <time className={styles.when} dateTime={message.receivedDateTime}>
              {format.received(received, now)}
            </time>
          </span>
          <span className={styles.preview}>{message.bodyPreview}</span>
        </span>
      </button>
    </li>
  );
});
